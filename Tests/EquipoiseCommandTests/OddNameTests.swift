import Foundation
import Testing

/// Names of columns that are odd for a network, a file, a path or a shell are tasks like all others.
@Suite struct OddNameTests {
  private static let names = [
    "total.UPDRS", "Petal.Width", "", ".", "..", "a b", "say \"yes\"", "it's", "a/b", "../x",
    "<script>alert(1)</script>",
    "目的", "%2E", "a%2Eb", "heads.0.weight", "line\nfeed", "a,b", "\u{1B}[31mred", "c1\u{9B}31m", "bell\u{7}",
    "turned\u{202E}", String(repeating: "x", count: 300),
  ]

  private static func quoted(_ name: String) -> String {
    // YAML takes no control character of the second row as it is.
    String(decoding: try! JSONEncoder().encode(name), as: UTF8.self).replacing("\u{9B}", with: "\\u009b")
  }

  /// Whether a text holds nothing that would steer a terminal.
  private static func isHarmless(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { $0 == "\n" || ($0.properties.generalCategory != .control && $0 != "\u{202E}") }
  }

  @Test func noNameReachesTheTerminalAsItIs() throws {
    let program = try Self.program()
    let trained = try program.run(["train", "odd.yaml"])
    #expect(trained.status == 0, "\(trained.error)")
    let folder = try #require(try program.runs(of: "odd").first)
    for arguments in [
      ["evaluate", folder], ["predict", folder, "table.csv", "--output", "out.csv"], ["data", "check", "odd.yaml"],
      ["data", "describe", "odd.yaml"], ["runs", "show", folder], ["runs", "compare", folder, folder],
      ["runs", "list", "--columns", "tasks"], ["train", "odd.yaml", "--dry-run"], ["train", "odd.yaml"],
      ["train", "odd.yaml", "--set", "only=[\"\\e[31m\"]"],
      ["compare", "odd.yaml", "--balancing", "ew", "--seeds", "1", "--set", "training.epochs=1"],
    ] {
      let output = try program.run(arguments)
      #expect(Self.isHarmless(output.out), "\(arguments)")
      #expect(Self.isHarmless(output.error), "\(arguments)")
      #expect(output.status == (arguments.last?.hasPrefix("only") == true ? 1 : 0), "\(arguments): \(output.error)")
    }
    #expect(Self.isHarmless(trained.out) && trained.out.contains("\u{FFFD}[31mred"))
    #expect(Self.isHarmless(trained.error))
  }

  /// Two inputs, and a target for each name.
  private static func program() throws -> Program {
    let program = Program()
    func row(_ cells: [String]) -> String {
      cells.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: ",")
    }
    let rows = (0..<60).map { row in
      let (a, b) = (Double(row * 7 % 13) / 13, Double(row * 5 % 11) / 11)
      return ["\(a)", "\(b)"] + names.indices.map { "\(a * Double($0 + 1) - b)" }
    }
    try program.write(([["in 1", "in 2"] + names] + rows).map(row).joined(separator: "\n") + "\n", to: "table.csv")
    try program.write(
      """
      name: odd
      data:
        kind: table
        files: {train: table.csv}
        targets:
      \(names.map { "    - {column: \(quoted($0)), kind: regression, weight: 2}" }.joined(separator: "\n"))
      network: {trunk: mlp, hidden: [4]}
      balancing: uw
      training: {epochs: 3, batch: 16, learning-rate: 1e-2, threads: 1}
      output: {folder: runs}
      """, to: "odd.yaml")
    return program
  }

  @Test func oddNamesTrainEvaluateAndPredict() throws {
    let program = try Self.program()
    let trained = try program.run(["train", "odd.yaml"])
    #expect(trained.status == 0, "\(trained.error)")
    let folder = try #require(try program.runs(of: "odd").first)
    let figures = try program.run(["evaluate", folder, "--json"])
    #expect(figures.status == 0, "\(figures.error)")
    let json = try #require(JSONSerialization.jsonObject(with: Data(figures.out.utf8)) as? [String: Any])
    #expect(Set((json["losses"] as? [String: Double] ?? [:]).keys) == Set(Self.names))
    let predicted = try program.run(["predict", folder, "table.csv", "--output", "out.csv"])
    #expect(predicted.status == 0, "\(predicted.error)")
    let header = String(decoding: try program.read("out.csv"), as: UTF8.self)
    #expect(header.hasPrefix("total.UPDRS,Petal.Width,,.,..,a b,\"say \"\"yes\"\"\",it's,a/b,../x,"))
    #expect(program.has("\(folder)/checkpoints/best/model.safetensors"))
  }

  @Test func aTrainingWithOddNamesGoesOnAfterItWasStopped() throws {
    let program = try Self.program()
    let whole = try program.run(["train", "odd.yaml", "--set", "training.epochs=40"])
    #expect(whole.status == 0, "\(whole.error)")
    let folder = try #require(try program.runs(of: "odd").first)
    let weights = try program.read("\(folder)/checkpoints/best/model.safetensors")
    let moments = try program.read("\(folder)/checkpoints/last/optimizer.safetensors")
    let again = ["train", "odd.yaml", "--set", "training.epochs=40"]
    let stopped = try program.run(again + ["--restart"], killAfter: 1, signal: SIGTERM)
    let resumed = try program.run(again + (stopped.status == 0 ? [] : ["--resume"]))
    #expect(resumed.status == 0, "\(resumed.error)")
    #expect(try program.read("\(folder)/checkpoints/best/model.safetensors") == weights)
    #expect(try program.read("\(folder)/checkpoints/last/optimizer.safetensors") == moments)
  }

  @Test func aTaskNamedTwiceIsRefusedBeforeTraining() throws {
    let program = try Self.program()
    let output = try program.run(["train", "odd.yaml", "--set", "only=[a b, a b]"])
    #expect(output.status == 1)
    #expect(output.error.contains("`only` should name each one once. Found \"a b\" twice."), "\(output.error)")
  }
}
