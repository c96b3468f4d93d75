/// A doubt about a column that makes a result doubtful, even though every cell can be read.
public struct TableSuspicion: Hashable, Sendable, Codable {
  public enum Kind: String, Hashable, Sendable, Codable {
    /// An input that numbers or names rows.
    case rowIdentifier
    /// An input that numbers or names persons or things with several rows each. Several splits would share them.
    case group
    case constant
    /// An input that is named like the weight of a sample.
    case weight
    /// An input that alone predicts a target almost without error, or whose absence does so.
    case leak
    /// An input that alone predicts a target well.
    case notable
    /// A class with few rows.
    case rareClass
  }

  public let kind: Kind
  public let column: String
  /// The task that the leak tells.
  public let target: String?
  /// The finding in words, without the column's name.
  public let finding: String

  init(_ kind: Kind, _ column: String, target: String? = nil, _ finding: String) {
    (self.kind, self.column, self.target, self.finding) = (kind, column, target, finding)
  }

  /// The finding in one sentence, with what to do about it.
  public var sentence: String {
    let advice =
      switch kind {
      case .rowIdentifier: ". It should be dropped (`inputs.drop`)."
      case .group:
        ". It should not be an input: divide the rows by it, so that no split shares them "
          + "(`split: {by: group, column: …}`)."
      case .constant: "; nothing can be learned from it."
      case .weight:
        ". It should not be an input: weigh the samples by it (`sample-weight`), or drop it (`inputs.drop`)."
      case .leak: ". Is it known before the target is? Otherwise drop it (`inputs.drop`)."
      case .notable: ". Is it known before the target is?"
      case .rareClass: "; its figures will be uncertain."
      }
    return "column `\(column)` \(finding)\(advice)"
  }
}
