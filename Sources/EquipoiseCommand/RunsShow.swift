import ArgumentParser
import Experiments

struct RunsShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Shows a run: configuration with origins, environment, figures, curves.",
    discussion: """
      EXAMPLE
        equipoise runs show 0a1b2c
      """)

  @Argument(help: ArgumentHelp("How the run's name begins, or its folder.", valueName: "hash"), completion: .directory)
  var name: String

  @OptionGroup var folder: RunsFolder

  @Flag(help: "Prints everything as JSON.")
  var json = false

  func run() throws {
    let page = RunPage(try folder.index().folder(of: name))
    print(json ? try page.json() : page.text)
  }
}
