import ArgumentParser
import Experiments
import Runs

struct RunsShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Shows a run: configuration with origins, environment, figures, curves.",
    discussion: """
      EXAMPLE
        equipoise runs show 0a1b2c
        equipoise runs show runs/scenes
      """)

  @Argument(help: RunReference.help, completion: .directory)
  var reference: RunReference

  @OptionGroup var folder: RunsFolder

  @Flag(help: "Prints everything as JSON.")
  var json = false

  func run() throws {
    let page = RunPage(try reference.run(in: folder.url))
    print(json ? try page.json() : page.text)
  }
}
