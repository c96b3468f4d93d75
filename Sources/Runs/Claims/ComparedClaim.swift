import Statistics

/// A claim on rows of a comparison, stated before the runs: which rows, by which figure, and what counts as enough.
package struct ComparedClaim: Sendable, Hashable, Codable {
  /// The figure of a run by which rows are compared.
  package enum Figure: Sendable, Hashable {
    /// Δm against single-task training, in the comparison's convention.
    case deltaM
    /// A metric of a task on the split of the report.
    case metric(task: String, name: String)
    /// The seconds of a run.
    case seconds
  }

  /// The comparison of two rows' figures.
  package enum Change: String, Sendable, Hashable, Codable, CaseIterable {
    /// The first less the second, in the figure's unit.
    case difference
    /// The difference in percent of the second.
    case percent
    /// The natural logarithm of the first over the second.
    case logRatio = "log-ratio"
  }

  /// The claim in the user's words; nil leaves it to the report to word it.
  package var sentence: String?
  package var kind: ClaimKind
  /// The labels of the rows: the first is held against the second; for an ordering from the best to the worst.
  package var rows: [String]
  package var figure: Figure
  package var change: Change
  /// The smallest effect that matters, in the unit of the figure and the change.
  package var margin: Double

  /// What each effect is the effect of: "UW-SO over EW".
  package var contrasts: [String] { zip(rows, rows.dropFirst()).map { "\($0) over \($1)" } }

  package init(
    sentence: String? = nil, kind: ClaimKind, rows: [String], figure: Figure = .deltaM,
    change: Change = .difference, margin: Double
  ) {
    self.sentence = sentence
    self.kind = kind
    self.rows = rows
    self.figure = figure
    self.change = change
    self.margin = margin
  }
}

extension ComparedClaim.Figure: Codable, RawRepresentable {
  /// The figure as it is written: `delta-m`, `seconds`, or a task and a metric with a slash between them.
  package var rawValue: String {
    switch self {
    case .deltaM: "delta-m"
    case .seconds: "seconds"
    case .metric(let task, let name): "\(task)/\(name)"
    }
  }

  /// Reads a figure as it is written. A task's name may have slashes, a metric's has none.
  package init?(rawValue: String) {
    switch rawValue {
    case "delta-m": self = .deltaM
    case "seconds": self = .seconds
    default:
      guard let slash = rawValue.lastIndex(of: "/") else { return nil }
      let task = rawValue[..<slash], name = rawValue[rawValue.index(after: slash)...]
      guard !task.isEmpty, !name.isEmpty else { return nil }
      self = .metric(task: String(task), name: String(name))
    }
  }
}
