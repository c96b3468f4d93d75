import ArgumentParser
import Experiments
import Foundation

struct Describe: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Describes a method: formula, paper, parameters with the source of their defaults, scopes, cost, scale, state.",
    discussion: """
      EXAMPLE
        equipoise describe uw-so
      """)

  @Argument(help: "The method's name; `equipoise list methods` lists them.")
  var method: String?

  @Flag(help: "Prints the description as JSON.")
  var json = false

  @Option(help: ArgumentHelp("Writes the documentation pages of all methods into a folder.", visibility: .hidden))
  var pages: String?

  func validate() throws {
    if method == nil && pages == nil { throw ValidationError("A method should be named. Found none.") }
  }

  func run() throws {
    if let pages { try MethodPage.write(to: URL(filePath: pages)) }
    guard let method else { return }
    let description = try MethodDescription(of: method)
    print(json ? try description.json() : description.text)
  }
}
