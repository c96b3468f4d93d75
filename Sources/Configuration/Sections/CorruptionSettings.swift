import Components
import Corruptions

/// The corruptions under which pictures are evaluated: kinds, severities, constants and the seed of the draws.
package struct CorruptionSettings: Sendable {
  package let kinds: [CorruptionCard]
  package let severities: [Int]
  /// The column of constants; nil for that of the pictures' size.
  package let column: ConstantColumn?
  package let seed: Int

  /// Reads the options of `equipoise evaluate`.
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
    guard Self.columns.contains(constants) else {
      throw SettingError(
        "--constants", "should be one of \(Self.columns.quotedList). Found \(Found.quoted(constants)).")
    }
    self.seed = seed
  }

  /// Reads `evaluation.corruptions`.
  init(reading section: ConfigurationSection) throws {
    let words = try section.strings("kinds", default: [CorruptionCard.Membership.common.rawValue])
    do { kinds = try Corruptions.named(words, in: "kinds") } catch {
      throw ConfigurationError(
        error.description(below: section.path), at: section.given("kinds")?.origin ?? .default)
    }
    severities = try section.ints(
      "severities", default: Array(CorruptionCard.severities), in: CorruptionCard.severities)
    guard !severities.isEmpty else {
      throw ConfigurationError(
        "`\(section.path(of: "severities"))` should name a severity. Found none.",
        at: section.given("severities")?.origin ?? .default)
    }
    column = ConstantColumn(rawValue: try section.choice("constants", of: Self.columns, default: Self.auto))
    seed = try section.int("seed", default: 0, in: Bounds.seed)
  }

  /// The word for the column of the pictures' size.
  package static let auto = "auto"

  private static var columns: [String] { [auto] + ConstantColumn.allCases.map(\.rawValue) }
}
