import Foundation

/// NRRD: lines of a header, an empty line, and the voxels, plain or gzip.
///
/// Source: G. Kindlmann, [Definition of NRRD file format](https://teem.sourceforge.net/nrrd/format.html).
public enum NRRD {
  private static let types: [VoxelType: [String]] = [
    .int8: ["signed char", "int8", "int8_t"], .uint8: ["uchar", "unsigned char", "uint8", "uint8_t"],
    .int16: ["short", "short int", "signed short", "signed short int", "int16", "int16_t"],
    .uint16: ["ushort", "unsigned short", "unsigned short int", "uint16", "uint16_t"],
    .int32: ["int", "signed int", "int32", "int32_t"], .uint32: ["uint", "unsigned int", "uint32", "uint32_t"],
    .int64: ["longlong", "long long", "long long int", "signed long long", "signed long long int", "int64", "int64_t"],
    .uint64: ["ulonglong", "unsigned long long", "unsigned long long int", "uint64", "uint64_t"],
    .float32: ["float"], .float64: ["double"],
  ]
  /// The longest header that is read.
  private static let longestHeader = 1 << 16
  /// The most voxels along an axis.
  private static let longestAxis = 100_000

  /// Reads a volume of three dimensions whose voxels are in the same file.
  ///
  /// - Throws: `DatasetError` for a file that is no such volume.
  static func read(_ path: String) throws -> Volume {
    let bytes: [UInt8]
    do { bytes = try [UInt8](Data(contentsOf: URL(filePath: path))) } catch {
      throw DatasetError("`\(path)` should be a file that can be read. Found: \(error.localizedDescription)")
    }
    func refused(_ should: String, _ found: String) -> DatasetError {
      DatasetError("`\(path)` should \(should). Found \(found).")
    }
    let (fields, start) = try header(bytes, refused)
    func field(_ name: String) throws -> String {
      guard let value = fields[name] else { throw refused("have the field `\(name)`", "none") }
      return value
    }
    for name in ["data file", "datafile", "byte skip", "byteskip", "line skip", "lineskip"] {
      guard let value = fields[name], Int(value) != 0 else { continue }
      throw refused("have its voxels right behind its header", "`\(name): \(value.prefix(40))`")
    }
    let word = try field("type").lowercased()
    guard let type = types.first(where: { $0.value.contains(word) })?.key else {
      throw refused("have numbers of a known `type`", "\"\(word.prefix(40))\"")
    }
    let sizes = try field("sizes").split(separator: " ").compactMap { Int($0) }
    guard try field("dimension") == "3", sizes.count == 3, sizes.allSatisfy({ (1...longestAxis).contains($0) }) else {
      throw refused("be a volume of three dimensions", "`sizes: \(try field("sizes").prefix(80))`")
    }
    let count = sizes.reduce(1, *)
    let data = try voxels(bytes[start...], try field("encoding").lowercased(), count * type.size, path, refused)
    guard data.count >= count * type.size else {
      throw refused("hold \(count) voxels of \(type.size) bytes", "\(data.count) bytes")
    }
    let isBigEndian = try type.size > 1 && field("endian").lowercased() == "big"
    return Volume(
      sizes: sizes, values: type.values(data.prefix(count * type.size), isBigEndian: isBigEndian),
      affine: try affine(fields, refused))
  }

  /// The fields of a header by name, and where the voxels begin.
  private static func header(
    _ bytes: [UInt8], _ refused: (String, String) -> DatasetError
  ) throws -> (fields: [String: String], start: Int) {
    guard bytes.starts(with: Array("NRRD000".utf8)) else {
      throw refused("be a NRRD file, which begins with NRRD000", "the bytes \(bytes.prefix(8).map { $0 })")
    }
    var fields: [String: String] = [:], start = 0
    while start < min(bytes.count, longestHeader) {
      guard let end = bytes[start...].firstIndex(of: 10) else { break }
      let line = String(decoding: bytes[start..<end].filter { $0 != 13 }, as: UTF8.self)
      start = end + 1
      if line.isEmpty { return (fields, start) }
      guard !line.hasPrefix("#"), let colon = line.range(of: ": ") else { continue }
      fields[line[..<colon.lowerBound].lowercased()] = line[colon.upperBound...].trimmingCharacters(in: .whitespaces)
    }
    throw refused("have an empty line behind its header", "none")
  }

