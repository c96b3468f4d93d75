import ArgumentParser
import Runs

struct RunsRebuild: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rebuild", abstract: "Makes the index again from the folders.",
    discussion: """
      Nothing asks for it: every command brings the index up to date, and mends it where it is damaged.

      EXAMPLE
        equipoise runs rebuild
      """)

  @OptionGroup var folder: RunsFolder

  @Flag(help: "Prints the number of runs as JSON.")
  var json = false

  func run() throws {
    let index = try folder.index(rebuilding: true)
    let count = try index.count()
    if let reason = index.refusal {
      throw ResultsError.system(action: "write the index of", path: folder.path, reason: reason)
    }
    print(json ? "{\"runs\": \(count)}" : "\(count) runs are in the index.")
  }
}
