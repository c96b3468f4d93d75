import Foundation

/// The bits of molecules, row after row without a header, plain or gzip. The first bit is the highest of the first
/// byte.
///
/// Source of the usual bits: D. Rogers, M. Hahn, "Extended-Connectivity Fingerprints", J. Chem. Inf. Model. 50, 2010.
struct Fingerprints: Sendable {
  let width: Int
  private let bytes: [UInt8]

  /// Reads a file.
  ///
  /// - Parameter count: the number of rows that the file should have.
  init(_ url: URL, width: Int, count: Int) throws {
    guard width > 0, width % 8 == 0, width <= MoleculeSettings.mostBits else {
      throw DatasetError(
        "`bits` of `\(url.path)` should be a positive multiple of 8, at most \(MoleculeSettings.mostBits). Found \(width)."
      )
    }
    bytes = try ByteStream(url).rest()
    self.width = width
    guard bytes.count == count * width / 8 else {
      throw DatasetError(
        "`\(url.path)` should hold \(width / 8) bytes for each of \(count) rows, \(count * width / 8) in all. "
          + "Found \(bytes.count).")
    }
  }

  private func row(_ number: Int) -> ArraySlice<UInt8> { bytes[number * width / 8..<(number + 1) * width / 8] }

  /// Whether a row has no bit, which means that the molecule could not be read.
  func isEmpty(_ number: Int) -> Bool { row(number).allSatisfy { $0 == 0 } }

  /// The bits of a row, each as a byte of 0 or 255.
  func expanded(_ number: Int) -> [UInt8] {
    row(number).flatMap { byte in (0..<8).map { byte >> (7 - UInt8($0)) & 1 == 1 ? 255 : 0 } }
  }

  /// The file next to a table: for `tox21.csv.gz` it is `tox21_ecfp4_1024.bits.gz`.
  static func file(beside table: String) throws -> URL {
    let url = URL(fileURLWithPath: table)
    let folder = url.deletingLastPathComponent()
    let stem = String(url.lastPathComponent.prefix { $0 != "." })
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let fitting = names.filter { name in
      name.hasPrefix(stem) && !(name.dropFirst(stem.count).first?.isLetter ?? true)
        && (name.hasSuffix(".bits") || name.hasSuffix(".bits.gz"))
    }
    guard fitting.count == 1 else {
      throw DatasetError(
        "`\(folder.path)` should have one file of fingerprints for `\(url.lastPathComponent)`, `\(stem)….bits.gz`, where "
          + "none is given. Found \(fitting.isEmpty ? "none" : fitting.sorted().joined(separator: ", ")).")
    }
    return folder.appendingPathComponent(fitting[0])
  }
}
