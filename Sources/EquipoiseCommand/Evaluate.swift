import ArgumentParser
import Configuration
import Datasets
import Experiments
import Foundation
import Processes

struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Losses and metrics of a trained run on a split of its data.",
    discussion: """
      With `--corruption`, the pictures are corrupted before. Several kinds, or no `--severity`, give a table of each task's main
      metric, kinds by severities; `--json` has all figures. Two evaluations with one seed see the same pictures.
      `equipoise list corruptions` has the kinds.

      EXAMPLE
        equipoise evaluate 0a1b2c3d --split validation
        equipoise evaluate runs/scenes
        equipoise evaluate runs/scenes --corruption fog --severity 3
        equipoise evaluate runs/scenes --corruption common --json
      """)

  @Argument(help: RunReference.help, completion: .directory)
  var reference: RunReference

  @OptionGroup var runs: RunsFolder

  @Option(help: "The part of the data.")
  var split: Split = .test

  @Option(help: "Kinds of corruptions with commas between; common (15 kinds), extra (3) or all.")
  var corruption: String?

  @Option(help: "The severity of the corruptions, 1 to 5; all by default.")
  var severity: Int?

  @Option(help: "The constants of the corruptions: 224, 32, or auto for those of the pictures' size.")
  var constants = CorruptionSettings.auto

  @Option(help: "Decides what the corruptions draw.")
  var seed = 0

  @Flag(help: "Prints the figures as JSON.")
  var json = false

  func validate() throws {
    try BoundedOption.check("--severity", severity, in: 1...5)
    try BoundedOption.check("--seed", seed, in: 0...Int(UInt32.max))
    if corruption == nil, severity != nil {
      throw ValidationError("`--severity` should stand with `--corruption`. Found it alone.")
    }
  }

  func run() throws {
    let settings = try corruption.map {
      try CorruptionSettings(kinds: $0, severity: severity, constants: constants, seed: seed)
    }
    let found = try reference.resolved(in: runs.url)
    if let sentence = found.sentence { StandardStreams.tell(sentence + "\n") }
    let meter = Meter(quiet: json)
    let texts = try found.runs.map { run in
      guard let settings else {
        let figures = try TrainedRun(run.url).evaluate(on: split)
        return json ? try figures.json() : figures.text
      }
      let figures = try TrainedRun(run.url).evaluate(on: split, under: settings) { meter.show($1, share: $0) }
      meter.finish()
      return json ? try figures.json() : figures.text
    }
    print(json && texts.count > 1 ? "[\n" + texts.joined(separator: ",\n") + "\n]" : texts.joined(separator: "\n"))
  }
}

extension Split: ExpressibleByArgument {}
