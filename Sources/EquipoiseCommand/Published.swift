import ArgumentParser
import Reports

struct Published: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows a published table of results: source, protocol, figures as printed.",
    discussion: """
      EXAMPLE
        equipoise published sepsis-cnn
      """)

  @Argument(help: "The table's name; `equipoise list published` lists them.")
  var table: String

  @Flag(help: "Prints the table as JSON.")
  var json = false

  func run() throws {
    let table = try PublishedTables.named(table)
    print(json ? try table.json() : table.text())
  }
}
