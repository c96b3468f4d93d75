import ArgumentParser
import Configuration
import Foundation
import Reports
import Studies

struct Toy: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Watches methods go down a landscape of two parameters and two tasks that conflict.",
    discussion: """
      Writes the paths as a page with plots and as CSV, and prints after how many updates each method was at the minimum.

      EXAMPLE
        equipoise toy examples/toy.yaml
      """)

  @Argument(
    help: "The landscape's methods, a YAML file; docs/configuration.md describes its keys.", completion: .file())
  var landscape: String

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp("Changes a value of the file; may be given several times.", valueName: "key=value"))
  var changes: [String] = []

  @Option(
    help: ArgumentHelp(
      "Also writes every plot as a picture, with the Python of EQUIPOISE_PYTHON, else python3.", valueName: "svg|png"))
  var pictures: [Comparison.PictureFormat] = []

  @Flag(help: "Prints where each path ends as JSON.")
  var json = false

  func run() throws {
    var document = try ConfigurationDocument(contentsOf: URL(filePath: landscape))
    for change in changes { try document.set(change) }
    let configuration = try LandscapeConfiguration(reading: document, methods: ExperimentCatalogue.toolkit.methods)
    let meter = Meter(quiet: json)
    let study = try LandscapeStudy(configuration) { meter.show("paths", share: $0) }
    meter.finish()
    let files = try study.write(pictures: pictures)
    print(json ? try study.json() : study.text() + "\nPlots: \(files[0].relativeToCurrentFolder)")
  }
}

extension Comparison.PictureFormat: ExpressibleByArgument {}
