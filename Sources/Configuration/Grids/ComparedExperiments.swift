import Components
import Foundation

/// The experiments that one comparison is made for: subsets of the tasks, shares of the training samples, or both.
///
/// Each of them is an experiment of its own, with its name, its folder and its report. So no figure of one set of tasks, such as
/// Δm, is compared with that of another.
package struct ComparedExperiments: Sendable {
  /// The number of tasks of each subset, 2 for all pairs; nil for the tasks of the experiment.
  package let size: Int?
  /// The shares of the training samples; empty for that of the experiment.
  package let shares: [Double]
  private let origin: ConfigurationOrigin

  init(reading section: ConfigurationSection) throws {
    origin = section.node.origin
    size = try section.unwritten("tasks") { try section.int($0, in: 2...Bounds.items) }
    shares = try section.unwritten("share") { try section.doubles($0, in: .positive(upTo: 1)) } ?? []
    if Set(shares).count < shares.count {
      throw ConfigurationError(
        "`\(section.path(of: "share"))` should be different shares. Found \(shares).", at: origin)
    }
    if size == nil, shares.isEmpty {
      throw ConfigurationError("`\(section.path)` should have `tasks` or `share`. Found neither.", at: origin)
    }
  }

  /// The document of each experiment.
  ///
  /// - Parameters:
  ///   - document: the document of the experiment that has these.
  ///   - name: its name.
  ///   - tasks: its tasks, in order.
  /// - Throws: `ConfigurationError` for more tasks than there are, and for more experiments than can be trained.
  package func documents(
    of document: ConfigurationDocument, name: String, tasks: [String]
  ) throws -> [ConfigurationDocument] {
    if let size, size > tasks.count {
      throw ConfigurationError(
        "`comparison.each.tasks` should be at most \(tasks.count), the number of tasks. Found \(size).", at: origin)
    }
    let count = GridAxis.product(size.map { GridAxis.binomial(tasks.count, $0) } ?? 1, max(shares.count, 1))
    guard count <= Bounds.items else {
      throw ConfigurationError(
        "`comparison.each` should make at most \(Bounds.items) experiments. Found \(count == .max ? "more" : "\(count)").",
        at: origin)
    }
    let subsets = size.map { Self.subsets(of: tasks.count, size: $0) } ?? [nil]
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
