import Components
import Datasets

/// Several data sets, of any kinds, each with tasks of its own.
package struct SetsConfiguration: DataKind {
  package static let card = DataCard(
    About(
      "sets", title: "Several sets", "several data sets of any kinds, each with tasks of its own",
      settings: [
        Setting(
          "sets", .section([]), isRequired: true,
          "the data sets by name, each a section as `data` is for one set; the names are yours"),
        Setting(
          "mix", .word(Mix.allCases.map(\.rawValue)), default: .word(Mix.all.rawValue),
          "`all`: every update takes a batch of every set, and an epoch ends when the set with the most batches has been "
            + "gone through once; `one`: every update takes a batch of one set, drawn, and an epoch has as many updates as all "
            + "sets have batches; `round-robin`: every update takes a batch of one set, the sets in turn, and an epoch ends "
            + "when the set with the most batches has been gone through once. A set that ends before is gone through again, "
            + "in another order"),
        Setting(
          "power", .number(.nonNegative), default: 1,
          "the draw's probability of a set grows with its number of samples to this power: 0 draws uniformly, 1 by size",
          source: "a choice of this toolkit", where: .is("mix", .word(Mix.one.rawValue))),
      ]),
    usualTrunk: "mlp", Self.self)

  /// The ways of mixing, by name.
  private enum Mix: String, CaseIterable {
    case all, one
    case roundRobin = "round-robin"
  }

  /// The sets with their names, in the order in which they are given.
  package let members: [(name: String, data: any DataKind)]
  package let mixing: Mixing

  package init(reading section: DeclaredSection, catalogue: ExperimentCatalogue) throws {
    let sets = try section.undeclared.section("sets")
    guard !sets.givenKeys.isEmpty else {
      throw ConfigurationError(
        "`\(section.path(of: "sets"))` should name at least one data set. Found none.", at: section.origin(of: "sets"))
    }
    members = try sets.givenKeys.map { name in
      (name: name, data: try Self.member(reading: sets.section(name), catalogue: catalogue))
    }
    mixing =
      switch try section.choice("mix", of: Mix.self) {
      case .all: .all
      case .one: .one(power: try section.double("power"))
      case .roundRobin: .roundRobin
      }
    try checkTasks(section)
  }

  private static func member(
    reading section: ConfigurationSection, catalogue: ExperimentCatalogue
  ) throws -> any DataKind {
    let kinds = catalogue.data.filter { $0.name != card.name }.map(\.name)
    let name = try section.choice("kind", of: kinds)
    section.varies(with: "kind", name)
    return try catalogue.data[name]!.data(reading: section, catalogue: catalogue)
  }

  /// Checks the names of tasks as far as they are known before the data is read.
  private func checkTasks(_ section: DeclaredSection) throws {
    var owner: [String: String] = [:]
    for (name, data) in members {
      for task in data.taskNames {
        if let other = owner[task] {
          throw ConfigurationError(
            "The tasks of all data sets should have different names. Found \(Found.quoted(task)) in `\(other)` and `\(name)`.",
            at: section.origin(of: "sets"))
        }
        owner[task] = name
      }
    }
  }

  package var setNames: [String] { members.map(\.name) }

  /// The trunk that fits the samples of all sets, if one does; otherwise that of vectors, which stems make.
  package var usualTrunk: String {
    let usual = Set(members.map(\.data.usualTrunk))
    return usual.count == 1 ? usual.first! : card.usualTrunk
  }

  package var usualEpochs: Int { members.map(\.data.usualEpochs).min() ?? card.usualEpochs }

  package var taskNames: [String] {
    let names = members.map(\.data.taskNames)
    return names.contains([]) ? [] : names.flatMap(\.self)
  }

  package var taskOverrides: [String: TaskConfiguration] {
    members.reduce(into: [:]) { $0.merge($1.data.taskOverrides) { first, _ in first } }
  }

  /// The draw of the first set that each seed divides differently: figures of the seeds are then those of different
  /// splits. There are no folds, since sets are divided in different ways.
  package var draw: SplitDraw? {
    let draws = members.compactMap(\.data.draw)
    guard let first = draws.first(where: { $0.seed == .run }) else { return nil }
    return SplitDraw(seed: .run, drawsTest: first.drawsTest, takesFolds: false)
  }

  package var looksAtTasks: Bool { members.contains { $0.data.looksAtTasks } }

  /// The words of all sets of texts, so that they share a network's embedding.
  package func words(_ reading: DataReading) throws -> WordCounts? {
    let words = try members.compactMap { try $0.data.words(reading) }
    return words.isEmpty ? nil : words.dropFirst().reduce(words[0]) { $0.merging($1) }
  }

  package func source(_ reading: DataReading) throws -> DataSource {
    var reading = reading
    reading.words = try words(reading)
    return try joined(reading) { try $0.source($1) }
  }

  package func standIn(_ reading: DataReading) throws -> DataSource? {
    try joined(reading) { try $0.standIn($1) ?? $0.source($1) }
  }

  private func joined(
    _ reading: DataReading, _ source: (any DataKind, DataReading) throws -> DataSource
  ) throws -> DataSource {
    let sources = try members.map { name, data in
      var own = reading
      let known = data.taskNames
      if !known.isEmpty { own.tasks = reading.tasks.map { $0.filter(known.contains) } }
      // A set without any of the tasks is read as it is.
      if own.tasks?.isEmpty == true { own.tasks = nil }
      return try source(data, own).named(name)
    }
    return try DataSource(name: setNames.joined(separator: " and "), sets: sources, mixing: mixing)
  }

  package func suspicions(_ reading: DataReading) throws -> [TableSuspicion] {
    try members.flatMap { try $0.data.suspicions(reading) }
  }
}
