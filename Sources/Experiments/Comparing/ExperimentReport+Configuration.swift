import Configuration
import Datasets
import Foundation
import Printing
import Reports
import Runs

extension ExperimentReport {
  /// Creates the report after a comparison: reads its facts from the configuration and keeps them next to the runs.
  ///
  /// - Parameters:
  ///   - cells: the names of the runs' folders; other folders, from earlier configurations, are left out.
  ///   - notes: sentences below the table.
  package init(
    of folder: URL, _ configuration: ExperimentConfiguration, cells: [String], command: String, notes: [String] = []
  ) throws {
    let device = try configuration.training.device.device()
    let data = try configuration.comparedData()
    let comparison = configuration.comparison
    let facts = ExperimentRecord(
      context: [
        "experiment": configuration.name, "dataset": data.summary,
        "network": configuration.network.summary,
        "machine": RunEnvironment.current(device: device).summary, "date": Date.now.formatted(.iso8601),
        "command": command,
      ].merging(configuration.matching) { $1 }.merging(configuration.testRatio(of: data)) { $1 },
      notes: notes, order: comparison.methods.map(\.label), convention: comparison.convention,
      margin: comparison.margin, samples: comparison.bootstrap.samples, level: comparison.bootstrap.level,
      seed: UInt64(comparison.bootstrap.seed), cells: cells,
      constant: try ConstantRecord.of(configuration, data).figures.map(\.cell))
    try facts.save(in: folder)
    try self.init(of: folder, facts, split: "test")
  }
}

extension ExperimentConfiguration {
  /// The facts that decide whether a published table is of the same data and network, and what seeds decide, in the
  /// form of `experiment.json`.
  var matching: [String: String] {
    var facts = [
      "data-kind": data.card.name, "trunk": network.trunk.name, "sharing": network.sharing.name,
      "training": trainingText,
    ]
    if case .scalar(let scalar)? = resolved["data.protocol"]?.content { facts["data-protocol"] = scalar.text }
    if let draw = data.draw, draw.seed == .run {
      let splits: ReportContext.SeedSplits = draw.drawsTest ? .all : .validation
      facts["seed-splits"] = splits.rawValue
    }
    return facts
  }

  /// The ratio of test samples to all others, if each seed has its own split.
  func testRatio(of data: DataSource) -> [String: String] {
    guard let draw = self.data.draw, draw.seed == .run, draw.drawsTest else { return [:] }
    // Several sets have several ratios.
    guard data.sets.count == 1 else { return [:] }
    return ["test-ratio": "\(Double(data.test.count) / Double(data.train.count + data.validation.count))"]
  }

  /// The training in words: "at most 20 epochs, batch 32, adam at 0.001, …".
  private var trainingText: String {
    let patience = training.patience.map { ", stopped after \($0) epochs without a better one" } ?? ""
    return """
      \(training.patience == nil ? "" : "at most ")\(training.epochs) epochs, batch \(training.batch), \
      \(training.optimizer.name), learning rate \(NumberText.scientific(training.learningRate)), weight decay \
      \(NumberText.scientific(training.weightDecay)) where a row does not say otherwise\(patience).
      """
  }
}
