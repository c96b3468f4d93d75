import Foundation
import Printing

/// The report of a comparison with reference files.
package struct VerificationReport: Sendable, Codable {
  /// A case that does not agree.
  package struct Disagreement: Sendable, Codable {
    package let file: String
    package let id: String
    package let method: String
    /// The values that differ; empty if the method failed.
    package let differences: [GoldenDifference]
    /// The error that the method ended with, if it did.
    package let failure: String?
  }

  /// The counts of one method in one file.
  package struct Method: Sendable, Codable {
    package let file: String
    package let name: String
    package internal(set) var agreeing = 0
    package internal(set) var disagreeing = 0
    /// The number of cases of variants that do not exist here, by variant.
    package internal(set) var unimplementedVariants: [String: Int] = [:]
    /// The number of cases of a method that does not exist here.
    package internal(set) var notImplemented = 0
  }

  package internal(set) var methods: [Method] = []
  package internal(set) var disagreements: [Disagreement] = []
  /// The names of the files of which no case could be compared.
  package internal(set) var notCompared: [String] = []

  /// The number of cases that agree.
  package var agreeing: Int { methods.reduce(0) { $0 + $1.agreeing } }

  /// The number of cases of methods and variants that do not exist here.
  package var notImplemented: Int { methods.reduce(0) { $0 + $1.notImplemented } }
  package var unimplementedVariants: Int { methods.reduce(0) { $0 + $1.unimplementedVariants.values.reduce(0, +) } }

  /// The number of cases of what is unknown here: methods and variants that do not exist.
  package var unknown: Int { notImplemented + unimplementedVariants }

  /// The number of all cases of the files.
  package var total: Int { agreeing + disagreements.count + unknown }

  /// Whether every case of an implemented method and variant agrees, and each file has such a case.
  package var succeeded: Bool { disagreements.isEmpty && notCompared.isEmpty }

  /// Whether there are cases, and none of them is unknown.
  package var isComplete: Bool { unknown == 0 && total > 0 }

  /// The report as text: each method's counts, then each disagreement with its differences, then the sums.
  package var text: String {
    var lines: [String] = []
    let width = methods.map(\.name.count).max() ?? 0
    for file in methods.map(\.file).reduce(into: [String](), { if !$0.contains($1) { $0.append($1) } }) {
      lines.append("\(file):")
      for method in methods.filter({ $0.file == file }).sorted(by: { $0.name < $1.name }) {
        let name = method.name.padding(toLength: width, withPad: " ", startingAt: 0)
        lines.append("  \(name)  \(method.summary)")
      }
    }
    for item in disagreements {
      lines.append("\(item.file), case `\(item.id)` (\(item.method)) does not agree:")
      if let failure = item.failure { lines.append("  it ended with the error: \(failure)") }
      lines += item.differences.map { "  " + $0.line }
    }
    lines += notCompared.map { "\($0): no case could be compared, because nothing of the file is implemented here." }
    lines.append(
      "\(agreeing) of \(total) cases agree, \(unknown) unknown, \(disagreements.count) do not agree; "
        + "\(compared) methods were compared. Unknown are \(notImplemented) cases of methods and "
        + "\(unimplementedVariants) of variants that are not implemented.")
    return lines.joined(separator: "\n")
  }

  /// The number of names under which cases were compared.
  private var compared: Int { Set(methods.filter { $0.agreeing + $0.disagreeing > 0 }.map(\.name)).count }

  /// The report as JSON, with sorted keys; numbers that are not finite are strings.
  package func json() throws -> Data {
    try JSONText.encoder(.prettyPrinted).encode(self)
  }
}

extension VerificationReport.Method {
  fileprivate var summary: String {
    if notImplemented > 0 { return "not implemented (\(notImplemented))" }
    let variants = unimplementedVariants.sorted { $0.key < $1.key }.map { "; not implemented: \($0.key) (\($0.value))" }
    let wrong = disagreeing > 0 ? ", \(disagreeing) do not agree" : ""
    return "\(agreeing) agree" + wrong + variants.joined()
  }
}

extension GoldenDifference {
  fileprivate var line: String {
    let place = index.map { $0.isEmpty ? key : "\(key)\($0)" } ?? key
    guard let difference, let tolerance else { return "`\(place)` \(message)" }
    return "`\(place)` \(message) The difference is \(difference), the tolerance \(tolerance)."
  }
}
