import ArgumentParser
import Configuration
import Experiments
import Foundation

struct Describe: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Describes a method or another component, or prints a part of the reference of experiments.",
    discussion: """
      A method: formula, paper, parameters with the source of their defaults, scopes, cost, scale, state. Another component: what
      it is, its source and its settings. A part of the reference: every key with its default and meaning; `equipoise describe
      configuration` prints all of it.

      EXAMPLES
        equipoise describe uw-so
        equipoise describe adamw
        equipoise describe data table
        equipoise describe training.schedule
        equipoise describe --schema > equipoise.schema.json
      """)

  @Argument(help: "A component (`equipoise list` shows them), or the words of a part of the reference.")
  var words: [String] = []

  @Flag(help: "Prints a component's description as JSON.")
  var json = false

  @Flag(help: "Prints a JSON schema of experiments, for editors.")
  var schema = false

  @Option(help: ArgumentHelp("Writes the documentation pages of all methods into a folder.", visibility: .hidden))
  var pages: String?

  @Option(help: ArgumentHelp("Writes the tables of cards in a page of the reference again.", visibility: .hidden))
  var reference: String?

  func validate() throws {
    if words.isEmpty && pages == nil && reference == nil && !schema {
      throw ValidationError("A component or a part of the reference should be named. Found none.")
    }
  }

  func run() throws {
    if let pages { try MethodPage.write(to: URL(filePath: pages)) }
    if let reference { try ReferencePage.update(URL(filePath: reference)) }
    if schema { print(ConfigurationSchema().text, terminator: "") }
    guard let first = words.first else { return }
    let reference = ConfigurationReference()
    if words.count == 1, !reference.has(words) {
      let found = try ComponentDescription.all(named: first)
      print(try found.map { json ? try $0.json() : $0.text }.joined(separator: "\n\n"))
    } else {
      print(try reference.text(of: words), terminator: "")
    }
  }
}
