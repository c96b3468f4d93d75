import Foundation

extension Comparison {
  /// The files of a report: `report.html`, `report.md`, `report.csv` (a line a method), `seeds.csv` (a line a seed and
  /// metric) and `report.tex`. Each replaces an older one as a whole.
  ///
  /// - Parameter vegaBundle: as in ``html(vegaBundle:)``.
  /// - Returns: the files, the page first.
  @discardableResult
  public func write(to folder: URL, vegaBundle: URL? = nil) throws(ResultsError) -> [URL] {
    let place = try RunFolder.create(at: folder)
    let files = [
      ("report.html", try html(vegaBundle: vegaBundle)), ("report.md", markdown()), ("report.csv", csv()),
      ("seeds.csv", seedsCSV()), ("report.tex", latex()),
    ]
    for (name, text) in files { try place.write(Data(text.utf8), as: name) }
    return files.map { folder.appending(path: $0.0) }
  }
}
