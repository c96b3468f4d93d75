import Foundation
import Printing
import Reports
import Runs

/// One table and one drawing of the claims of several studies.
package struct StudyOverview {
  package let pages: [StudyPage]

  static let fileName = "claims.md"

  /// - Parameter pages: in any order; the overview has that of the catalogue.
  package init(_ pages: [StudyPage]) {
    self.pages = Studies.all.compactMap { study in pages.first { $0.study.name == study.name } }
  }

  private var labelled: [(label: String, claim: JudgedClaim)] {
    pages.flatMap { page in
      page.claims.enumerated().map { ("\(page.study.name) \($0 + 1): \($1.sentence)", $1) }
    }
  }

  /// The drawing: each effect with its interval in units of its margin.
  package var plots: [Plot] {
    let labelled = labelled
    return [Plot.forest(of: labelled.map(\.claim), labels: labelled.map(\.label), id: "claims-of-all-studies")]
      .compactMap { $0 }
  }

  package func markdown() -> String {
    var table = JudgedClaim.table(of: labelled.map(\.claim))
    table.columns.insert(.init(title: "Study", isNumeric: false), at: 0)
    let names = pages.flatMap { page in page.claims.map { _ in page.study.name } }
    for (index, name) in names.enumerated() { table.rows[index].insert(.init(text: name), at: 0) }
    let links = pages.map { "- [\(MarkdownText.escaped($0.study.title))](\($0.study.name)/report.md)" }
    return """
      # What the studies found

      Written by `equipoise study report`. A verdict follows from the interval and the margin alone; each study's page says how \
      its runs were made, and what would change our mind.

      \(links.joined(separator: "\n"))

      \(Comparison.markdown(table))

      """
  }

  /// Writes each study's page into a folder of its name and the overview, ``fileName``, next to them.
  ///
  /// - Parameter figures: the format in which the drawing, and the studies' own plots, are written too; nil for none.
  @discardableResult
  package func write(to folder: URL, figures: Comparison.PictureFormat? = nil) throws -> [URL] {
    let place = try RunFolder.create(at: folder)
    for page in pages { try page.write(to: folder.appending(path: page.study.name), withPage: false) }
    try place.write(Data(markdown().utf8), as: Self.fileName)
    var files = [folder.appending(path: Self.fileName)]
    if let figures {
      files += try Plot.export(plots, besideReportIn: folder, format: figures)
      for page in pages where !page.ownPlots.isEmpty {
        files += try Plot.export(
          page.ownPlots, besideReportIn: folder.appending(path: page.study.name), format: figures)
      }
    }
    return files
  }
}
