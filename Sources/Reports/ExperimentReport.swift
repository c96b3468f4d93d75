import Foundation
import Runs
import Statistics
import Tasks

/// The comparison of an experiment's runs with the facts of how they were made, as text and as files.
package struct ExperimentReport {
  package let comparison: Comparison
  private let folder: URL

  /// Creates the report from an experiment's folder alone.
  ///
  /// - Parameter blocks: the unit that counts as one block when methods are ranked; nil for the default.
  package init(of folder: URL, split: String, blocks: BlockChoice? = nil) throws {
    try self.init(of: folder, ExperimentRecord(in: folder), split: split, blocks: blocks)
  }

  /// Creates the report from an experiment's folder and the record of its comparison.
  package init(of folder: URL, _ facts: ExperimentRecord, split: String, blocks: BlockChoice? = nil) throws {
    self.folder = folder
    let runs = try RunFolder.discover(in: folder)
    let cells = Set(facts.cells)
    // A copy of a run's folder under another name is no run of the comparison.
    let finished = runs.finished.filter {
      cells.contains($0.result.cell) && ($0.folder.map { $0.lastPathComponent } ?? $0.result.cell) == $0.result.cell
    }
    // A record of a search that knows other runs is of an earlier one.
    let search = try SearchRecord(in: folder).flatMap {
      cells.isSubset(of: $0.cells.map(\.cell)) ? $0 : nil
    }
    // Figures that the report does not name are of an earlier or later one.
    let constant = try ConstantRecord(in: folder).flatMap { $0.figures.map(\.cell) == facts.constant ? $0 : nil }
    let environments = Self.environments(of: finished)
    var context = ReportContext(
      experiment: facts.context["experiment"] ?? folder.lastPathComponent, dataset: facts.context["dataset"],
      network: facts.context["network"], machine: facts.context["machine"], date: facts.context["date"],
      versions: Self.versions(of: environments.map(\.environment)),
      command: facts.context["command"],
      notes: facts.notes + [Comparison.unlabelledSamples(of: environments)].compactMap { $0 })
    context.match(facts.context)
    let options = ComparisonOptions(
      split: split, convention: facts.convention, order: facts.order,
      bootstrap: SeedBootstrap(level: facts.level, samples: facts.samples, seed: facts.seed),
      margin: facts.margin ?? 1, blocks: blocks)
    var comparison = try Comparison(
      of: finished, options: options, context: context, constant: constant, search: search,
      problems: runs.unreadable.map { "\($0)" })
    comparison.readAnswers()
    if let claims = try ClaimsRecord(in: folder) { comparison.judge(claims) }
    self.comparison = comparison
  }

  /// The runs with their environments.
  private static func environments(
    of runs: [RunFolder.Finished]
  ) -> [(result: RunResult, environment: RunEnvironment)] {
    runs.compactMap { run in
      run.folder.flatMap { try? RunEnvironment.read(in: RunFolder($0)) }.map { (run.result, $0) }
    }
  }

  /// The versions that trained the runs.
  private static func versions(of environments: [RunEnvironment]) -> [ReportContext.Version] {
    func named(_ name: String, _ version: (RunEnvironment) -> String) -> ReportContext.Version {
      let found = Set(environments.isEmpty ? [version(.current())] : environments.map(version))
      return .init(name, found.sorted().joined(separator: " and "))
    }
    return [named("Equipoise", \.equipoise), named("LibTorch", \.libTorch)]
  }

  /// Writes Markdown, CSV, LaTeX and the page next to the runs. Reports of a split other than test go to a folder of
  /// its name, so that they do not replace the test figures.
  @discardableResult
  package func write() throws -> [URL] {
    try comparison.write(to: destination, vegaBundle: PlotBundle.find())
  }

  private var destination: URL {
    let split = comparison.options.split
    return split == "test" ? folder : folder.appending(path: split)
  }

  /// Draws each plot of the report into a file of the folder `report-figures` next to it.
  ///
  /// - Throws: an error if the plot renderer is missing, which `make setup` installs.
  package func writeFigures(_ format: Comparison.PictureFormat) throws -> [URL] {
    try Plot.export(Plot.all(of: comparison), besideReportIn: destination, format: format)
  }

  package func json() -> String { comparison.json() }

  /// The table, the recommendation in words, and the places of the files.
  package func terminal(files: [URL], colour: Bool = false) -> String {
    let page = files.first { $0.pathExtension == "html" }
    let plots = PlotBundle.find() == nil ? ", without plots: their renderer is missing, `make setup` places it" : ""
    return comparison.terminal(colour: colour)
      + (page.map { "\nReport: \($0.relativeToCurrentFolder)\(plots)" } ?? "")
  }
}
