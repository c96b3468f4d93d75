import Foundation
import Printing

/// A value of a run in an index: a number or a text.
package enum RunValue: Sendable, Hashable, Codable {
  case number(Double)
  case text(String)

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else {
      self = .text(try container.decode(String.self))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .number(let number):
      if let whole = Int(exactly: number) { try container.encode(whole) } else { try container.encode(number) }
    case .text(let text): try container.encode(text)
    }
  }

  /// Reads a value of a configuration or a job: a text that looks like a number is one.
  init(reading text: String) {
    self = Double(text).map { .number($0) } ?? .text(text)
  }

  /// The value for a table: at most five digits.
  package var short: String {
    switch self {
    case .text(let text): text
    case .number(let number): Int(exactly: number).map { "\($0)" } ?? Self.digits(number)
    }
  }

  /// The number with five significant digits; tiny and huge numbers have an exponent.
  static func digits(_ number: Double) -> String {
    guard number.isFinite else { return NumberText.full(number) }
    guard number != 0, !(1e-3..<1e6).contains(abs(number)) else {
      return number.formatted(.number.precision(.significantDigits(1...5)).grouping(.never))
    }
    return number.formatted(.number.notation(.scientific).precision(.significantDigits(1...5)))
      .replacing("E", with: "e")
  }
}
