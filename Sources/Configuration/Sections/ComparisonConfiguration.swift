import Balancing
import Components
import Datasets
import Runs
import Statistics
import Tasks

/// The part of an experiment that `equipoise compare` reads: what it trains and how it compares.
package struct ComparisonConfiguration: Sendable {
  /// The interval around a mean.
  package struct Bootstrap: Sendable {
    /// The number of resamples.
    package var samples = 2000
    /// The share of resamples that lies within the interval.
    package var level = 0.95
    package var seed = 0

    init(reading section: ConfigurationSection) throws {
      samples = try section.int("samples", default: samples, in: SeedBootstrap.permittedSamples)
      level = try section.double("level", default: level, in: .between(0.5, 0.999))
      seed = try section.int("seed", default: seed, in: Bounds.seed)
    }
  }

  /// The methods that are compared when none are named.
  static let usualMethods = ["ew", "uw", "uw-o", "uw-so"]

  package var methods: [ComparedMethod]
  /// The seeds of the runs of each method.
  package var seeds: [Int]
  /// The number of splits of a cross-validation over which each seed is trained; nil for the split of the data.
  package var splits: Int?
  /// Whether each task is also trained alone. Without it there is no Δm.
  package var singleTask: Bool
  /// The values that the trainings of single tasks have for themselves.
  package var alone = SingleTaskConfiguration()
  /// The number of the first seeds that choose a grid's point, on the validation split.
  package var selectSeeds: Int
  /// What Δm averages.
  package var convention: DeltaM.Convention
  /// The margin in percent: a Δm within it counts as equal to the baseline.
  package var margin: Double
  /// The number of trainings at a time; nil leaves it to the program.
  package var jobs: Int?
  package var bootstrap: Bootstrap
  /// The experiments for each of which the comparison is made; nil for this one.
  package var each: ComparedExperiments?

  init(
    reading section: ConfigurationSection, balancing: BalancingConfiguration, seed: Int,
    methods schemas: Registry<MethodCard>
  ) throws {
    let usual = Self.usualMethods.filter { name in schemas.contains { $0.name == name } }
    let items = try section.sections("methods", shorthand: "method", default: usual)
    methods = try items.map { try ComparedMethod(reading: $0, balancing: balancing, methods: schemas) }
    seeds = try section.seeds("seeds", base: seed)
    splits = try section.optionalInt("splits", in: Bounds.folds)
    if case .section? = section.given("single-task")?.content {
      singleTask = true
      alone = try SingleTaskConfiguration(reading: section.section("single-task"))
    } else {
      singleTask = try section.bool("single-task", default: true)
    }
    selectSeeds = try section.int("select-seeds", default: 1, in: 1...seeds.count)
    let conventions = DeltaM.Convention.allCases
    let chosen = try section.choice(
      "delta-m", of: conventions.map(\.name), default: DeltaM.Convention.ratioMean.name)
    convention = conventions.first { $0.name == chosen }!
    margin = try section.double("margin", default: 1, in: .between(0, 100))
    jobs = try section.intOrAuto("jobs", in: Bounds.jobs)
    bootstrap = try Bootstrap(reading: section.section("bootstrap"))
    each = try section.unwritten("each") { try ComparedExperiments(reading: section.section($0)) }
    let taken = [RunResult.singleTaskLabel, ConstantRecord.label]
    for (index, method) in methods.enumerated() where ([""] + taken).contains(method.label) {
      throw ConfigurationError(
        "`label` should be a name other than \(taken.map { "\"\($0)\"" }.joined(separator: " and ")). Found \(Found.quoted(method.label)).",
        at: items[index].node.origin)
    }
    for (index, method) in methods.enumerated() where methods[..<index].contains(where: { $0.label == method.label }) {
      throw ConfigurationError(
        "`comparison.methods` should have different labels. Found \(Found.quoted(method.label)) twice.",
        at: items[index].node.origin)
    }
  }
}

extension ComparisonConfiguration {
  /// The splits, one fold each; nil alone for the split of the data.
  package var folds: [Fold?] { splits.map { count in (1...count).map { Fold($0, of: count) } } ?? [nil] }

  /// The repetitions: each seed with each split.
  package var repetitions: [Repetition] { seeds.flatMap { seed in folds.map { Repetition(seed: seed, fold: $0) } } }
}

extension ConfigurationSection {
  /// The seeds: a list, or their number; they then count up from the experiment's own seed.
  fileprivate func seeds(_ key: String, base: Int) throws -> [Int] {
    let usualCount = 3
    return try read(key, default: (0..<usualCount).map { base + $0 }, write: { .list($0, $1) { .value($0) } }) {
      node, path in
      guard case .list(let items) = node.content else {
        return (0..<(try node.int(path, in: 1...Bounds.items))).map { base + $0 }
      }
      let seeds = try node.list(path, of: "seeds", most: Bounds.items) { try $0.int($1, in: Bounds.seed) }
      guard !items.isEmpty, Set(seeds).count == seeds.count else {
        throw ConfigurationError("`\(path)` should be different seeds, at least one. Found \(seeds).", at: node.origin)
      }
      return seeds
    }
  }
}
