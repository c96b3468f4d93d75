import Datasets
import ExperimentFixtures
import Foundation
import TestSupport
import Testing
import Torch

@testable import Components
@testable import Configuration

/// Values at the ends of their types, and of other types.
private enum ExtremeValues {
  static let scalars = [
    "-9223372036854775808", "-1", "0", "1", "2147483648", "9007199254740992", "9223372036854775807",
    "18446744073709551616", "1e300", "-1e300", "1e-300", ".nan", ".inf", "\"\"", "0x10", "null", "true",
  ]
  static let others = [
    String(repeating: "x", count: 100_000), "[" + Array(repeating: "1", count: 10_000).joined(separator: ",") + "]",
    "{a: {b: {c: 1}}}", "[[1], [2]]",
  ]
  /// Each parsed once.
  static let all: [ConfigurationNode] = (scalars + others).compactMap { yaml in
    try? ConfigurationNode.parsing(yaml) { _ in .option("--set") }
  }

  /// Whether a value is one of a seventh of them, another seventh for other keys.
  static func isOneOfSome(_ place: Int, of path: [String]) -> Bool {
    path.joined().utf8.reduce(0) { $0 + Int($1) } % 7 == place % 7
  }
}

@Suite("Numbers from outside are bounded where they enter")
struct BoundsTests {
  static let refused = [
    ("seed: 9223372036854775807", "`seed` should be at most 9007199254740991. Found 9223372036854775807."),
    ("seed: 1e30", "`seed` should be at most 9007199254740991. Found 1e30."),
    ("seed: -1e30", "`seed` should be zero or positive. Found -1e30."),
    ("training: {epochs: 9223372036854775807}", "`training.epochs` should be at most 1000000."),
    ("training: {batch: 9223372036854775807}", "`training.batch` should be at most 100000000."),
    ("training: {accumulate: 9223372036854775807}", "`training.accumulate` should be at most 1000000."),
    ("training: {threads: 100000}", "`training.threads` should be at most 4096. Found 100000."),
    (
      "training: {schedule: {kind: step, every: 1e300}}",
      "`training.schedule.every` should be above 0 and at most 1000000."
    ),
    (
      "training: {schedule: {kind: multi-step, at: [1e300]}}",
      "`training.schedule.at.0` should be above 0 and at most 1000000."
    ),
    (
      "training: {schedule: {kind: cosine, warm-up: 1e300}}",
      "`training.schedule.warm-up` should be between 0 and 1000000."
    ),
    ("training: {learning-rate: 1e300}", "`training.learning-rate` should be at most 3.4e38 in size"),
    ("network: {trunk: mlp, hidden: [9223372036854775807]}", "`network.hidden.0` should be at most 100000000."),
    ("network: {trunk: lstm, layers: 1000000}", "`network.layers` should be at most 1000."),
    ("data: {kind: scenes, train: 9223372036854775807}", "`data.train` should be at most 100000000."),
    ("data: {kind: moleculenet, file: a, bits: 9223372036854775807}", "`data.bits` should be at most 1048576."),
    ("only: [depth, depth]", "`only` should name each one once. Found \"depth\" twice."),
    (
      "data: {kind: moleculenet, file: a, targets: [a, a]}",
      "`data.targets` should name each one once. Found \"a\" twice."
    ),
    ("tasks: {depth: {metrics: [mae, mae]}}", "`tasks.depth.metrics` should name each one once. Found \"mae\" twice."),
    ("comparison: {seeds: 1e30}", "`comparison.seeds` should be at most 1000. Found 1e30."),
    (
      grid("{from: 1, to: 1e30, step: 1e-5}"),
      "`comparison.methods.0.grid.temperature.step` should give at most 1000 values."
    ),
    (
      grid("{from: 1, to: 2, step: 1e-300}"),
      "`comparison.methods.0.grid.temperature.step` should give at most 1000 values."
    ),
    (
      grid("{from: 1, to: 3, step: 1, refine: 1e-18}"),
      "`comparison.methods.0.grid.temperature.refine` should give at most 1000 values around the best one."
    ),
    (
      grid("{from: 1, to: 9, step: 1, refine: 1e-300}"),
      "`comparison.methods.0.grid.temperature.refine` should give at most 1000 values around the best one. Found more."
    ),
  ]

  private static func grid(_ axis: String) -> String {
    "comparison: {methods: [{method: uw-so, grid: {temperature: \(axis)}}]}"
  }

  @Test(arguments: refused)
  func aNumberBeyondItsEndsIsRefusedWithWhatShouldHold(yaml: String, message: String) {
    let found = errorText { _ = try ConfigurationSample.read(yaml) }
    #expect(found.hasPrefix(message), "\(found)")
  }

  @Test func theLargestValuesThatArePermittedAreRead() throws {
    let experiment = try ConfigurationSample.read(
      "{seed: 9007199254740991, training: {epochs: 1000000, batch: 100000000, accumulate: 1000000}}")
    #expect(experiment.comparison.seeds.last == 9_007_199_254_740_993)
  }

