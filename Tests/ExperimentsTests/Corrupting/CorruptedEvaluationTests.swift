import Configuration
import Datasets
import Foundation
import TestSupport
import Testing

@testable import Experiments

/// `equipoise evaluate --corruption`.
@Suite struct CorruptedEvaluationTests {
  private let scratch = TemporaryFolder()

  private func trained(_ data: String, _ network: String, _ evaluation: String = "") throws -> TrainedRun {
    let yaml = """
      name: small
      data: \(data)
      network: \(network)
      training: {epochs: 1, batch: 4, threads: 1}
      output: {folder: \(scratch.url.path)/runs}
      \(evaluation)
      """
    let configuration = try ExperimentConfiguration(reading: ConfigurationDocument(yaml: yaml), catalogue: .toolkit)
    let runner = try SingleRun(configuration).runner(resuming: false, restarting: false)
    _ = try runner.run()
    return try TrainedRun(runner.folder.url)
  }

  private func rooms(_ evaluation: String = "") throws -> TrainedRun {
    try trained(
      "{kind: scenes, train: 8, validation: 2, test: 4, height: 16, width: 16}", "{trunk: segnet, widths: [4]}",
      evaluation)
  }

  /// A run that evaluates under corruptions keeps what `equipoise evaluate` would say, and reads it back.
  @Test func aRunKeepsItsFiguresUnderCorruptions() throws {
    let run = try rooms(
      "evaluation: {corruptions: {kinds: [contrast, gaussian-noise], severities: [2, 4], seed: 5}}")
    let kept = try #require(run.folder.result().corrupted)
    #expect(kept.severities == [2, 4])
    #expect(Set(kept.metrics.keys) == Set(run.tasks))
    let figures = try run.evaluate(on: .test, under: CorruptionSettings(kinds: "contrast,gaussian-noise", seed: 5))
    for cell in figures.cells where [2, 4].contains(cell.severity) {
      for (task, metrics) in cell.figures.figures.metrics {
        for (name, value) in metrics {
          #expect(kept.metrics[task]?[name]?[cell.kind]?[cell.severity / 2 - 1] == value)
        }
      }
    }
  }

  /// The configuration and the result of a run that does not ask for corruptions do not name them.
  @Test func otherRunsAreWrittenAsBefore() throws {
    let run = try rooms().folder
    #expect(try !String(contentsOf: run.resultFile, encoding: .utf8).contains("corrupted"))
    #expect(
      try !String(contentsOf: run.url.appending(path: "config.yaml"), encoding: .utf8).contains("evaluation"))
  }

  @Test func figuresUnderCorruptionsAreThoseOfTheirPictures() throws {
    let run = try rooms()
    let settings = try CorruptionSettings(kinds: "contrast,gaussian-noise", seed: 5)
    let figures = try run.evaluate(on: .test, under: settings)
    #expect(
      figures.cells.map(\.kind) == Array(repeating: "contrast", count: 5) + Array(repeating: "gaussian-noise", count: 5)
    )
    #expect(figures.cells.map(\.severity) == [1, 2, 3, 4, 5, 1, 2, 3, 4, 5])
    #expect(try run.evaluate(on: .test, under: settings).json() == figures.json())
    let plain = try run.evaluate(on: .test)
    #expect(try figures.plain.json() == plain.json())
    #expect(figures.cells.allSatisfy { $0.figures.figures.losses != plain.figures.losses })
    let lines = figures.text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0] == "test split under corruptions (constants 32, seed 5)")
    #expect(lines[2].hasPrefix("segmentation  mIoU"))
    #expect(lines[3].split(separator: " ") == ["severity", "1", "2", "3", "4", "5", "mean"])
    #expect(lines[6].hasPrefix("mean") && lines[7].hasPrefix("plain pictures: "))
  }

  @Test func oneKindAtOneSeverityHasAllFigures() throws {
    let settings = try CorruptionSettings(kinds: "fog", severity: 3, constants: "224")
    let text = try rooms().evaluate(on: .validation, under: settings).text
    #expect(text.hasPrefix("fog at severity 3 (constants 224, seed 0)\nvalidation split\nsegmentation  loss "))
  }

  @Test func theMeanIsThatOfKindsAndSeverities() throws {
    let figures = try rooms().evaluate(on: .test, under: CorruptionSettings(kinds: "brightness,contrast"))
    let values = figures.cells.map { $0.figures.figures.metrics["depth"]!["absolute-error"]! }
    let table = try #require(figures.text.components(separatedBy: "\n\n").first { $0.hasPrefix("depth") })
    let row = try #require(table.split(separator: "\n").first { $0.hasPrefix("mean") })
    let mean = try #require(Double(row.split(separator: " ").last!))
    #expect(isClose(mean, values.reduce(0, +) / 10, .absolute(6e-5)))
  }

  @Test(arguments: [
    ("frog", 3, "auto", "`frog` is not a corruption. Did you mean `fog`?"),
    ("fog", 0, "auto", "`--severity` should lie in 1 … 5. Found 0."),
    ("fog", 6, "auto", "`--severity` should lie in 1 … 5. Found 6."),
    ("fog", 3, "64", "`--constants` should be one of `auto`, `224`, `32`. Found \"64\"."),
    ("", 3, "auto", "`--corruption` should name a corruption. Found none."),
  ]) func wrongSettingsAreNamed(kinds: String, severity: Int, constants: String, message: String) {
    #expect(
      errorText { _ = try CorruptionSettings(kinds: kinds, severity: severity, constants: constants) } == message)
  }

  @Test func dataWithoutPicturesAreRefused() throws {
    let file = scratch.url.appending(path: "a.csv")
    let rows = (0..<40).map { "\($0 % 7),\($0 % 5),\($0 % 2)" }
    try Data((["a,b,t"] + rows).joined(separator: "\n").utf8).write(to: file)
    let run = try trained(
      "{kind: table, files: {train: \(file.path)}, targets: [{column: t, kind: binary}], split: {by: random}}",
      "{trunk: mlp, hidden: [4]}")
    #expect(
      errorText { _ = try run.evaluate(on: .test, under: CorruptionSettings(kinds: "fog")) }
        .hasPrefix("Corruptions are for images, [channels, height, width]. Found a.csv, whose samples are vectors."))
    // Before any training where the experiment asks for it.
    let yaml = "{data: {kind: mt-regression, train: 10, validation: 10, test: 10}, evaluation: {corruptions: {}}}"
    let asking = try ExperimentConfiguration(reading: ConfigurationDocument(yaml: yaml), catalogue: .toolkit)
    #expect(errorText { _ = try SingleRun(asking) }.hasPrefix("Corruptions are for images"))
  }
}
