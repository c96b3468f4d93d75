import Components
import Corruptions

/// What `equipoise evaluate` asks of corruptions: kinds, severities, constants and the seed of the draws.
package struct CorruptionSettings: Sendable {
  let kinds: [CorruptionCard]
  let severities: [Int]
  let column: ConstantColumn?
  let seed: Int

  /// Reads the settings.
  ///
  /// - Parameters:
  ///   - kinds: names of kinds with commas between, `common` (the 15 of which results are reported), `extra` or `all`.
  ///   - severity: 1 … 5; nil for all five.
  ///   - constants: `auto`, `224` or `32`.
  /// - Throws: `SettingError` for an unknown kind or column, and for a severity outside its range.
  package init(kinds: String, severity: Int? = nil, constants: String = auto, seed: Int = 0) throws {
    self.kinds = try Corruptions.named(kinds.split(separator: ",").map(String.init), in: "--corruption")
    if let severity, !CorruptionCard.severities.contains(severity) {
      throw SettingError("--severity", "should lie in 1 … 5. Found \(severity).")
    }
    severities = severity.map { [$0] } ?? Array(CorruptionCard.severities)
    column = ConstantColumn(rawValue: constants)
    let words = [Self.auto] + ConstantColumn.allCases.map(\.rawValue)
    guard words.contains(constants) else {
      throw SettingError("--constants", "should be one of \(words.quotedList). Found \(Found.quoted(constants)).")
    }
    self.seed = seed
  }

  /// The word for the column of the pictures' size.
  package static let auto = "auto"
}
