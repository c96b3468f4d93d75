import ArgumentParser
import Experiments

struct RunsCompare: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "Shows what two runs differ in: configuration and figures.",
    discussion: """
      EXAMPLE
        equipoise runs compare 0a1b2c 9f8e7d
      """)

  @Argument(help: ArgumentHelp("How the first run's name begins, or its folder.", valueName: "hash"))
  var first: String

  @Argument(help: ArgumentHelp("How the second run's name begins, or its folder.", valueName: "hash"))
  var second: String

  @OptionGroup var folder: RunsFolder

  @Flag(help: "Prints the differences as JSON.")
  var json = false

  func run() throws {
    let index = try folder.index()
    let difference = RunDifference(try index.folder(of: first), try index.folder(of: second))
    print(json ? try difference.json() : difference.text)
  }
}
