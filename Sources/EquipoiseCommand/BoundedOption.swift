import ArgumentParser
import Foundation

/// Bounds of numbers on the command line, so that values computed from them cannot overflow.
enum BoundedOption {
  /// The permitted numbers of threads of one operation on this machine.
  static var threads: ClosedRange<Int> { 1...max(1, ProcessInfo.processInfo.processorCount) }

  /// Checks a number.
  ///
  /// - Throws: `ValidationError`: "`--rounds` should be positive. Found 0."
  static func check(_ option: String, _ value: Int?, in range: ClosedRange<Int>) throws {
    guard let value, !range.contains(value) else { return }
    throw ValidationError("`\(option)` should be \(range.expectation(of: value)). Found \(value).")
  }

  /// Checks a number of seconds for measuring, at most a day.
  static func check(_ option: String, seconds: Double) throws {
    let most = 86_400.0
    guard !(seconds > 0 && seconds <= most) else { return }
    let expectation = seconds > most ? "at most \(Int(most))" : "positive"
    throw ValidationError("`\(option)` should be \(expectation). Found \(seconds).")
  }

  /// The numbers of a list with commas between.
  ///
  /// - Throws: `ValidationError`: "`--tasks` should name numbers of at least 2. Found 1."
  static func counts(_ option: String, _ list: String, in range: ClosedRange<Int>) throws -> [Int] {
    try list.split(separator: ",", omittingEmptySubsequences: false).map {
      guard let count = Int($0), range.contains(count) else {
        let isLarge = (Int($0) ?? 0) > range.upperBound
        let end = isLarge ? "most \(range.upperBound)" : "least \(range.lowerBound)"
        throw ValidationError("`\(option)` should name numbers of at \(end). Found \($0.isEmpty ? "nothing" : $0).")
      }
      return count
    }
  }
}
