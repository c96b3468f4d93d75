import Foundation
import TestSupport
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Drawings of an experiment's network, as its user asks for them.
@Suite struct DrawCommandTests {
  private static func yaml(_ data: String) -> String {
    """
    name: rooms
    data: \(data)
    network: {trunk: segnet, widths: [4, 8]}
    training: {batch: 2, threads: 1}
    """
  }

  private static let rooms = yaml("{kind: scenes, train: 4, validation: 2, test: 2, height: 16, width: 24}")

  /// A program with a file, without a path to other programs such as Graphviz.
  private func draw(_ yaml: String = rooms, _ arguments: String...) throws -> (Program, Program.Output) {
    let program = Program()
    try program.write(yaml, to: "rooms.yaml")
    return (program, try program.run(["draw", "rooms.yaml"] + arguments, through: ["PATH=/nowhere"]))
  }

  @Test func aTreeIsPrinted() throws {
    let (_, output) = try draw()
    #expect(output.status == 0 && output.error.isEmpty, "\(output.error)")
    #expect(
      output.out.hasPrefix("rooms: 3 tasks\nsegnet 4-8, hard parameter sharing, one head a task\n"), "\(output.out)")
    #expect(output.out.contains("a training step on 2 samples"))
  }

  @Test(arguments: ["svg", "html"]) func aFilesEndingIsItsFormat(ending: String) throws {
    let (program, output) = try draw(Self.rooms, "--output", "rooms.\(ending)")
    #expect(output.status == 0 && output.out.isEmpty && output.error.isEmpty, "\(output.error)")
    let text = String(decoding: try program.read("rooms.\(ending)"), as: UTF8.self)
    let start = try #require(text.range(of: "<svg")), end = try #require(text.range(of: "</svg>"))
    #expect(XMLParser(data: Data(text[start.lowerBound..<end.upperBound].utf8)).parse())
    #expect(text.hasPrefix(ending == "svg" ? "<svg" : "<!DOCTYPE html>") && text.contains("segmentation"))
  }

  @Test func aGraphAndItsFactsArePrinted() throws {
    let (_, dot) = try draw(Self.rooms, "--format", "dot")
    #expect(dot.status == 0 && dot.out.hasPrefix("digraph "), "\(dot.error)")
    let (_, json) = try draw(Self.rooms, "--json", "--verify")
    let facts = try #require(
      try JSONSerialization.jsonObject(with: Data(json.out.utf8)) as? [String: Any], "\(json.error)")
    #expect(facts["tasks"] as? [String] == ["segmentation", "depth", "normals"])
    #expect(facts["verification"] is String)
  }

  @Test(arguments: [
    (["--format", "png"], "--format"), (["--depth", "0"], "`--depth` should be"),
    (["--json", "--format", "svg"], "`--json` should stand without `--format`."),
    (["--output", "nowhere/a.svg"], "nowhere/a.svg"),
  ]) func whatCannotBeDrawnIsNamed(arguments: [String], error: String) throws {
    let program = Program()
    try program.write(Self.rooms, to: "rooms.yaml")
    let output = try program.run(["draw", "rooms.yaml"] + arguments)
    #expect(output.status != 0 && output.out.isEmpty && output.error.contains(error), "\(output.error)")
  }

  @Test func noiseStandsInForFilesThatAreNotThere() throws {
    let (_, output) = try draw(
      Self.yaml("{kind: cityscapes, folder: nowhere, format: png, height: 16, width: 24}"), "--verify", "--set",
      "network.pretrained=weights.safetensors")
    #expect(output.status == 0 && output.out.contains("a training step on 2 samples"), "\(output.error)")
    #expect(output.error.contains("The network is drawn for noise of the same shapes, [3, 16, 24]."), "\(output.error)")
  }

  @Test func filesThatTellTheShapesAreNeeded() throws {
    let (_, output) = try draw(
      "data: {kind: table, files: {train: nowhere.csv}, targets: [{column: a, kind: regression}]}")
    #expect(output.status == 1 && output.out.isEmpty)
    #expect(
      output.error.contains(
        "A drawing needs the data, because the files of `table` tell what the network's inputs and outputs are."),
      "\(output.error)")
  }
}
