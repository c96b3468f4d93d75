import Foundation
import Statistics

/// Numbers as they are printed: with a typographic minus sign, and as many digits as the spread over seeds deserves.
package enum NumberText {
  /// The number with a fixed number of decimals: "−4.10".
  package static func fixed(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite else { return value.isNaN ? "NaN" : value > 0 ? "∞" : "−∞" }
    let text = String(format: "%.\(decimals)f", abs(value))
    let isZero = !text.contains { "123456789".contains($0) }
    return value < 0 && !isZero ? "−" + text : text
  }

  /// The number with a fixed number of decimals and its sign: "+4.10"; zero has none.
  package static func signed(_ value: Double, _ decimals: Int) -> String {
    let text = fixed(value, decimals)
    let isPositive = value > 0 && text.contains { "123456789∞".contains($0) }
    return isPositive ? "+" + text : text
  }

  /// A mean with its standard deviation, if there is one: "71.30 ± 0.82". A mark stands behind the mean.
  package static func spread(
    _ mean: Double, _ deviation: Double?, _ decimals: Int, isSigned: Bool = false, mark: String = ""
  ) -> String {
    (isSigned ? signed(mean, decimals) : fixed(mean, decimals)) + mark
      + (deviation.map { " ± " + fixed($0, decimals) } ?? "")
  }

  /// The number with all its digits, for files that programs read.
  package static func full(_ value: Double) -> String {
    value.isNaN ? "NaN" : value.isInfinite ? (value > 0 ? "Infinity" : "-Infinity") : "\(value)"
  }

  /// The shortest text of a number, with a typographic minus sign, as a table prints it.
  package static func printed(_ value: Double) -> String {
    let text = value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : "\(value)"
    return text.replacing("-", with: "−")
  }

  /// The text of a learning rate or weight decay: "1e-3", "5e-4", "0"; other numbers in full.
  package static func scientific(_ value: Double) -> String {
    guard value != 0, value.isFinite, abs(value) < 0.01 else { return printed(value) }
    let parts = String(format: "%.12e", value).split(separator: "e")
    var digits = String(parts[0])
    while digits.last == "0" { digits.removeLast() }
    if digits.last == "." { digits.removeLast() }
    return "\(digits)e\(Int(parts[1]) ?? 0)"
  }

  /// A probability with its relation, "= 0.031" or "< 0.001"; `bare` leaves the equals sign out.
  package static func probability(_ value: Double, bare: Bool = false) -> String {
    guard value.isFinite else { return "–" }
    return value < 0.001 ? "<\(bare ? "" : "\u{202F}")0.001" : (bare ? "" : "=\u{202F}") + fixed(value, 3)
  }

  /// The decimals of a column: two digits of the median standard deviation, and at least three and at most four digits
  /// of the largest mean.
  package static func decimals(means: [Double], deviations: [Double]) -> Int {
    let largest = means.filter(\.isFinite).map(abs).max() ?? 0
    let magnitude = largest > 0 ? Int(log10(largest).rounded(.down)) : 0
    let spread = Statistics.median(deviations.filter { $0.isFinite && $0 > 0 }) ?? 0
    let wanted = spread > 0 ? 1 - Int(log10(spread).rounded(.down)) : 3 - magnitude
    return min(max(wanted, 2 - magnitude, 0), max(3 - magnitude, 0))
  }

  /// The decimals of percentages: one, or two if all are small.
  package static func decimals(percentages: [Double]) -> Int {
    (percentages.filter(\.isFinite).map(abs).max() ?? 0) < 1 ? 2 : 1
  }

  /// The text of seconds: one decimal below 100.
  package static func seconds(_ value: Double) -> String { fixed(value, value < 99.95 ? 1 : 0) }

  /// The number with groups of digits: "1,234,567".
  package static func grouped(_ value: Int) -> String {
    var text = ""
    for (index, digit) in String(value.magnitude).reversed().enumerated() {
      if index > 0 && index.isMultiple(of: 3) { text.append(",") }
      text.append(digit)
    }
    return (value < 0 ? "−" : "") + String(text.reversed())
  }

  /// A count, or a sum of weights, with groups of digits: "1,234,567"; below 100 with three digits.
  package static func grouped(_ value: Double) -> String {
    if let whole = whole(value) { return grouped(whole) }
    if abs(value) >= 100, let whole = whole(value.rounded()) { return grouped(whole) }
    return printed(Double(String(format: "%.3g", value)) ?? value)
  }

  /// A count, or a sum of weights, for files that programs read: all digits, and no fraction of whole numbers.
  package static func count(_ value: Double) -> String { whole(value).map { "\($0)" } ?? full(value) }

  private static func whole(_ value: Double) -> Int? { abs(value) < 0x1p53 ? Int(exactly: value) : nil }

  /// The text of epochs: "18", or with the range over runs "18 (15–22)".
  package static func epochs(_ values: [Int]) -> String {
    guard let low = values.min(), let high = values.max(), let mean = Statistics.mean(values.map(Double.init)) else {
      return "–"
    }
    return low == high ? "\(low)" : "\(fixed(mean, 0)) (\(low)–\(high))"
  }

  /// The text of an interval: "[−5.0, −3.2]". A negative end that rounds to zero keeps its sign, which shows on which
  /// side of zero it lies.
  package static func interval(_ interval: Interval, _ decimals: Int) -> String {
    func end(_ value: Double) -> String {
      let text = fixed(value, decimals)
      return value < 0 && !text.hasPrefix("−") ? "−" + text : text
    }
    return "[\(end(interval.low)), \(end(interval.high))]"
  }

  /// The items as a list: "a, b and c".
  package static func list(_ items: [String]) -> String {
    items.count < 2 ? items.joined() : items.dropLast().joined(separator: ", ") + " and " + (items.last ?? "")
  }
}
