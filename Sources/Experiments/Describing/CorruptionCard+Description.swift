import Components
import Corruptions
import Printing

extension CorruptionCard {
  /// What only a description shows: the constants of each severity in both columns, the draws, and the images that fit.
  var sections: [(heading: String, lines: [String])] {
    let names = constantNames.count == 1 ? constantNames[0] : constantNames.joined(separator: "; ")
    let columns = ConstantColumn.allCases.map { column in
      (
        "Column \(column.rawValue)",
        Self.severities.compactMap { severity -> String? in
          let constants = try? constants(column, severity: severity)
          return constants.map { "severity \(severity): " + $0.map(\.brief).joined(separator: ", ") }
        }
      )
    }
    return [("Constants", [names])] + columns
      + [
        ("Draws", [draws.isEmpty ? "none" : draws]),
        ("Images", ["1 or 3 channels of 0 … 1, at least \(smallestSide) × \(smallestSide) pixels"]),
      ]
  }
}
