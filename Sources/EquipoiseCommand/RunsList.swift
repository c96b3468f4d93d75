import ArgumentParser

struct RunsList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists runs, a line each.",
    discussion: """
      EXAMPLE
        equipoise runs list --where "state = done and role = final" --sort validation.delta-m
        equipoise runs list --sort -seconds --columns cell,label,seconds,best-seconds --json
      """)

  @OptionGroup var folder: RunsFolder
  @OptionGroup var selection: RunsSelection

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The columns to sort by, with commas between; `-` turns one round.", valueName: "names"))
  var sort: String?

  @Flag(help: "Prints a list of objects as JSON.")
  var json = false

  /// The number of lines that a screen holds. Files for programs are not shortened.
  private static let screen = 50

  func run() throws {
    let table = try folder.index().runs(selection.query(sort: sort, limit: json ? nil : Self.screen))
    print(json ? try table.json() : table.text)
  }
}
