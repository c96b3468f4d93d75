import ExperimentFixtures
import Foundation
import TestSupport
import Testing

@testable import Runs

/// Numbers in a run's files that cannot be are refused with file, key and what was found, wherever the file is read.
@Suite struct DamagedRunTests {
  private let fixture: IndexFixture
  private let folder: RunFolder

  init() throws {
    fixture = try IndexFixture()
    folder = try fixture.add("aaaa0")
  }

  private func change(_ file: URL, _ change: (inout [String: Any]) -> Void) throws {
    var object = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
    change(&object)
    try JSONSerialization.data(withJSONObject: object).write(to: file)
  }

  @Test(arguments: [
    ("steps", Int.max), ("steps", -1), ("epochs", Int.min), ("parameters", Int.max), ("seconds", -1),
  ])
  func aResult(key: String, value: Int) throws {
    try change(folder.resultFile) { $0[key] = value }
    let message = errorText { _ = try folder.result() }
    #expect(message.hasPrefix("Could not read `\(folder.resultFile.path)`: `\(key)` should be "))
    #expect(message.contains("Found \(value)"))
    #expect(try fixture.cells(where: "state = unreadable") == ["aaaa0"])
    #expect(try RunFolder.discover(in: folder.url.deletingLastPathComponent()).unreadable.count == 1)
  }

  @Test(arguments: [("epoch", -3), ("step", Int.max)])
  func aResultsSelection(key: String, value: Int) throws {
    try change(folder.resultFile) { result in
      var selection = result["selection"] as? [String: Any] ?? [:]
      selection[key] = value
      result["selection"] = selection
    }
    #expect(
      errorText { _ = try folder.result() }
        == "Could not read `\(folder.resultFile.path)`: `selection.\(key)` should be from 0 to 2^53. Found \(value).")
  }

  @Test(arguments: [
    ("epoch", -1, "from 1 to 2^53"), ("step", -1, "from 0 to 2^53"), ("step", Int.max, "from 0 to 2^53"),
    ("epoch", 0, "from 1 to 2^53"),
  ])
  func aRecord(key: String, value: Int, range: String) throws {
    var lines = try String(contentsOf: folder.metricsFile, encoding: .utf8).split(separator: "\n").map(String.init)
    var object = try #require(try JSONSerialization.jsonObject(with: Data(lines[1].utf8)) as? [String: Any])
    object[key] = value
    lines[1] = String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: folder.metricsFile)
    #expect(
      errorText { _ = try folder.records() }
        == "Could not read line 2 of `\(folder.metricsFile.path)`: `\(key)` should be \(range). Found \(value).")
  }

  @Test func aRecordThatIsMissing() throws {
    let lines = try String(contentsOf: folder.metricsFile, encoding: .utf8).split(separator: "\n").map(String.init)
    try Data((lines[1] + "\n").utf8).write(to: folder.metricsFile)
    #expect(
      errorText { _ = try folder.records() }.hasSuffix(
        "`epoch` should be 1, since every epoch has a line. Found 2."))
    try Data((lines[0] + "\n").utf8).write(to: folder.metricsFile)
    #expect(
      errorText { _ = try folder.finished() }
        == "Could not read `\(folder.metricsFile.path)`: it should have a line for each of 2 epochs. Found 1.")
  }

  @Test(arguments: [("memory", "18446744073709551615"), ("memory", "-1"), ("cores", "-1"), ("cores", "1e300")])
  func anEnvironment(key: String, value: String) throws {
    var text = String(decoding: try RunEnvironment.current().json(), as: UTF8.self)
    let line = try #require(text.split(separator: "\n").first { $0.contains("\"\(key)\"") })
    text = text.replacing(line, with: "  \"\(key)\" : \(value),")
    let file = folder.url.appending(path: RunEnvironment.fileName)
    try Data(text.utf8).write(to: file)
    let message = errorText { _ = try RunEnvironment.read(in: folder) }
    #expect(message.hasPrefix("Could not read `\(file.path)`: "), "\(message)")
    #expect(message.contains(key))
    #expect(RunPage(folder).text.contains(file.path))
  }

  @Test func aWholeEnvironmentComesBack() throws {
    #expect(try RunEnvironment.read(in: folder) == nil)
    let written = RunEnvironment.current(data: "ab", files: ["network.pretrained": "cd"])
    try folder.write(written.json(), as: RunEnvironment.fileName)
    let read = try #require(try RunEnvironment.read(in: folder))
    #expect(read.memory == written.memory && read.files == written.files && read.data == "ab")
  }
}
