import ArgumentParser
import Components
import Experiments
import Studies

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
  private static let studies = "studies"

  public init?(argument: String) {
    if argument == Self.studies {
      self.init(argument, of: Studies.all.map { $0 as any ComponentCard })
    } else {
      self.init(argument)
    }
  }

  public var defaultValueDescription: String { name }

  public static var allValueStrings: [String] { names + [studies] }
}
