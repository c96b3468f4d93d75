import Foundation

/// The report of several experiments together.
package struct SurveyReport {
  package let study: Survey
  private let folder: URL

  /// Creates the report.
  ///
  /// - Parameters:
  ///   - folders: experiments' folders of runs.
  ///   - destination: the folder of the files; nil for the folder `report` next to the first experiment. For a split
  ///     other than test it is a folder of the split's name in it.
  ///   - blocks: the unit that counts as one block when methods are ranked; nil for experiments.
  package init(of folders: [URL], to destination: URL? = nil, split: String, blocks: BlockChoice? = nil) throws {
    study = try Survey(
      of: folders.map { try ExperimentReport(of: $0, split: split, blocks: nil).comparison }, blocks: blocks)
    let usual = folders[0].standardizedFileURL.deletingLastPathComponent().appending(path: "report")
    folder = destination ?? (split == "test" ? usual : usual.appending(path: split))
  }

  /// Writes the files and says where they are.
  package func write() throws -> String {
    let bundle = PlotBundle.find()
    let files = try study.write(to: folder, vegaBundle: bundle)
    let plots = bundle == nil ? ", without plots: their renderer is missing, `make setup` places it" : ""
    return study.terminal() + "\nReport: \(files[0].relativeToCurrentFolder)\(plots)"
  }

  /// Draws each plot of the report into a file of the folder `report-figures` next to it.
  ///
  /// - Throws: an error if the plot renderer is missing, which `make setup` installs.
  package func writeFigures(_ format: Comparison.PictureFormat) throws -> [URL] {
    try Plot.export(study.plots, besideReportIn: folder, format: format)
  }
}
