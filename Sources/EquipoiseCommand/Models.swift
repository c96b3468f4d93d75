import ArgumentParser
import Experiments

struct Models: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compares the ways to share parameters: what each costs on one network, and published results.",
    discussion: """
      Each sharing scheme is built on one example network with its default settings; parameters and multiply-adds are counted
      from the traced network. Published values stand with the table that they come from.

      EXAMPLE
        equipoise models
      """)

  @Flag(help: "Prints the tables as JSON, with every published value.")
  var json = false

  func run() throws {
    let table = try ModelTable()
    print(json ? try table.json() : table.text())
  }
}
