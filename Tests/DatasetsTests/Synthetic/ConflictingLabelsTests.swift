import Foundation
import TestSupport
import Testing
import Torch

@testable import Datasets

@Suite struct ConflictingLabelsTests {
  private static let samples = 1500

  /// The share of samples on which two tasks agree.
  private func agreements(_ law: ConflictingLabels, _ pairs: [(Int, Int)]) throws -> [Double] {
    let all = Self.samples
    let batch = try law.source(train: all, validation: 1, test: 1).train.batch(Array(0..<all))
    func labels(_ task: Int) -> [Float] { batch.targets["task \(task)"]!.array(of: Float.self) }
    return pairs.map { first, second in
      Double(zip(labels(first), labels(second)).reduce(0) { $0 + ($1.0 == $1.1 ? 1 : 0) }) / Double(all)
    }
  }

  @Test func thereAreThirtyTasksOfFortyNumbers() {
    let source = ConflictingLabels().source(train: 6, validation: 3, test: 3)
    #expect(source.tasks.count == 30 && source.inputShape == [40])
  }

  @Test func tasksOfAGroupAgreeAndThoseOfAPairContradictEachOther() throws {
    // Tasks 1 and 2 are of the first group, task 6 is of the second, its opponent, and task 11 of another pair.
    let found = try agreements(ConflictingLabels(), [(1, 2), (1, 6), (1, 11)])
    let (kin, opposed, others) = (found[0], found[1], found[2])
    #expect(kin > 0.8)
    #expect(opposed < 0.45)
    #expect((0.42..<0.62).contains(others))
  }

  /// Without conflict two tasks of a group disagree in the angle between their directions, arccos(0.9²) / π = 0.20 of all
  /// samples.
  @Test func withoutConflictTasksAreLinear() throws {
    var law = ConflictingLabels()
    law.conflict = 0
    let found = try agreements(law, [(1, 2), (1, 6)])
    #expect(isClose(found[0], 0.8, .absolute(0.1)) && isClose(found[1], 0.5, .absolute(0.12)))
  }
}
