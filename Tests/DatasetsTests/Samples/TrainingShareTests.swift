import Foundation
import Tasks
import TestSupport
import Testing
import Torch

@testable import Datasets

@Suite struct TrainingShareTests {
  /// Samples whose input is their number.
  private func source(_ name: String = "a", task: String = "t") -> DataSource {
    func numbers(_ count: Int) -> InMemoryDataset {
      let values = (0..<count).map(Float.init)
      return InMemoryDataset(inputs: Field(values, shape: [1]), targets: [task: Field(values, shape: [1])])
    }
    return DataSource(
      name: name, train: numbers(100), validation: numbers(5), test: numbers(5), tasks: [.regression(task)],
      input: .vector(1))
  }

  private func samples(_ source: DataSource) throws -> Set<Float> {
    Set(try source.train.batch(Array(0..<source.train.count)).inputs.sole.array(of: Float.self))
  }

  @Test func aSmallerShareIsAPartOfEveryLargerOneOfTheSameSeed() throws {
    let shares = try [0.02, 0.1, 0.5, 1].map { try samples(source().trainingShare($0, seed: 3)) }
    #expect(shares.map(\.count) == [2, 10, 50, 100])
    for (smaller, larger) in zip(shares, shares.dropFirst()) { #expect(smaller.isSubset(of: larger)) }
  }

  @Test func eachSeedHasAnOrderOfItsOwn() throws {
    #expect(try samples(source().trainingShare(0.1, seed: 3)) != samples(source().trainingShare(0.1, seed: 4)))
  }

  @Test func onlyTrainingSamplesAreFewer() throws {
    let part = try source().trainingShare(0.001, seed: 0)
    #expect(part.train.count == 1 && part.validation.count == 5 && part.test.count == 5)
    #expect(part.fingerprint == source().fingerprint)
  }

  @Test func everySetHasItsShare() throws {
    let sets = try DataSource(
      name: "both", sets: [source(), source("b", task: "u")], mixing: .all)
    #expect(try sets.trainingShare(0.1, seed: 0).sets.map(\.train.count) == [10, 10])
  }
}
