import Testing
import Torch

@testable import Tasks

/// What a report knows of the answers to a task.
@Suite struct AnswerTallyTests {
  @Test func classesAreCountedByLabelAndAnswer() throws {
    let tally = try #require(AnswerTally(.classification("kind", classes: 3)))
    // Two batches, as a split has; the last label is missing.
    tally.update(Tensor([5, 0, 0, 0, 5, 0] as [Float], shape: [2, 3]), Tensor([0, 0] as [Int]))
    tally.update(Tensor([0, 0, 5, 5, 0, 0] as [Float], shape: [2, 3]), Tensor([2, -1] as [Int]))
    let (confusion, calibration) = try tally.summary()
    #expect(confusion?.counts == [1, 1, 0, 0, 0, 0, 0, 0, 1])
    // All are as sure as softmax of (5, 0, 0): two of three are right.
    let bin = try #require(calibration?.bins.last)
    #expect(bin.samples == 3 && abs(bin.share - 2.0 / 3) < 1e-12 && abs(bin.confidence - 0.98670) < 1e-4)
    #expect(calibration?.bins.dropLast().allSatisfy { $0.samples == 0 } == true)
    #expect(abs(try #require(calibration?.expectedError) - (0.98670 - 2.0 / 3)) < 1e-4)
  }

  @Test func yesAndNoAreBinnedByTheProbabilityOfYes() throws {
    let tally = try #require(AnswerTally(.binary("ill")))
    // Probabilities 0.5, 0.5, 0.0474 and 1; one label is missing.
    tally.update(
      Tensor([0, 0, -3, 40, 40] as [Float], shape: [5, 1]), Tensor([1, 0, 0, 1, -1] as [Float], shape: [5, 1]))
    let (confusion, calibration) = try tally.summary()
    #expect(confusion?.counts == [1, 1, 0, 2])
    let bins = try #require(calibration?.bins)
    #expect(bins.map(\.samples) == [1, 0, 0, 0, 0, 2, 0, 0, 0, 1])
    #expect(bins[5].share == 0.5 && bins[5].confidence == 0.5 && bins[0].share == 0 && bins[9].share == 1)
    #expect(abs(try #require(calibration?.expectedError) - 0.0474259 / 4) < 1e-6)
  }

  @Test func pixelsAreCountedToo() throws {
    let tally = try #require(AnswerTally(.segmentation("parts", classes: 2)))
    tally.update(
      Tensor([1, 1, 0, 0, 0, 0, 1, 1] as [Float], shape: [1, 2, 2, 2]),
      Tensor([0, 1, 1, -1] as [Int], shape: [1, 2, 2]))
    #expect(try tally.summary().confusion?.counts == [1, 0, 1, 1])
    #expect(try tally.summary().calibration?.samples == 3)
  }

  @Test func numbersHaveNone() {
    #expect(AnswerTally(.regression("age", mean: 0, standardDeviation: 1)) == nil)
    #expect(AnswerTally(.depth("depth")) == nil)
  }

  @Test func withoutLabelsThereIsNothing() throws {
    let tally = try #require(AnswerTally(.classification("kind", classes: 2)))
    tally.update(Tensor([1, 0] as [Float], shape: [1, 2]), Tensor([-1] as [Int]))
    let (confusion, calibration) = try tally.summary()
    #expect(confusion == nil && calibration == nil)
  }
}
