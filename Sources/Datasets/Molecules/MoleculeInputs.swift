import Foundation
import Torch

/// The fingerprints of a table of molecules, as inputs for a network.
public struct MoleculeInputs: Sendable {
  private let fingerprints: Fingerprints
  /// The number of rows in the table.
  public let count: Int
  /// Columns of the table as texts.
  public let kept: [(name: String, cells: [String])]

  /// - Parameters:
  ///   - table: a CSV file with a row for each molecule; its measurements need not be there. The bits are in the file beside it
  ///     that begins with its name.
  ///   - bits: of a fingerprint.
  ///   - columns: those that ``kept`` has.
  /// - Throws: `DatasetError` where a file is missing or does not fit.
  public init(_ table: URL, bits: Int, keeping columns: [String] = []) throws {
    let csv = try CSV(table, numbersDoubled: true)
    fingerprints = try Fingerprints(try Fingerprints.file(beside: table.path), width: bits, count: csv.count)
    count = csv.count
    let names = ColumnNames(csv.columns, of: table.path)
    kept = try columns.map { name in
      let column = try names.place(name)
      return (name, (0..<csv.count).map { csv.text($0, column) })
    }
  }

  /// Whether a row's molecule has a bit; without one it could not be read, and has no prediction.
  public func isUsable(_ row: Int) -> Bool { !fingerprints.isEmpty(row) }

  /// The inputs of some rows, `[row, bit]` of 0 and 1.
  public func inputs(_ rows: Range<Int>) -> Tensor {
    Field(image: rows.flatMap { fingerprints.expanded($0) }, shape: [fingerprints.width]).gather(Array(0..<rows.count))
  }
}
