import Foundation
import Runs

extension Comparison {
  /// Writes the files of a report: `report.html`, `report.md`, `report.csv` (a line for each method), `seeds.csv` (a
  /// line for each seed and metric), `report.tex`, `pairs.csv` (a line for each pair of methods) if methods were
  /// ranked, `search.csv` (a line for each training) if there was a search, and `confusion.csv` and `calibration.csv`
  /// if runs kept their answers. Each replaces an older one as a whole.
  ///
  /// - Parameter vegaBundle: as in ``html(vegaBundle:)``.
  /// - Returns: the files, the page first.
  @discardableResult
  package func write(to folder: URL, vegaBundle: URL? = nil) throws(ResultsError) -> [URL] {
    let place = try RunFolder.create(at: folder)
    var files = [
      ("report.html", try html(vegaBundle: vegaBundle)), ("report.md", markdown()), ("report.csv", csv()),
      ("seeds.csv", seedsCSV()), ("report.tex", latex()),
    ]
    if let ranking { files.append(("pairs.csv", ranking.csv)) }
    if let search = searchCSV() { files.append(("search.csv", search)) }
    if let confusion = confusionCSV { files.append(("confusion.csv", confusion)) }
    if let calibration = calibrationCSV { files.append(("calibration.csv", calibration)) }
    for (name, text) in files { try place.write(Data(text.utf8), as: name) }
    return files.map { folder.appending(path: $0.0) }
  }
}
