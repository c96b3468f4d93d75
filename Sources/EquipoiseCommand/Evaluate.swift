import ArgumentParser
import Experiments
import Foundation

struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Losses and metrics of a trained run on a split of its data.",
    discussion: """
      EXAMPLE
        equipoise evaluate runs/scenes/0a1b2c3d4e5f6071 --split validation
      """)

  @Argument(help: "The run's folder.", completion: .directory)
  var folder: String

  @Option(help: "The part of the data.")
  var split: DataSplit = .test

  @Flag(help: "Prints the figures as JSON.")
  var json = false

  func run() throws {
    let evaluation = try TrainedRun(URL(filePath: folder)).evaluate(on: split)
    print(json ? try evaluation.json() : evaluation.text)
  }
}

extension DataSplit: ExpressibleByArgument {}
