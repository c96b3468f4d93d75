import ArgumentParser
import Experiments
import Foundation

/// The command `data`: shows the data of an experiment.
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "Looks at data: what an experiment reads, whether it is whole; and generates some.",
    discussion: """
      EXAMPLE
        equipoise data check examples/multimnist.yaml
      """,
    subcommands: [DescribeData.self, CheckData.self, GenerateData.self, Scenes.self])
}

struct DescribeData: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe", abstract: "Samples, shapes and tasks of an experiment's data.",
    discussion: """
      EXAMPLE
        equipoise data describe examples/adult.yaml
      """)

  @OptionGroup var options: ExperimentOptions

  @Flag(help: "Prints the description as JSON.")
  var json = false

  func run() throws {
    let description = try DataDescription(of: options.configuration())
    print(json ? try description.json() : description.text)
  }
}

struct CheckData: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Reads every sample of an experiment's data and checks every label.",
    discussion: """
      Prints counts, shapes, how often each class occurs, how many labels are missing, and every damaged file. Ends with
      status 1 where there is one.

      EXAMPLE
        equipoise data check examples/multimnist.yaml
      """)

  @OptionGroup var options: ExperimentOptions

  @Flag(help: "Prints the findings as JSON.")
  var json = false

  func run() throws {
    let check = try DataCheck(of: options.configuration())
    print(json ? try check.json() : check.text)
    if !check.isWhole { throw ExitCode.failure }
  }
}

struct Scenes: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Generates rooms and writes them as npy files, in the layout of preprocessed NYUv2.",
    discussion: """
      EXAMPLE
        equipoise data scenes scenes/ --count 100 --height 96 --width 128
      """)

  @Argument(help: "The folder to write.", completion: .directory)
  var folder: String

  @Option(help: "Rooms.") var count = 16
  @Option(help: "Pixels.") var height = 96
  @Option(help: "Pixels.") var width = 128
  @Option(help: "The same seed gives the same rooms.") var seed: UInt64 = 0

  func validate() throws {
    try BoundedOption.check("--count", count, in: 1...1_000_000)
    try BoundedOption.check("--height", height, in: 8...8_192)
    try BoundedOption.check("--width", width, in: 8...8_192)
  }

  func run() throws {
    print(try SceneExport(count: count, height: height, width: width, seed: seed).write(to: URL(filePath: folder)))
  }
}