  private static func voxels(
    _ bytes: ArraySlice<UInt8>, _ encoding: String, _ wanted: Int, _ path: String,
    _ refused: (String, String) -> DatasetError
  ) throws -> [UInt8] {
    switch encoding {
    case "raw": return Array(bytes)
    case "gzip", "gz":
      // Memory grows with what is there, not with the sizes of the header.
      var data: [UInt8] = [], piece = [UInt8](repeating: 0, count: 1 << 20), rest = bytes
      let inflater = Inflater(path: path)
      while data.count < wanted {
        let read = try piece.withUnsafeMutableBytes { buffer in
          try inflater.read(into: buffer) { input in
            let next = rest.prefix(input.count)
            input.copyBytes(from: next)
            rest = rest.dropFirst(next.count)
            return next.count
          }
        }
        data += piece.prefix(read)
        if read < piece.count { break }
      }
      return data
    default: throw refused("have voxels with the `encoding` raw or gzip", "\"\(encoding.prefix(40))\"")
    }
  }

  /// The map to places, to the right, to the front and up.
  private static func affine(
    _ fields: [String: String], _ refused: (String, String) -> DatasetError
  ) throws -> [[Double]] {
    func vectors(_ text: String) -> [[Double]] {
      text.split(separator: ")").map { part in
        part.drop { $0 != "(" }.dropFirst().split(separator: ",").compactMap {
          Double($0.trimmingCharacters(in: .whitespaces))
        }
      }
    }
    let axes: [[Double]]
    if let directions = fields["space directions"] {
      axes = vectors(directions)
    } else {
      let distances = (fields["spacings"] ?? "1 1 1").split(separator: " ").compactMap { Double($0) }
      axes = distances.enumerated().map { axis, distance in (0..<3).map { $0 == axis ? distance : 0 } }
    }
    let origin = fields["space origin"].map(vectors)?.first ?? [0, 0, 0]
    guard axes.count == 3, axes.allSatisfy({ $0.count == 3 }), origin.count == 3
    else {
      throw refused(
        "say how far voxels are apart", "`\((fields["space directions"] ?? fields["spacings"] ?? "").prefix(80))`")
    }
    let space = fields["space"]?.lowercased() ?? "left-posterior-superior"
    let signs: [Double] =
      switch space {
      case "right-anterior-superior", "ras": [1, 1, 1]
      case "left-anterior-superior", "las": [-1, 1, 1]
      default: [-1, -1, 1]
      }
    return (0..<3).map { row in ((0..<3).map { axes[$0][row] } + [origin[row]]).map { $0 * signs[row] } }
  }

  /// Writes a volume with its axes to the right, to the front and up, the least significant byte first.
  ///
  /// - Parameter isCompressed: whether the voxels are gzip.
  /// - Throws: `DatasetError` for sizes that are not read again, for values that the type cannot hold, and for a file that cannot be
  ///   written.
  public static func write(
    _ volume: Volume, to path: String, as type: VoxelType = .float64, isCompressed: Bool = true
  ) throws {
    try volume.checkWritable("NRRD", longest: longestAxis, path)
    func vector(_ values: [Double]) -> String { "(\(values.map { "\($0)" }.joined(separator: ",")))" }
    let word = type == .float32 ? "float" : type == .float64 ? "double" : type.rawValue
    let axes = (0..<3).map { axis in vector(volume.affine.map { $0[axis] }) }.joined(separator: " ")
    let header = """
      NRRD0004
      type: \(word)
      dimension: 3
      space: right-anterior-superior
      sizes: \(volume.sizes.map(String.init).joined(separator: " "))
      space directions: \(axes)
      kinds: domain domain domain
      endian: little
      encoding: \(isCompressed ? "gzip" : "raw")
      space origin: \(vector(volume.affine.map { $0[3] }))


      """
    let voxels = try volume.bytes(as: type, path)
    try Volume.write(Array(header.utf8) + (isCompressed ? Deflater.gzip(voxels) : voxels), to: path)
  }
}
