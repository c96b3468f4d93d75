import Foundation
import TestSupport
import Testing

/// One task's part of a routed run as a run of its own, and what cannot be cut, as its user sees it.
@Suite(.serialized) struct ExtractCommandTests {
  /// Trainings of an instant.
  private static func yaml(_ network: String, _ training: String = "") -> String {
    """
    name: tiny
    data: {kind: correlated-labels, tasks: 3, inputs: 6, train: 60, validation: 30, test: 30}
    network: \(network)
    training: {epochs: 2, batch: 16, threads: 1\(training)}
    output: {folder: runs}
    """
  }

  private static let routed = "{trunk: mlp, hidden: [16, 12], sharing: {kind: routing, keep: 0.25}}"

  private func trained(_ network: String, _ training: String = "") throws -> (Program, run: String, Program.Output) {
    let program = Program()
    try program.write(Self.yaml(network, training), to: "tiny.yaml")
    let output = try program.run(["train", "tiny.yaml"])
    #expect(output.status == 0, "\(output.error)")
    return (program, try #require(try program.runs(of: "tiny").first), output)
  }

  private func metrics(_ program: Program, _ run: String, _ task: String) throws -> [String: Double] {
    let output = try program.run(["evaluate", run, "--json"])
    let json = try JSONSerialization.jsonObject(with: Data(output.out.utf8)) as? [String: Any]
    let tasks = try #require(json?["metrics"] as? [String: [String: Double]], "\(output.out) \(output.error)")
    return try #require(tasks[task])
  }

  @Test(arguments: ["usual", "{width: 5}"]) func theNewRunHasTheFiguresOfTheOld(heads: String) throws {
    let (program, run, _) = try trained(Self.routed.dropLast() + ", heads: \(heads)}", ", select: {per: task}")
    let output = try program.run(["extract", run, "--task", "task 2", "--output", "small"])
    #expect(output.status == 0, "\(output.error)")
    // The layers 6-16-12 have 316 parameters, and 6-4-3 have 43.
    let (head, cutHead): (Int, Int) = heads == "usual" ? (13, 4) : (71, 26)
    let (before, after): (Int, Int) = (316 + head, 43 + cutHead)
    #expect(output.out.hasPrefix("task 2: \(after) of \(before) parameters ("), "\(output.out)")
    let (old, new) = (try metrics(program, run, "task 2"), try metrics(program, "small", "task 2"))
    #expect(old.count == new.count && old.count > 0)
    for (name, value) in old { #expect(abs(value - new[name]!) <= 1e-4 * abs(value), "\(name)") }
    let again = try program.run(["extract", run, "--task", "task 2", "--output", "small"])
    #expect(again.status == 1 && again.error.contains("`small` should not be there yet"), "\(again.error)")
  }

  @Test func whatCannotBeCutIsNamed() throws {
    func failure(_ network: String, _ task: String) throws -> String {
      let (program, run, _) = try trained(network)
      let output = try program.run(["extract", run, "--task", task, "--output", "small"])
      #expect(output.status == 1 && output.out.isEmpty && !program.has("small"))
      return output.error
    }
    #expect(try failure("{trunk: mlp, hidden: [4]}", "task 1").contains("a run with `sharing: routing`. Found `hard`."))
    #expect(
      try failure(Self.routed, "task 9")
        .contains("a run of several tasks, among them `task 9`. Found `task 1`, `task 2`, `task 3`."))
  }

  @Test func unitsThatNoTaskUsesAreToldAtTheStartAndInTheEnd() throws {
    let sentence = "are used by no task. `coverage: full`, or a larger `keep`, uses more."
    let (_, _, output) = try trained(Self.routed)
    #expect(output.error.contains(sentence) && output.out.contains(sentence), "\(output.error)")
    let (_, _, whole) = try trained(
      "{trunk: mlp, hidden: [16, 12], sharing: {kind: routing, keep: 0.5, coverage: full}}")
    #expect(!whole.error.contains("used by no task") && !whole.out.contains("used by no task"))
  }
}
