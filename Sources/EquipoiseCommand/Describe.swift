import ArgumentParser
import Experiments

struct Describe: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Describes a method: formula, paper, parameters with the source of their defaults, cost, state.",
    discussion: """
      EXAMPLE
        equipoise describe uw-so
      """)

  @Argument(help: "The method's name; `equipoise list methods` lists them.")
  var method: String

  @Flag(help: "Prints the description as JSON.")
  var json = false

  func run() throws {
    let description = try MethodDescription(of: method)
    print(json ? try description.json() : description.text)
  }
}
