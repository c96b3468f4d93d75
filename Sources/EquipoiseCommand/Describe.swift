import ArgumentParser
import Configuration
import Experiments
import Foundation

struct Describe: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Describes a method, or prints a part of the reference of experiments.",
    discussion: """
      A method: formula, paper, parameters with the source of their defaults, scopes, cost, scale, state. A part of the reference:
      every key with its default and meaning; `equipoise describe configuration` prints all of it.

      EXAMPLES
        equipoise describe uw-so
        equipoise describe data table
        equipoise describe training.schedule
        equipoise describe --schema > equipoise.schema.json
      """)

  @Argument(help: "A method (`equipoise list methods` lists them), or the words of a part of the reference.")
  var words: [String] = []

  @Flag(help: "Prints a method's description as JSON.")
  var json = false

  @Flag(help: "Prints a JSON schema of experiments, for editors.")
  var schema = false

  @Option(help: ArgumentHelp("Writes the documentation pages of all methods into a folder.", visibility: .hidden))
  var pages: String?

  func validate() throws {
    if words.isEmpty && pages == nil && !schema {
      throw ValidationError("A method or a part of the reference should be named. Found none.")
    }
  }

  func run() throws {
    if let pages { try MethodPage.write(to: URL(filePath: pages)) }
    if schema { print(ConfigurationSchema().text, terminator: "") }
    guard let first = words.first else { return }
    let reference = ConfigurationReference()
    if words.count == 1, !reference.has(words) {
      let description = try MethodDescription(of: first)
      print(json ? try description.json() : description.text)
    } else {
      print(try reference.text(of: words), terminator: "")
    }
  }
}
