import Foundation
import Tasks

/// The comparison of an experiment's runs with the facts of how they were made, as text and as files.
public struct ExperimentReport {
  public let comparison: Comparison
  private let folder: URL

  /// The name of the file that an experiment's folder has after it was compared.
  static let factsFile = Facts.fileName

  /// The facts that a report needs when it is written again later: `experiment.json` in the experiment's folder.
  fileprivate struct Facts: Codable {
    /// The schema that this version reads and writes.
    static let currentSchema = 1

    /// The file's schema; files from before there was a second one may not say it.
    var schema: Int? = Facts.currentSchema
    var context: [String: String]
    var notes: [String]
    var order: [String]
    var convention: DeltaM.Convention
    /// The margin; nil in files from before there was one.
    var margin: Double?
    var samples: Int
    var level: Double
    var seed: UInt64
    /// The folders of the runs that belong to the comparison.
    var cells: [String]
    /// The names of the constant prediction's figures; nil for reports of version 0.1.
    var constant: [String]?

    static let fileName = "experiment.json"
  }

  /// Creates the report after a comparison: reads its facts from the configuration and keeps them next to the runs.
  ///
  /// - Parameters:
  ///   - cells: the names of the runs' folders; other folders, from earlier configurations, are left out.
  ///   - notes: sentences below the table.
  public init(
    of folder: URL, _ configuration: ExperimentConfiguration, cells: [String], command: String, notes: [String] = []
  ) throws {
    let device = try configuration.training.device.device()
    let data = try configuration.comparedData()
    let comparison = configuration.comparison
    let constant = try ConstantRecord.of(configuration, data)
    let facts = Facts(
      context: [
        "experiment": configuration.name, "dataset": data.summary,
        "network": configuration.network.summary,
        "machine": RunEnvironment.current(device: device).summary, "date": Date.now.formatted(.iso8601),
        "command": command,
      ].merging(configuration.matching) { $1 }.merging(configuration.testRatio(of: data)) { $1 },
      notes: notes, order: comparison.methods.map(\.label), convention: comparison.convention,
      margin: comparison.margin,
      samples: comparison.bootstrap.samples, level: comparison.bootstrap.level, seed: UInt64(comparison.bootstrap.seed),
      cells: cells, constant: constant.figures.map(\.cell))
    try RunFolder(folder).write(RunFolder.encoder(.prettyPrinted).encode(facts), as: Facts.fileName)
    try self.init(of: folder, facts, split: "test")
  }

  /// Creates the report from an experiment's folder alone.
  ///
  /// - Parameter blocks: the unit that counts as one block when methods are ranked; nil for the default.
  public init(of folder: URL, split: String, blocks: BlockChoice? = nil) throws {
    let file = try RunFolder(folder).file(
      Facts.fileName, what: "the record of a comparison, which `equipoise compare` writes")
    let facts = try RunFolder.decode(Facts.self, from: file, schemas: 1...Facts.currentSchema)
    try self.init(of: folder, facts, split: split, blocks: blocks)
  }

  private init(of folder: URL, _ facts: Facts, split: String, blocks: BlockChoice? = nil) throws {
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
      notes: facts.notes + [UnlabelledSamples.sentence(of: environments)].compactMap { $0 })
    context.match(facts.context)
    let options = ComparisonOptions(
      split: split, convention: facts.convention, order: facts.order,
      bootstrap: SeedBootstrap(level: facts.level, samples: facts.samples, seed: facts.seed),
      margin: facts.margin ?? 1, blocks: blocks)
    var comparison = try Comparison(
      of: finished, options: options, context: context, constant: constant, search: search,
      problems: runs.unreadable.map { "\($0)" })
    comparison.readAnswers()
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
  public func write() throws -> [URL] {
    try comparison.write(to: destination, vegaBundle: PlotBundle.find())
  }

  private var destination: URL {
    let split = comparison.options.split
    return split == "test" ? folder : folder.appending(path: split)
  }

  /// Draws each plot of the report into a file of the folder `report-figures` next to it.
  ///
  /// - Throws: an error if the plot renderer is missing, which `make setup` installs.
  public func writeFigures(_ format: Comparison.PictureFormat) throws -> [URL] {
    try Plot.export(Plot.all(of: comparison), besideReportIn: destination, format: format)
  }

  public func json() -> String { comparison.json() }

  /// The table, the recommendation in words, and the places of the files.
  public func terminal(files: [URL], colour: Bool = false) -> String {
    let page = files.first { $0.pathExtension == "html" }
    let plots = PlotBundle.find() == nil ? ", without plots: their renderer is missing, `make setup` places it" : ""
    return comparison.terminal(colour: colour)
      + (page.map { "\nReport: \($0.relativeToCurrentFolder)\(plots)" } ?? "")
  }
}

extension ExperimentReport.Facts {
  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    schema = try container.countIfPresent(.schema)
    context = try container.decode([String: String].self, forKey: .context)
    notes = try container.decode([String].self, forKey: .notes)
    order = try container.decode([String].self, forKey: .order)
    convention = try container.decode(DeltaM.Convention.self, forKey: .convention)
    margin = container.contains(.margin) ? try container.number(.margin, in: 0...100) : nil
    samples = try container.count(.samples, from: Bounds.resamples.lowerBound, to: Bounds.resamples.upperBound)
    level = try container.number(.level, in: 0.5...0.999)
    seed = UInt64(try container.count(.seed))
    cells = try container.decode([String].self, forKey: .cells)
    constant = try container.decodeIfPresent([String].self, forKey: .constant)
  }
}
