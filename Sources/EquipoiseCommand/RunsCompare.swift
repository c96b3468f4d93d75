import ArgumentParser
import Experiments
import Runs

struct RunsCompare: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "Shows what two runs differ in: configuration and figures.",
    discussion: """
      EXAMPLE
        equipoise runs compare 0a1b2c 9f8e7d
      """)

  @Argument(help: RunReference.help, completion: .directory)
  var first: RunReference

  @Argument(help: "The other run.", completion: .directory)
  var second: RunReference

  @OptionGroup var folder: RunsFolder

  @Flag(help: "Prints the differences as JSON.")
  var json = false

  func run() throws {
    let difference = RunDifference(try first.run(in: folder.url), try second.run(in: folder.url))
    print(json ? try difference.json() : difference.text)
  }
}
