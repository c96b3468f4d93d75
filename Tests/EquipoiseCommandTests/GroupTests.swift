import Foundation
import TestSupport
import Testing

/// A division of three tasks into groups, as its user makes and trains it.
@Suite(.serialized) struct GroupTests {
  /// Trainings of an instant.
  private static func yaml(_ comparison: String, _ training: String = "") -> String {
    """
    name: tiny
    data: {kind: correlated-labels, tasks: 3, inputs: 4, train: 60, validation: 30, test: 30}
    network: {trunk: mlp, hidden: [4]}
    training: {epochs: 1, batch: 16, threads: 1\(training)}
    comparison: {methods: [ew], seeds: 2, jobs: 1\(comparison)}
    output: {folder: runs}
    """
  }

  @Test func pairsBecomeGroupsThatAreTrained() throws {
    let program = Program()
    try program.write(Self.yaml(", each: {tasks: 2}"), to: "pairs.yaml")
    let early = try program.run(["group", "pairs.yaml"])
    #expect(early.status != 0 && early.error.contains("`equipoise compare` writes"), "\(early.error)")
    #expect(try program.run(["compare", "pairs.yaml"]).status == 0)
    let grouped = try program.run(["group", "pairs.yaml", "--groups", "2", "--output", "groups.yaml"])
    #expect(grouped.status == 0, "\(grouped.error)")
    #expect(grouped.out.contains("by the pairwise gain in % in EW:"))
    let text = String(decoding: try program.read("groups.yaml"), as: UTF8.self)
    #expect(text.hasPrefix("# 3 tasks in ") && text.contains("\nname: tiny\n") && !text.contains("--set"))
    let again = try program.run(["group", "pairs.yaml", "--output", "groups.yaml"])
    #expect(again.status != 0 && again.error.contains("`groups.yaml` should not be there yet"))
    // A group of two is a pair, whose runs are there; one task is trained alone.
    let trained = try program.run(["compare", "groups.yaml"])
    #expect(trained.status == 0, "\(trained.error)")
    let alone = (1...3).filter { program.has("runs/tiny-tasks-\($0)/report.html") }
    let groups = text.components(separatedBy: "\n").count { $0.hasPrefix("      - [") }
    #expect(groups == 1 || alone.count == groups - (alone.count == 3 ? 0 : 1))
  }

  @Test func gradientsDivideAnExperimentWithoutPairs() throws {
    let program = Program()
    try program.write(Self.yaml("", ", diagnostics: {every: 1}"), to: "tiny.yaml")
    #expect(try program.run(["compare", "tiny.yaml"]).status == 0)
    let grouped = try program.run(["group", "tiny.yaml"])
    #expect(grouped.status == 0 && grouped.out.contains("by the gradient cosine in EW:"), "\(grouped.error)")
  }

  @Test func whatCannotBeDividedIsRefused() throws {
    let program = Program()
    try program.write(Self.yaml(""), to: "tiny.yaml")
    func failure(_ arguments: String...) throws -> String {
      let output = try program.run(["group", "tiny.yaml"] + arguments)
      #expect(output.status != 0)
      return output.error
    }
    #expect(
      try failure("--set", "only=[task 1]")
        .contains("There should be at least two tasks to divide. Found `task 1`."))
    #expect(try failure("--groups", "0").contains("`--groups` should be positive. Found 0."))
    #expect(
      try failure("--set", "comparison.each={share: [0.5]}")
        .contains("`comparison.each` should be `{tasks: 2}`, all pairs of tasks. Found other experiments."))
    #expect(try program.run(["compare", "tiny.yaml"]).status == 0)
    #expect(try failure().contains("Found no figures of either."))
  }
}
