import Foundation
import TestSupport
import Testing
import Torch

@testable import Datasets

@Suite struct ConflictingLabelsTests {
  private func labels(_ law: ConflictingLabels, _ task: Int) throws -> [Float] {
    try law.source(train: 3000, validation: 1, test: 1).train.batch(Array(0..<3000)).targets["task \(task)"]!
      .array(of: Float.self)
  }

  private func agreement(_ law: ConflictingLabels, _ first: Int, _ second: Int) throws -> Double {
    let pairs = zip(try labels(law, first), try labels(law, second))
    return Double(pairs.reduce(0) { $0 + ($1.0 == $1.1 ? 1 : 0) }) / 3000
  }

  @Test func thereAreThirtyTasksOfFortyNumbers() {
    let source = ConflictingLabels().source(train: 6, validation: 3, test: 3)
    #expect(source.tasks.count == 30 && source.inputShape == [40])
  }

  @Test func tasksOfAGroupAgreeAndThoseOfAPairContradictEachOther() throws {
    let law = ConflictingLabels()
    // Tasks 1 and 2 are of the first group, task 6 is of the second, its opponent, and task 11 of another pair.
    let (kin, opposed, others) = (
      try agreement(law, 1, 2), try agreement(law, 1, 6), try agreement(law, 1, 11)
    )
    #expect(kin > 0.8)
    #expect(opposed < 0.45)
    #expect((0.42..<0.62).contains(others))
  }

  /// Without conflict two tasks of a group disagree in the angle between their directions, arccos(0.9²) / π = 0.20 of all
  /// samples.
  @Test func withoutConflictTasksAreLinear() throws {
    var law = ConflictingLabels()
    law.conflict = 0
    #expect(isClose(try agreement(law, 1, 2), 0.8, .absolute(0.1)))
    #expect(isClose(try agreement(law, 1, 6), 0.5, .absolute(0.12)))
  }
}
