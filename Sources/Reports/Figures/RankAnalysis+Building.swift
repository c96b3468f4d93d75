import Printing
import Statistics
import Tasks

extension RankAnalysis {
  /// Ranks the methods of one or several comparisons over blocks. Single-task training, the baseline of Δm, is not
  /// ranked.
  ///
  /// Methods are matched by label. A method that some comparison lacks is left out, and then every block that lacks one
  /// of the rest.
  ///
  /// - Parameter choice: the unit of a block; nil for the default.
  package init?(of comparisons: [Comparison], choice: BlockChoice? = nil) {
    let choice = choice?.fitting(comparisons) ?? .usual(for: comparisons)
    let parts = comparisons.map { ($0, $0.improvements(by: choice, isNamed: comparisons.count > 1)) }
    var labels: [String] = []
    for (comparison, _) in parts {
      for method in comparison.multiTask.sorted(by: { $0.position < $1.position }) where !labels.contains(method.label)
      {
        labels.append(method.label)
      }
    }
    var leftOut: [String] = []
    let methods = labels.filter { label in
      let missing = parts.filter { part in !part.1.contains { $0.values[label] != nil } }.map(\.0.context.experiment)
      if !missing.isEmpty {
        let place = comparisons.count > 1 ? " in \(NumberText.list(missing))" : ""
        leftOut.append("\(label) has no figures\(place) and is not ranked.")
      }
      return missing.isEmpty
    }
    var blocks: [String] = []
    var improvements: [[Double]] = []
    for block in parts.flatMap(\.1) {
      let missing = methods.filter { block.values[$0] == nil }
      if missing.isEmpty {
        blocks.append(block.name)
        improvements.append(methods.map { block.values[$0] ?? .nan })
      } else {
        leftOut.append("The block “\(block.name)” lacks \(NumberText.list(missing)) and is left out.")
      }
    }
    self.init(
      BlockedScores(methods: methods, blocks: blocks, improvements: improvements), choice: choice, leftOut: leftOut)
  }
}

extension Comparison {
  /// The blocks of this comparison, each with the improvement of the methods that have one, by label, in percent.
  ///
  /// - Parameter isNamed: whether a block's name includes its experiment.
  func improvements(by choice: BlockChoice, isNamed: Bool) -> [(name: String, values: [String: Double])] {
    let prefix = isNamed ? context.experiment + ", " : ""
    func values(_ value: (MethodSummary) -> Double?) -> [String: Double] {
      var values: [String: Double] = [:]
      for method in multiTask { values[method.label] = value(method).flatMap { $0.isFinite ? $0 : nil } }
      return values
    }
    switch choice {
    case .experiments:
      return [(context.experiment, values { $0.deltaM.map { options.convention.improvement($0.percent) } })]
    case .seeds, .splits:
      let blocks = Set(multiTask.flatMap { $0.deltaM?.seeds ?? [] }).sorted()
      return blocks.map { seed in
        (
          "\(prefix)\(repeatedName) \(seed)",
          values { method in
            guard let change = method.deltaM, let index = change.seeds.firstIndex(of: seed) else { return nil }
            return options.convention.improvement(change.perSeed[index])
          }
        )
      }
      .filter { !$0.values.isEmpty }
    case .metrics:
      return columns.indices.compactMap { index in
        let column = columns[index]
        let means = multiTask.compactMap { $0.estimates[index]?.mean }
        let base = baseline?.tasks.first { $0.task == column.task }?.metrics.first { $0.name == column.name }?.value
        guard let reference = base ?? Statistics.mean(means), reference != 0 else { return nil }
        let sign = column.direction == .higherIsBetter ? 1.0 : -1
        return (
          "\(prefix)\(column.task) \(column.name)",
          values { method in
            method.estimates[index].map { sign * 100 * ($0.mean - reference) / abs(reference) }
          }
        )
      }
    }
  }
}
