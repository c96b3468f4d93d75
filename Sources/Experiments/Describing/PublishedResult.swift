import Printing
import Reports
import Statistics
import Tasks

/// A published value with its source.
package struct PublishedResult: Codable, Sendable, Hashable {
  /// A published value that nobody can look up.
  package struct SourceMissing: Error, CustomStringConvertible {
    package let description: String
  }

  /// The name of the table that has the value.
  package let tag: String
  /// The year of the source; nil if the source does not say it.
  package let year: Int?
  package let sharing, trunk, data: String
  /// The method's name as printed.
  package let method: String
  /// What the value measures: "Δm", "accuracy".
  package let measure: String
  package let value: Double
  /// The value with its unit, as a table prints it.
  package let text: String
  package let isHigherBetter: Bool
  package let source: String

  /// - Throws: ``SourceMissing`` for a value without a source or a tag.
  package init(
    tag: String, sharing: String, trunk: String, data: String, method: String, measure: String, value: Double,
    text: String, isHigherBetter: Bool, source: String
  ) throws {
    guard !tag.isEmpty, source.contains(where: \.isLetter) else {
      throw SourceMissing(
        description:
          "A published value should have a source and a tag. Found `\(source)` and `\(tag)` for \(method), \(text).")
    }
    year = source.firstMatch(of: #/\b(?:19|20)\d\d\b/#).flatMap { Int($0.output) }
    (self.tag, self.sharing, self.trunk, self.data) = (tag, sharing, trunk, data)
    (self.method, self.measure, self.value, self.text) = (method, measure, value, text)
    (self.isHigherBetter, self.source) = (isHigherBetter, source)
  }
}

extension PublishedResult {
  /// The value of each method of a table: its Δm, or the first metric where no Δm is printed.
  static func all(of table: PublishedTable) throws -> [PublishedResult] {
    let hasDelta = table.rows.contains { $0.deltaM != nil }
    return try table.rows.compactMap { row in
      let metric = table.metrics.first
      guard let value = hasDelta ? row.deltaM : row.values?.first, hasDelta || metric != nil else { return nil }
      let text = hasDelta ? NumberText.signed(value, 1) + " %" : NumberText.printed(value)
      return try PublishedResult(
        tag: table.name, sharing: table.sharing, trunk: table.trunk, data: table.data, method: row.label,
        measure: hasDelta ? "Δm" : metric?.name ?? "", value: value, text: text,
        isHigherBetter: (hasDelta ? table.convention.direction : metric?.direction) == .higherIsBetter,
        source: table.source)
    }
  }

  /// The best method of each table, in the tables' order.
  static func best(of results: [PublishedResult]) -> [PublishedResult] {
    var tags: [String] = []
    for result in results where !tags.contains(result.tag) { tags.append(result.tag) }
    return tags.compactMap { tag in
      results.filter { $0.tag == tag }.max { $0.isHigherBetter ? $0.value < $1.value : $0.value > $1.value }
    }
  }
}
