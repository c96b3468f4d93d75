import Foundation
import Torch

/// The fingerprints of a table of molecules, as inputs for a network.
public struct MoleculeInputs: Sendable {
  private let fingerprints: Fingerprints
  /// The number of rows in the table.
  public let count: Int
  /// The columns of the table that are kept as texts.
  public let kept: [(name: String, cells: [String])]

  /// Reads a table of molecules.
  ///
  /// - Parameters:
  ///   - table: a CSV file with a row for each molecule; it needs no measurements. The bits are in the file in the same
  ///     folder that begins with its name.
  ///   - bits: the bits of a fingerprint.
  ///   - columns: the columns for ``kept``.
  /// - Throws: `DatasetError` if a file is missing or does not fit.
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

  /// Whether a row's molecule has a bit. Without one it could not be read, and has no prediction.
  public func isUsable(_ row: Int) -> Bool { !fingerprints.isEmpty(row) }

  /// The inputs of some rows, `[row, bit]` of 0 and 1.
  public func inputs(_ rows: Range<Int>) -> Tensor {
    Field(image: rows.flatMap { fingerprints.expanded($0) }, shape: [fingerprints.width]).gather(Array(0..<rows.count))
  }
}
