import ArgumentParser
import Experiments

struct List: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Lists what there is to choose from.",
    discussion: """
      EXAMPLE
        equipoise list methods
      """)

  @Argument(help: "What to list.")
  var what: Listing

  @Flag(help: "Prints the list as JSON.")
  var json = false

  func run() throws { print(json ? try what.json() : what.text()) }
}

extension Listing: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }

  public var defaultValueDescription: String { name }

  public static var allValueStrings: [String] { names }
}
