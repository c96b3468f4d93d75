import ArgumentParser
import Foundation
import Printing
import Studies
import Verification

struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Checks this implementation against files of reference values, in float64.",
    discussion: """
      Exit status 1 if a case disagrees, or if no case of a file could be compared. Methods that do not exist here are counted
      as unknown; with `--strict` they are a failure, too.

      EXAMPLE
        equipoise verify Tests/Golden/loss_weightings.json
      """)

  @Argument(help: "Files of reference values, in JSON.", completion: .file(extensions: ["json"]))
  var files: [String]

  @Flag(help: "Makes a case of a method or variant that does not exist here a failure.")
  var strict = false

  @Flag(help: "Prints the outcome as JSON.")
  var json = false

  func run() throws {
    let report = try Verification.run(files.map { URL(filePath: $0) }, adding: Studies.goldenAdapters)
    print(json ? String(decoding: try report.json(), as: UTF8.self) : TerminalText.lines(report.text))
    if !report.succeeded || strict && !report.isComplete { throw ExitCode.failure }
  }
}
