import ArgumentParser

struct RunsBest: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "best", abstract: "The best run of each method, in each experiment.",
    discussion: """
      To choose by a figure of the test split is to report the luck of the choice; the validation split is there for it.

      EXAMPLE
        equipoise runs best --by validation.delta-m --where "experiment = scenes"
      """)

  @OptionGroup var folder: RunsFolder
  @OptionGroup var selection: RunsSelection

  @Option(help: ArgumentHelp("The figure that decides.", valueName: "name"))
  var by = "validation.delta-m"

  @Option(help: ArgumentHelp("What has its best: method, label, data, …", valueName: "name"))
  var per = "method"

  @Flag(help: "The least is best; figures know it by themselves.")
  var lowest = false

  @Flag(help: "The most is best.")
  var highest = false

  @Flag(help: "Prints a list of objects as JSON.")
  var json = false

  func validate() throws {
    if lowest && highest { throw ValidationError("`--lowest` and `--highest` exclude each other. Found both.") }
  }

  func run() throws {
    let table = try folder.index().best(
      by: by, per: per, isLowest: lowest ? true : highest ? false : nil, selection.query())
    print(json ? try table.json() : table.text)
  }
}
