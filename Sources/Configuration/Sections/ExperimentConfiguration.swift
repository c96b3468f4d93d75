import Components
import Foundation
import Runs
import Tasks

/// An experiment: data, network, tasks, balancing, training and comparison.
///
/// `docs/configuration.md` describes every key.
package struct ExperimentConfiguration: Sendable {
  /// The name of the folder of results; the YAML file's name by default.
  package var name: String
  /// The seed of initialisation, data order, drop-out and random methods.
  package var seed: Int
  /// The tasks to train; nil for all. One task is single-task training.
  package var only: [String]?
  package var data: any DataKind
  package var network: NetworkConfiguration
  /// The tasks' losses and metrics that differ from the data's own, by task.
  package var tasks: [String: TaskConfiguration]
  package var balancing: BalancingConfiguration
  package var training: TrainingConfiguration
  /// The corruptions under which each training's test pictures are evaluated too; nil for none.
  package var corruptions: CorruptionSettings?
  package var comparison: ComparisonConfiguration
  /// The claims on rows of the comparison, which its report judges.
  package var claims: [ComparedClaim]
  /// The search of `equipoise tune`.
  package var search: SearchConfiguration
  package var output: OutputConfiguration
  /// The values with their origins.
  package let resolved: ResolvedConfiguration
  /// The components that it was read with.
  package let catalogue: ExperimentCatalogue

  /// Reads and checks a document.
  ///
  /// - Throws: `ConfigurationError` for the first key that is unknown, missing, of the wrong type or out of range.
  package init(reading document: ConfigurationDocument, catalogue: ExperimentCatalogue) throws {
    let root = try ConfigurationSection(document)
    name = try root.name(file: document.name)
    seed = try root.int("seed", default: 0, in: Bounds.seed)
    only = try root.optionalStrings("only", isSet: true)
    data = try Self.data(reading: root.section("data"), catalogue: catalogue)
    network = try NetworkConfiguration(
      reading: root.section("network"), usual: data.usualTrunk, sets: data.setNames, catalogue: catalogue)
    let names = data.taskNames
    tasks = try TaskConfiguration.reading(root.section("tasks"), tasks: names, catalogue: catalogue)
    balancing = try BalancingConfiguration(
      reading: root.section("balancing", shorthand: "method"), methods: catalogue.methods)
    training = try TrainingConfiguration(
      reading: root.section("training"), usualEpochs: data.usualEpochs, catalogue: catalogue)
    corruptions =
      try root.unwritten("evaluation") {
        try root.section($0).optionalSection("corruptions").map { try CorruptionSettings(reading: $0) }
      } ?? nil
    comparison = try ComparisonConfiguration(
      reading: root.section("comparison"), balancing: balancing, seed: seed, methods: catalogue.methods)
    claims = try root.claims("claims", on: comparison, methods: catalogue.methods)
    search = try SearchConfiguration(reading: root.section("search"))
    output = try OutputConfiguration(reading: root.section("output"))
    try root.finish()
    resolved = ResolvedConfiguration(root.resolved)
    self.catalogue = catalogue
    try checkTasks(names, document.root)
    try checkFrozen(document.root)
    try checkSplits(document.root)
  }

  private static func data(
    reading section: ConfigurationSection, catalogue: ExperimentCatalogue
  ) throws -> any DataKind {
    let usual = section.has("sets") ? SetsConfiguration.card.name : catalogue.data.names[0]
    let name = try section.choice("kind", of: catalogue.data.names, default: usual)
    section.varies(with: "kind", name)
    return try catalogue.data[name]!.data(reading: section, catalogue: catalogue)
  }

  /// Checks that the data can be divided into the splits of a comparison.
  private func checkSplits(_ root: ConfigurationNode) throws {
    guard comparison.splits != nil else { return }
    let origin = root["comparison.splits"]?.origin ?? .default
    guard let draw = data.draw, draw.takesFolds else {
      let why =
        data.draw?.drawsTest == true ? "whose shares its protocol prescribes" : "which has its own test samples"
      throw ConfigurationError(
        "`comparison.splits` should stand with data whose test samples are drawn at random. Found `data.kind: "
          + "\(data.card.name)`, \(why).", at: origin)
    }
    guard draw.seed != .run else {
      throw ConfigurationError(
        "`comparison.splits` gives all seeds the same splits. Found `data.split.seed: run`, which gives each seed its own.",
        at: origin)
    }
    guard draw.fold == nil else {
      throw ConfigurationError(
        "`comparison.splits` takes every fold in turn. Found `data.split.fold`, which is one of them.", at: origin)
    }
  }

  /// Checks that nothing looks at gradients of a trunk that has none.
  private func checkFrozen(_ root: ConfigurationNode) throws {
    guard network.freezesTrunk, training.diagnostics != nil else { return }
    throw ConfigurationError(
      "`training.diagnostics` should be left out with `network.freeze: trunk`, since no shared parameter is trained.",
      at: root["training"]?.child("diagnostics")?.origin ?? .default)
  }

  /// Checks what involves more than one section.
  private mutating func checkTasks(_ names: [String], _ root: ConfigurationNode) throws {
    if !names.isEmpty { try comparison.alone.check(tasks: names) }
    if let only {
      let origin = root["only"]?.origin ?? .default
      if only.isEmpty { throw ConfigurationError("`only` should name at least one task. Found none.", at: origin) }
      for name in only where !names.isEmpty && !names.contains(name) {
        throw ConfigurationError(
          "`only` should name tasks of the data: \(names.quotedList). Found \(Found.quoted(name))."
            + Suggestion.sentence(for: name, among: names), at: origin)
      }
    }
    for (name, given) in data.taskOverrides {
      if tasks[name] != nil {
        throw ConfigurationError(
          "The loss and the metrics of `\(name)` should be given in `data.targets` or in `tasks`. Found both.",
          at: root["tasks"]?.child(name)?.origin ?? .default)
      }
      tasks[name] = given
    }
  }
}

/// The places of results.
package struct OutputConfiguration: Sendable {
  /// The folder that holds all experiments' folders.
  package var folder: String
  /// Whether each run keeps an event file for TensorBoard.
  package var tensorboard: Bool

  init(reading section: ConfigurationSection) throws {
    folder = try Self.folder(section)
    tensorboard = try section.bool("tensorboard", default: true)
  }

  /// The folder alone, for commands that train nothing.
  package static func folder(_ section: ConfigurationSection) throws -> String {
    try section.path("folder", default: "runs")
  }
}

extension ExperimentConfiguration {
  /// Checks the values that depend on the machine, for an experiment that is to be trained here. A run from another
  /// machine can always be read.
  ///
  /// - Throws: `ConfigurationError` for more threads than this machine has processors.
  package func checkMachine(processors: Int = ProcessInfo.processInfo.processorCount) throws {
    guard let threads = training.threads, threads > processors else { return }
    throw ConfigurationError(
      "`training.threads` should be at most \(processors), the number of this machine's processors, or `auto`. "
        + "Found \(threads).", at: resolved.root.child("training")?.child("threads")?.origin ?? .default)
  }
}
