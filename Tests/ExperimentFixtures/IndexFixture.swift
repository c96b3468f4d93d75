import Configuration
import Foundation
import Runs
import TestSupport

/// Invented runs in folders as trainings leave them.
package struct IndexFixture {
  package let scratch: TemporaryFolder
  package var runs: URL { scratch.url.appending(path: "runs") }
  private let yaml: String

  package init() throws {
    scratch = TemporaryFolder()
    let document = try ConfigurationDocument(
      yaml: "balancing: {method: uw-so, temperature: 3}\ntraining: {learning-rate: 1e-3, batch: 8}")
    yaml = try ExperimentConfiguration(reading: document, catalogue: .toolkit).run().resolved.yaml()
    try FileManager.default.createDirectory(at: runs, withIntermediateDirectories: true)
  }

  /// A run with its configuration and job, and nothing else.
  @discardableResult
  package func plan(
    _ cell: String, method: String = "uw-so", seed: Int = 0, experiment: String = "scenes",
    hyperparameters: [String: String] = ["temperature": "3"], baseline: Double? = nil
  ) throws -> RunFolder {
    let folder = try RunFolder.create(at: runs.appending(path: "\(experiment)/\(cell)"))
    let text = yaml.replacing("\nseed: 0", with: "\nseed: \(seed)").replacing(
      "method: uw-so", with: "method: \(method)")
    try folder.write(Data(text.utf8), as: "config.yaml")
    try RunJob(
      experiment: experiment, method: method, label: method.uppercased(), hyperparameters: hyperparameters,
      baseline: baseline.map { ["depth": ["absolute-error": $0]] }
    ).save(in: folder)
    return folder
  }

  /// A finished run; `error` is the test figure, half of it more on the validation split.
  @discardableResult
  package func add(
    _ cell: String, method: String = "uw-so", seed: Int = 0, experiment: String = "scenes", error: Double = 0.4,
    hyperparameters: [String: String] = ["temperature": "3"], baseline: Double? = nil, failure: String? = nil
  ) throws -> RunFolder {
    let folder = try plan(
      cell, method: method, seed: seed, experiment: experiment, hyperparameters: hyperparameters, baseline: baseline)
    for epoch in 1...2 { try folder.append(Self.record(epoch)) }
    try folder.finish(
      RunResult(
        experiment: experiment, cell: cell, method: method, label: method.uppercased(), seed: seed,
        tasks: method == RunResult.singleTask ? ["depth"] : ["depth", "normals"],
        definitions: [.init(task: "depth", name: "absolute-error", unit: "m", direction: .lowerIsBetter)],
        selection: .init(split: "validation", criterion: "loss", epoch: 2, step: 20, seconds: 3),
        metrics: failure != nil
          ? [:]
          : ["test": ["depth": ["absolute-error": error]], "validation": ["depth": ["absolute-error": error * 1.5]]],
        losses: ["test": ["depth": error / 2]], seconds: 12.5 + Double(seed), steps: 20, epochs: 2, parameters: 99,
        hyperparameters: hyperparameters, failure: failure))
    return folder
  }

  /// A finished run of tasks by name, each with the same metrics on the test split.
  @discardableResult
  package func add(
    _ cell: String, figures: [String: Double], metrics: [String] = ["mae"], experiment: String = "names"
  ) throws -> RunFolder {
    let folder = try plan(cell, experiment: experiment), tasks = figures.keys.sorted()
    try folder.append(
      EpochRecord(epoch: 1, step: 1, learningRate: 1e-3, seconds: 1, losses: ["train": figures]))
    try folder.finish(
      RunResult(
        experiment: experiment, cell: cell, method: "uw-so", label: "UW-SO", seed: 0, tasks: tasks,
        definitions: tasks.flatMap { task in
          metrics.map { .init(task: task, name: $0, unit: "", direction: .lowerIsBetter) }
        },
        selection: .init(split: "validation", criterion: "loss", epoch: 1, step: 1, seconds: 1),
        metrics: ["test": figures.mapValues { value in Dictionary(uniqueKeysWithValues: metrics.map { ($0, value) }) }],
        losses: ["test": figures], seconds: 1, steps: 1, epochs: 1, parameters: 1))
    return folder
  }

  package static func record(_ epoch: Int) -> EpochRecord {
    EpochRecord(
      epoch: epoch, step: 10 * epoch, learningRate: 1e-3, seconds: 1.5,
      losses: ["train": ["depth": 1 / Double(epoch), "normals": 0.5]])
  }

  /// The first column of the answer.
  package func cells(where filter: String? = nil, sort: [String] = [], limit: Int? = nil) throws -> [String] {
    let query = RunQuery(filter: filter, sort: sort, limit: limit, columns: ["cell"])
    return try RunIndex(of: runs).runs(query).rows.map { $0[0]?.short ?? "" }
  }

  /// Makes every file older than the index's patience with changes.
  package func age() throws {
    let old = [FileAttributeKey.modificationDate: Date(timeIntervalSinceNow: -60)]
    let files = FileManager.default
    for name in try files.subpathsOfDirectory(atPath: runs.path) where !name.hasPrefix("index.") {
      try files.setAttributes(old, ofItemAtPath: runs.appending(path: name).path)
    }
  }
}
