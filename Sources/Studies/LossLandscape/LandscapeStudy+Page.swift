import Foundation
import Printing
import Reports
import Runs

extension LandscapeStudy {
  /// The study as one page that loads nothing from outside. Without a bundle it has only its table.
  ///
  /// - Throws: `ResultsError` if the bundle cannot be read.
  func html(vegaBundle: URL?) throws(ResultsError) -> String {
    let bundle = try vegaBundle.map { url throws(ResultsError) in try VegaBundle.read(url) }
    let plots = plots
    let notes = notes.map { "<p class=\"caption\">\(HTMLText.escaped($0))</p>" }.joined(separator: "\n")
    let table = HTMLPage.table(table, id: "updates") { cell, _ in
      "<th scope=\"row\">\(HTMLText.escaped(cell.text))</th>"
    }
    let main = """
      \(table.html)
      \(notes)
      \(bundle == nil ? HTMLPage.plotsAbsent : plots.map { HTMLPage.section($0).html }.joined(separator: "\n"))
      """
    return HTMLPage.document(
      configuration.name, about: "paths over a landscape of two tasks",
      kind: "\(configuration.methods.count) methods on a landscape of two parameters and two tasks", main: main,
      scripts: HTMLPage.scripts(plots, bundle: bundle))
  }
}
