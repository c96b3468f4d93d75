import Balancing
import Components
import Runs
import Statistics
import Tasks

extension ConfigurationSection {
  /// The claims on rows of a comparison: none by default.
  func claims(
    _ key: String, on comparison: ComparisonConfiguration, methods: Registry<MethodCard>
  ) throws -> [ComparedClaim] {
    try sections(key, default: []).map { section in
      let claim = try ComparedClaim(reading: section, comparison, methods)
      try section.finish()
      return claim
    }
  }
}

extension ComparedClaim {
  /// The kinds that rows of a comparison can bear out; an exact claim has no effect.
  private static let kinds = ClaimKind.allCases.filter { $0 != .exact }

  init(
    reading section: ConfigurationSection, _ comparison: ComparisonConfiguration, _ methods: Registry<MethodCard>
  ) throws {
    let origin = section.node.origin
    let kind = ClaimKind(rawValue: try section.choice("kind", of: Self.kinds.map(\.rawValue)))!
    let rows = try section.strings("rows").map { try comparison.row(named: $0, methods, at: origin) }
    guard Set(rows).count == rows.count, rows.count == 2 || (kind == .ordering && rows.count > 2) else {
      let number = kind == .ordering ? "two or more different rows, the best first" : "two different rows"
      throw ConfigurationError(
        "`rows` of a claim should be \(number). Found \(rows.isEmpty ? "none" : rows.quotedList).", at: origin)
    }
    let text = try section.string("figure", default: Figure.deltaM.rawValue)
    guard let figure = Figure(rawValue: text) else {
      throw ConfigurationError(
        "`figure` of a claim should be `delta-m`, `seconds` or TASK/METRIC. Found \(Found.quoted(text)).", at: origin)
    }
    guard comparison.singleTask || (figure != .deltaM && !rows.contains(RunResult.singleTaskLabel)) else {
      throw ConfigurationError(
        "A claim on Δm or on single-task training should stand with its runs. Found `comparison.single-task: false`.",
        at: origin)
    }
    // Δm is a percentage that can be zero or negative, of which there is neither a percentage nor a logarithm.
    let changes = figure == .deltaM ? [Change.difference] : Change.allCases
    let change = try section.choice("change", of: changes.map(\.rawValue), default: Change.difference.rawValue)
    self.init(
      sentence: try section.optionalString("claim"), kind: kind, rows: rows, figure: figure,
      change: Change(rawValue: change)!,
      margin: kind == .ordering ? 0 : try section.double("margin", in: .positive))
  }
}

extension ComparisonConfiguration {
  /// The label of the row that a claim names by its label or its method. A method of the toolkit without a row is kept: the
  /// claim is then not tested, for example because a command picks other rows.
  fileprivate func row(
    named name: String, _ methods: Registry<MethodCard>, at origin: ConfigurationOrigin
  ) throws -> String {
    let key = name.lowercased()
    if [RunResult.singleTask, RunResult.singleTaskLabel.lowercased()].contains(key) {
      return RunResult.singleTaskLabel
    }
    if let row = self.methods.first(where: { $0.label.lowercased() == key }) { return row.label }
    let rows = self.methods.filter { $0.balancing.name == key }
    guard rows.count < 2 else {
      throw ConfigurationError(
        "`rows` of a claim should name one row each. Found \(Found.quoted(name)), the method of "
          + "\(rows.map(\.label).quotedList).", at: origin)
    }
    if let row = rows.first { return row.label }
    if let card = methods[name] { return card.title }
    let known = [RunResult.singleTask] + self.methods.map(\.label)
    throw ConfigurationError(
      "`rows` of a claim should name rows of the comparison: \(known.quotedList). Found \(Found.quoted(name))."
        + Suggestion.sentence(for: name, among: known + methods.names), at: origin)
  }
}

extension ExperimentConfiguration {
  /// Checks that the claims name tasks and metrics that the experiment measures.
  ///
  /// - Throws: `ConfigurationError` for the first that does not.
  package func checkClaims(_ definitions: [MetricDefinition]) throws {
    for (index, claim) in claims.enumerated() {
      guard case .metric(let task, let name) = claim.figure else { continue }
      // Where `only` leaves a task out, the report says that its claim was not tested.
      if let only, !only.contains(task), data.taskNames.isEmpty || data.taskNames.contains(task) { continue }
      guard !definitions.contains(where: { $0.task == task && $0.name == name }) else { continue }
      let known = definitions.map { "\($0.task)/\($0.name)" }
      let found = "\(task)/\(name)"
      throw ConfigurationError(
        "`claims.\(index).figure` should be `delta-m`, `seconds`, or a metric of a task: \(known.quotedList). Found "
          + "\(Found.quoted(found)).\(Suggestion.sentence(for: found, among: known))",
        at: resolved["claims.\(index).figure"]?.origin ?? .default)
    }
  }
}
