import ArgumentParser
import Datasets
import Experiments
import Foundation

struct Importance: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "What each column of a table is worth to each task of a trained run.",
    discussion: """
      One column after the other is shuffled among the samples of a split, all inputs that come from it together. Printed is how
      much worse the first metric of each task gets, in the metric's own unit, over the repeats. A column that the network does
      not use has 0. Columns that say the same stand in for one another: none of them may look important, so that a low figure
      alone is no reason to leave a column out.

      EXAMPLE
        equipoise importance runs/adult
        equipoise importance 0a1b2c3d --split test --repeats 20 --json
      """)

  @Argument(help: RunReference.help, completion: .directory)
  var reference: RunReference

  @OptionGroup var runs: RunsFolder

  @Option(help: "The part of the data.")
  var split: Split = .validation

  @Option(help: "How often each column is shuffled.")
  var repeats = 5

  @Option(help: "Decides how columns are shuffled.")
  var seed = 0

  @Flag(help: "Prints the figures as JSON.")
  var json = false

  func validate() throws {
    try BoundedOption.check("--repeats", repeats, in: 1...10_000)
    try BoundedOption.check("--seed", seed, in: 0...Int(UInt32.max))
  }

  func run() throws {
    let meter = Meter(quiet: json)
    let found = try reference.resolved(in: runs.url)
    if let sentence = found.sentence { meter.note(sentence) }
    let all = try found.runs.enumerated().map { number, run in
      try TrainedRun(run.url).importance(on: split, repeats: repeats, seed: seed) { share in
        meter.show("shuffling columns", share: (Double(number) + share) / Double(found.runs.count))
      }
    }
    meter.finish()
    guard let importances = ColumnImportances.joined(all) else { return }
    print(json ? try importances.json() : importances.text)
  }
}