  @Test func moreThreadsThanTheMachineHasAreRefusedForATrainingNotForARunThatIsRead() throws {
    let experiment = try ConfigurationSample.read("training: {threads: 300}")
    try experiment.checkMachine(processors: 300)
    #expect(
      errorText { try experiment.checkMachine(processors: 8) } == """
        `training.threads` should be at most 8, the number of this machine's processors, or `auto`. Found 300. (experiment.yaml:1)
        """)
  }

  @Test func aGridIsCountedBeforeItsPointsAreMade() throws {
    func method(_ yaml: String) throws -> ComparedMethod {
      try ConfigurationSample.read("comparison: {methods: [\(yaml)]}").comparison.methods[0]
    }
    let weights = try method("{method: scalarization, grid: {weights: {step: 0.01}}}")
    for tasks in 2...3 {
      #expect(weights.axes[0].count(tasks: tasks) == weights.points(tasks: tasks).count)
    }
    #expect(weights.axes[0].count(tasks: 50) == .max)
    #expect(
      errorText { try weights.checkPoints(tasks: 40) } == """
        `comparison.methods`: the grid of Scalarization should have at most 10000 points. Found more than can be counted for 40 tasks.
        """)
  }

  @Test(arguments: ["{from: 5, to: 20, step: 5, refine: 1}", "[1, 4]"])
  func aFinerGridHasNoMoreValuesThanWereCounted(axis: String) throws {
    let yaml = axis.hasPrefix("[") ? "{values: \(axis), refine: 0.1}" : axis
    let method = try ConfigurationSample.read(Self.grid(yaml)).comparison.methods[0]
    let grid = method.axes[0]
    for best in grid.values(tasks: 3) {
      let count = grid.refined(around: best, tasks: 3).count
      #expect(count > 0 && count <= grid.finerCount(tasks: 3))
    }
  }

  /// Every key of every kind of data, network, training, comparison and search, by the documents that take every branch of
  /// the schema.
  @Test(arguments: ConfigurationSample.everything)
  func noValueOfAnyKeyTraps(yaml: String) throws {
    let document = try ConfigurationSample.document(yaml)
    let resolved = try ExperimentConfiguration(reading: document, catalogue: ConfigurationSample.catalogue).resolved
    var paths: [[String]] = []
    Self.collect(resolved.root, below: [], into: &paths)
    #expect(paths.count > 30)
    // What every document has is tried in the first one alone. A seventh of its values is built too, which takes longest.
    let isFirst = yaml == ConfigurationSample.everything[0]
    let own = Set(["data", "network", "tasks", "balancing", "training.schedule", "training.optimizer"])
    for path in paths where isFirst || own.contains(path[0]) || own.contains(path.prefix(2).joined(separator: ".")) {
      for (place, value) in ExtremeValues.all.enumerated() where isFirst || ExtremeValues.isOneOfSome(place, of: path) {
        try Self.attempt(document, path, value, building: isFirst && ExtremeValues.isOneOfSome(place, of: path))
      }
    }
  }

  @Test(arguments: ExperimentCatalogue.toolkit.methods.map(\.name))
  func noValueOfAnyParameterOfABalancingMethodTraps(method: String) throws {
    let schema = try #require(ExperimentCatalogue.toolkit.methods.first { $0.name == method })
    let tasks = DataSource.sceneTasks
    for setting in schema.settings {
      for value in ExtremeValues.all {
        let others = schema.settings.filter { $0.isRequired && $0.name != setting.name }
        var document = try ConfigurationSample.document("method: \(method)")
        for other in others { try document.set("\(other.name)=[1, 1, 1]") }
        try document.set([setting.name], to: value, .option("--set"))
        do {
          let section = try ConfigurationSection(document)
          let balancing = try BalancingConfiguration(reading: section, methods: ExperimentCatalogue.toolkit.methods)
          // What a method says of its own tasks is another error.
          _ = try? balancing.weighting(for: tasks, generator: Generator(seed: 0), device: .cpu)
          _ = try? balancing.gradients(for: tasks, generator: Generator(seed: 0), device: .cpu)
        } catch { #expect(error is ConfigurationError, "\(setting.name): \(error)") }
      }
    }
  }

  /// Reads and plans; an error is one `ConfigurationError` of a readable length.
  private static func attempt(
    _ document: ConfigurationDocument, _ path: [String], _ value: ConfigurationNode, building: Bool
  ) throws {
    let experiment: ExperimentConfiguration
    do {
      var document = document
      try document.set(path, to: value, .option("--set"))
      experiment = try ExperimentConfiguration(reading: document, catalogue: ConfigurationSample.catalogue)
      for method in experiment.comparison.methods {
        try method.checkPoints(tasks: 3, isSearched: true)
        #expect(method.points(tasks: 3).count <= Bounds.points)
      }
    } catch {
      #expect(error is ConfigurationError, "\(path.joined(separator: ".")): \(error)")
      return
    }
    let training = experiment.training
    _ = training.schedule.schedule(epochs: training.epochs, updatesPerEpoch: 1_000_000)
    _ = experiment.resolved.yaml()
    guard building, path[0] != "data", path[0] != "comparison" else { return }
    // A file that is not there, or a task that is not, is an error of another kind.
    _ = try? ExperimentParts(experiment, data: scenes)
  }

  private static let scenes = try! DataSource.scenes(train: 4, validation: 2, test: 2, height: 16, width: 16)

  /// The paths of every value, and of every section.
  private static func collect(_ node: ConfigurationNode, below path: [String], into paths: inout [[String]]) {
    if !path.isEmpty { paths.append(path) }
    switch node.content {
    case .scalar: break
    case .list(let items):
      for (index, item) in items.enumerated() { collect(item, below: path + ["\(index)"], into: &paths) }
    case .section(let entries): for entry in entries { collect(entry.value, below: path + [entry.key], into: &paths) }
    }
  }
}
