import ArgumentParser
import Datasets
import Experiments
import Foundation
import Processes

struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Losses and metrics of a trained run on a split of its data.",
    discussion: """
      EXAMPLE
        equipoise evaluate 0a1b2c3d --split validation
        equipoise evaluate runs/scenes
      """)

  @Argument(help: RunReference.help, completion: .directory)
  var reference: RunReference

  @OptionGroup var runs: RunsFolder

  @Option(help: "The part of the data.")
  var split: Split = .test

  @Flag(help: "Prints the figures as JSON.")
  var json = false

  func run() throws {
    let found = try reference.resolved(in: runs.url)
    if let sentence = found.sentence { StandardStreams.tell(sentence + "\n") }
    let evaluations = try found.runs.map { try TrainedRun($0.url).evaluate(on: split) }
    let texts = try evaluations.map { json ? try $0.json() : $0.text }
    print(json && texts.count > 1 ? "[\n" + texts.joined(separator: ",\n") + "\n]" : texts.joined(separator: "\n"))
  }
}

extension Split: ExpressibleByArgument {}
