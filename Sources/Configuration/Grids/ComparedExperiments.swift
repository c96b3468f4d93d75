import Components
import Foundation

/// The experiments that one comparison is made for: subsets of the tasks, shares of the training samples, or both.
///
/// Each of them is an experiment of its own, with its name, its folder and its report. So no figure of one set of tasks, such as
/// Δm, is compared with that of another.
package struct ComparedExperiments: Sendable {
  /// The sets of tasks.
  package enum TaskSets: Sendable, Hashable {
    /// All subsets of so many tasks, 2 for all pairs.
    case subsets(Int)
    /// These sets of tasks by their names, such as the groups of a division.
    case groups([[String]])
  }

  /// The sets of tasks; nil for the tasks of the experiment.
  package let tasks: TaskSets?
  /// The shares of the training samples; empty for that of the experiment.
  package let shares: [Double]
  private let origin: ConfigurationOrigin

  init(reading section: ConfigurationSection) throws {
    origin = section.node.origin
    tasks = try section.unwritten("tasks") { try Self.tasks($0, section) }
    shares = try section.unwritten("share") { try section.doubles($0, in: .positive(upTo: 1)) } ?? []
    if Set(shares).count < shares.count {
      throw ConfigurationError(
        "`\(section.path(of: "share"))` should be different shares. Found \(shares).", at: origin)
    }
    if tasks == nil, shares.isEmpty {
      throw ConfigurationError("`\(section.path)` should have `tasks` or `share`. Found neither.", at: origin)
    }
  }

  private static func tasks(_ key: String, _ section: ConfigurationSection) throws -> TaskSets {
    guard case .list(let items)? = section.given(key)?.content else {
      return .subsets(try section.int(key, in: 2...Bounds.items))
    }
    let groups = try section.read(
      key, default: [[String]]?.none,
      write: { groups, origin in
        .list(groups.map { ConfigurationNode(.list($0, origin) { .value($0) }, origin) })
      },
      { node, path in
        try node.list(path, of: "lists of tasks", most: Bounds.items) {
          try $0.list($1, of: "tasks") { try $0.string($1) }
        }
      })
    for (index, group) in groups.enumerated() {
      let path = "\(section.path(of: key)).\(index)", origin = items[index].origin
      if group.isEmpty { throw ConfigurationError("`\(path)` should name at least one task. Found none.", at: origin) }
      if let twice = group.first(where: { name in group.count { $0 == name } > 1 }) {
        throw ConfigurationError(
          "`\(path)` should name each task once. Found \(Found.quoted(twice)) twice.", at: origin)
      }
      if groups[..<index].contains(where: { Set($0) == Set(group) }) {
        throw ConfigurationError(
          "`\(section.path(of: key))` should hold different sets of tasks. Found \(group.quotedList) twice.", at: origin
        )
      }
    }
    guard !groups.isEmpty else {
      throw ConfigurationError(
        "`\(section.path(of: key))` should be a number of tasks or lists of tasks. Found an empty list.",
        at: section.node.origin)
    }
    return .groups(groups)
  }

  /// The document of each experiment.
  ///
  /// - Parameters:
  ///   - document: the document of the experiment that has these.
  ///   - name: its name.
  ///   - tasks: its tasks, in order.
  /// - Throws: `ConfigurationError` for more tasks than there are, for a task that is not there, and for more experiments than
  ///   can be trained.
  package func documents(
    of document: ConfigurationDocument, name: String, tasks: [String]
  ) throws -> [ConfigurationDocument] {
    let number = try self.tasks.map { try self.count($0, of: tasks) } ?? 1
    let count = GridAxis.product(number, max(shares.count, 1))
    guard count <= Bounds.items else {
      throw ConfigurationError(
        "`comparison.each` should make at most \(Bounds.items) experiments. Found \(count == .max ? "more" : "\(count)").",
        at: origin)
    }
    let subsets: [[Int]?] =
      switch self.tasks {
      case nil: [nil]
      case .subsets(let size): Self.subsets(of: tasks.count, size: size)
      case .groups(let groups): groups.map { group in tasks.indices.filter { group.contains(tasks[$0]) } }
      }
    return try subsets.flatMap { subset in
      try (shares.isEmpty ? [nil] : shares.map(Optional.some)).map { share in
        var document = document
        var name = name
        try document.set(["comparison", "each"], to: ConfigurationNode(.null, origin), origin)
        if let subset {
          name += "-tasks-" + subset.map { "\($0 + 1)" }.joined(separator: "-")
          let list = ConfigurationNode(.list(subset.map { tasks[$0] }, origin) { .value($0) }, origin)
          try document.set(["only"], to: list, origin)
        }
        if let share {
          name += "-share-\(share.brief)"
          try document.set(["training", "share"], to: ConfigurationNode(.value(share), origin), origin)
        }
        try document.set(["name"], to: ConfigurationNode(.value(name), origin), origin)
        return document
      }
    }
  }

  /// The number of sets, after a check of the tasks in them.
  private func count(_ sets: TaskSets, of tasks: [String]) throws -> Int {
    switch sets {
    case .subsets(let size):
      guard size <= tasks.count else {
        throw ConfigurationError(
          "`comparison.each.tasks` should be at most \(tasks.count), the number of tasks. Found \(size).", at: origin)
      }
      return GridAxis.binomial(tasks.count, size)
    case .groups(let groups):
      if let unknown = groups.joined().first(where: { !tasks.contains($0) }) {
        throw ConfigurationError(
          "`comparison.each.tasks` should name tasks of the experiment. Found \(Found.quoted(unknown))."
            + Suggestion.sentence(for: unknown, among: tasks), at: origin)
      }
      return groups.count
    }
  }

  /// All subsets of 0 ..< `count` of this size, in ascending order.
  private static func subsets(of count: Int, size: Int) -> [[Int]?] {
    func after(_ first: Int, _ size: Int) -> [[Int]] {
      guard size > 0 else { return [[]] }
      guard count - first >= size else { return [] }
      return (first...(count - size)).flatMap { place in after(place + 1, size - 1).map { [place] + $0 } }
    }
    return after(0, size)
  }
}
