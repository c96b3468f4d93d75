import Foundation
import TestSupport
import Testing

/// The certificate of a run in a shared subspace, and the runs that get none, as their user sees them.
@Suite(.serialized) struct CertifyCommandTests {
  /// Eight tasks of 40 rows each: on which side of a line of its own, close to the others, a point lies.
  private static let csv: String = {
    let rows = (0..<320).map { row in
      let (task, a, b) = (row % 8, Double(row * 7 % 61) / 30 - 1, Double(row * 11 % 53) / 26 - 1)
      let isAbove = a + (0.2 * Double(task) - 0.7) * b > 0
      return "\(a),\(b),t\(task),\(isAbove ? "yes" : "no"),\(row % 3),\(a)"
    }
    return (["a,b,task,above,third,number"] + rows).joined(separator: "\n") + "\n"
  }()

  private static let ofTasks = "{column: above, kind: binary, positive: \"yes\", task-by: task}"
  private static let subspace =
    "{trunk: mlp, hidden: [16], sharing: {kind: subspace, shared-dimension: 8, basis: 2, scale: 3}}"

  private func trained(
    _ network: String, _ targets: String = ofTasks, _ training: String = ""
  ) throws -> (Program, run: String) {
    let program = Program()
    try program.write(Self.csv, to: "table.csv")
    try program.write(
      """
      name: tiny
      data: {kind: table, files: {train: table.csv}, inputs: {numeric: [a, b]}, targets: [\(targets)]}
      network: \(network)
      training: {epochs: 30, batch: 32, learning-rate: 0.05, threads: 1\(training)}
      output: {folder: runs}
      """, to: "tiny.yaml")
    let output = try program.run(["train", "tiny.yaml"])
    #expect(output.status == 0, "\(output.error)")
    return (program, try #require(try program.runs(of: "tiny").first))
  }

  @Test func theBoundIsThatOfTheBitsAndTheDecodedErrors() throws {
    let (program, run) = try trained(Self.subspace)
    let output = try program.run(["certify", run, "--json"])
    #expect(output.status == 0, "\(output.error)")
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(output.out.utf8)) as? [String: Any], "\(output.out)")
    func number(_ key: String) throws -> Double { try #require(json[key] as? Double, "\(key)") }
    let bits = try #require(json["bits"] as? [String: Any]), total = try #require(bits["total"] as? Int)
    let parts = try ["shared", "tasks"].map { try #require(bits[$0] as? [String: Int]).values.reduce(0, +) }
    #expect(bits["choices"] as? Int == 2 && total == parts[0] + parts[1] + 2)
    // The file has a head of 37 bytes and a checksum of 4.
    let file = try Data(contentsOf: program.folder.appending(path: run + "/certificate.eqpm"))
    #expect(file.count == 37 + (total + 7) / 8 + 4)
    let (error, samples) = (try number("decodedError"), try number("samples"))
    #expect(error >= 0 && error < 0.3 && samples > 150 && samples < 320)
    #expect(isClose(error * samples, (error * samples).rounded(), .absolute(1e-6)))
    let complexity = Double(total) * log(2)
    #expect(
      isClose(
        try number("hoeffdingBound"), error + ((complexity + log(20)) / (2 * samples)).squareRoot(), .relative(1e-12)))
    let bound = try number("bound"), rate = (complexity + log(2 * samples.squareRoot() / 0.05)) / samples
    func term(_ q: Double, _ p: Double) -> Double { q == 0 ? 0 : q * log(q / p) }
    #expect(isClose(term(error, bound) + term(1 - error, 1 - bound), rate, .relative(1e-9)))
    #expect(try number("guessing") == 0.5)
    // A task alone pays for the whole shared vector, with an eighth of the samples.
    let single = try #require(json["singleBounds"] as? [Double])
    #expect(single.count == 8 && single.allSatisfy { $0 > bound && $0 <= 1 })
    // A task has at most 40 samples, so that even without an error its bound is 1 − exp(−c) with at least this c.
    let least = -expm1(-Double(parts[0]) * log(2) / 40)
    #expect(single.allSatisfy { $0 > least }, "\(single), \(least)")
    let tested = try number("testError")
    #expect(tested >= 0 && tested <= bound)

    let text = try program.run(["certify", run, "--tried", "12"]).out
    #expect(text.contains("\n  choices                      6\n"), "\(text)")
    #expect(text.contains("mean of the tasks' own bounds, which hold at once; the least is"), "\(text)")
    #expect(text.contains("Scales of the columns come from the training samples and are not counted."))
  }

  @Test(arguments: [
    (
      "{trunk: mlp, hidden: [4]}", ofTasks,
      "a run with `sharing: subspace`, whose networks a short message describes. Found `hard`."
    ),
    (
      subspace, "{column: above, kind: binary, positive: \"yes\"}, {column: third, kind: classification}",
      "should have heads of one size, which are part of the subspace. Found heads of their own."
    ),
    (
      subspace, "{column: number, kind: regression}, {column: third, kind: regression}",
      "each task should have one class for each sample. Found `number`, which has numbers."
    ),
  ])
  func aRunWithoutABoundSaysWhy(_ network: String, _ targets: String, _ text: String) throws {
    let (program, run) = try trained(network, targets)
    let output = try program.run(["certify", run])
    #expect(output.status == 1 && output.out.isEmpty && output.error.contains(text), "\(output.error)")
    #expect(!program.has(run + "/certificate.eqpm"))
  }

  @Test func startValuesThatMayComeFromTheDataAreRefused() throws {
    let (program, first) = try trained("{trunk: mlp, hidden: [16]}")
    let weights = program.folder.appending(path: first + "/checkpoints/best/model.safetensors").path
    try program.write(
      try String(contentsOf: program.folder.appending(path: "tiny.yaml"), encoding: .utf8).replacing(
        "network: {trunk: mlp, hidden: [16]}",
        with: "network: " + Self.subspace.dropLast() + ", pretrained: \(weights)}"),
      to: "tiny.yaml")
    let training = try program.run(["train", "tiny.yaml"])
    #expect(training.status == 0, "\(training.error)")
    let run = try #require(try program.runs(of: "tiny").first { $0 != first })
    let output = try program.run(["certify", run])
    #expect(output.status == 1 && output.error.contains("Found `network.pretrained`"), "\(output.error)")
  }

  @Test func optionsOutsideTheirRangeAreRefused() throws {
    let program = Program()
    #expect(
      try program.run(["certify", "x", "--delta", "1"]).error.contains(
        "`--delta` should be between 0 and 1. Found 1.0."))
    #expect(try program.run(["certify", "x", "--tried", "0"]).error.contains("`--tried` should be"))
  }
}
