import TestSupport
import Testing

@testable import Datasets

/// Samples without a label of the trained tasks are left out of training.
@Suite struct LabelledSamplesTests {
  /// Six samples; `a` lacks 1, 2 and 5, `b` lacks 2, 3 and 5, `c` lacks none, `d` lacks all.
  private let dataset = InMemoryDataset(
    inputs: Field((0..<6).map { Float($0) }),
    targets: [
      "a": Field(classes: [0, -1, -1, 1, 0, -1] as [Int8]),
      "b": Field([1, 2, .nan, .nan, 5, .nan], absence: .nan), "c": Field([1, 2, 3, 4, 5, 6]),
      "d": Field([Float](repeating: 0, count: 12), shape: [2], absence: .zero),
    ])

  private func inputs(_ dataset: any Dataset) throws -> [Float] {
    try dataset.batch(Array(0..<dataset.count)).inputs.sole.floats
  }

  @Test(
    arguments: [
      (["a"], [0, 3, 4]), (["b"], [0, 1, 4]), (["a", "b"], [0, 1, 3, 4]), (["d", "b"], [0, 1, 4]),
      (["a", "c"], [0, 1, 2, 3, 4, 5]),
    ] as [([String], [Float])]) func aSampleStaysWhereAnyTaskHasALabel(tasks: [String], left: [Float]) throws
  {
    #expect(try inputs(dataset.labelled(for: tasks)) == left)
    #expect(dataset.unlabelledCount(for: tasks) == 6 - left.count)
  }

  @Test func partsOfDataKnowTheirOwnLabels() throws {
    let part = Subset(of: dataset, indices: [5, 4, 1])
    #expect(try inputs(part.labelled(for: ["a"])) == [4])
    #expect(try inputs(part.keeping(["b"]).labelled(for: ["b"])) == [4, 1])
    #expect(part.keeping(["b"]).labelledSamples(of: ["a"]) == [])
  }

  @Test func aTaskWithoutAnyLabelIsRefused() {
    #expect(
      errorText { _ = try dataset.labelled(for: ["d"]) }
        == "Training should have a sample with a label of `d`. Found none among 6.")
  }

  /// What is known only after reading a file, and an order that is prescribed for all samples, stay whole.
  @Test func whatIsNotKnownStaysWhole() throws {
    struct Unknown: Dataset {
      let count = 3
      var known: [Int]?
      var prescribed: [Int]?
      func batch(_ indices: [Int]) throws -> Batch { throw DatasetError("not read") }
      func labelledSamples(of tasks: [String]) -> [Int]? { known }
      func order(epoch: Int) -> [Int]? { prescribed }
    }
    #expect(try Unknown().labelled(for: ["a"]).count == 3)
    #expect(try Unknown(known: [1], prescribed: [2, 1, 0]).labelled(for: ["a"]).count == 3)
    #expect(try Unknown(known: [1]).labelled(for: ["a"]).count == 1)
  }
}
