import Foundation

/// NIfTI-1: a header of 348 bytes and the voxels in one file, plain or gzip, in either order of bytes.
///
/// Source: the header `nifti1.h` of the [NIfTI Data Format Working Group](https://nifti.nimh.nih.gov/nifti-1).
public enum NIfTI {
  private static let headerSize = 348
  /// The usual offset of the voxels: behind the header and four bytes that say that there is no extension.
  private static let firstVoxel = 352
  /// The code of lengths in millimetres.
  private static let millimetres: UInt8 = 2
  private static let types: [Int16: VoxelType] = [
    2: .uint8, 4: .int16, 8: .int32, 16: .float32, 64: .float64, 256: .int8, 512: .uint16, 768: .uint32, 1024: .int64,
    1280: .uint64,
  ]

  /// The fields of a header, in either order of bytes.
  private struct Header {
    let bytes: [UInt8]
    let isBigEndian: Bool

    func int16(_ offset: Int) -> Int16 {
      let value = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: UInt16.self) }
      return Int16(bitPattern: isBigEndian ? UInt16(bigEndian: value) : UInt16(littleEndian: value))
    }

    func float(_ offset: Int) -> Double {
      let value = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self) }
      return Double(Float(bitPattern: isBigEndian ? UInt32(bigEndian: value) : UInt32(littleEndian: value)))
    }

    func floats(_ offset: Int, _ count: Int) -> [Double] { (0..<count).map { float(offset + 4 * $0) } }
  }

  /// Reads a volume of three dimensions. Values are scaled as the header says.
  ///
  /// - Throws: `DatasetError` for a file that is no such volume.
  static func read(_ path: String) throws -> Volume {
    let stream = try ByteStream(URL(filePath: path))
    let bytes = try stream.bytes(upTo: headerSize)
    func refused(_ should: String, _ found: String) -> DatasetError {
      DatasetError("`\(path)` should \(should). Found \(found).")
    }
    guard bytes.count == headerSize else {
      throw refused("be a NIfTI-1 file with a header of \(headerSize) bytes", "\(bytes.count) bytes")
    }
    let size = Array(bytes[0..<4])
    guard size == [92, 1, 0, 0] || size == [0, 0, 1, 92] else {
      throw refused("be a NIfTI-1 file, which begins with the number \(headerSize)", "the bytes \(size)")
    }
    let header = Header(bytes: bytes, isBigEndian: size[0] == 0)
    guard Array(bytes[344..<347]) == Array("n+1".utf8) else {
      throw refused(
        "be a NIfTI-1 file with header and voxels together (`n+1`)",
        Array(bytes[344..<347]) == Array("ni1".utf8)
          ? "`ni1`, whose voxels are in a file of their own" : "\(Array(bytes[344..<348]))")
    }
    let dimensions = (0..<8).map { Int(header.int16(40 + 2 * $0)) }
    let sizes = Array(dimensions[1...3])
    guard (3...7).contains(dimensions[0]), sizes.allSatisfy({ $0 > 0 }),
      dimensions.dropFirst(4).prefix(max(0, dimensions[0] - 3)).allSatisfy({ $0 == 1 })
    else { throw refused("be a volume of three dimensions", "the dimensions \(dimensions)") }
    guard let type = types[header.int16(70)] else {
      throw refused("have whole numbers of 8 to 64 bits or floats of 32 or 64", "the data type \(header.int16(70))")
    }
    let start = header.float(108)
    guard start >= Double(headerSize), start < 1e9, start == start.rounded() else {
      throw refused("have its voxels behind the header", "the offset \(start)")
    }
    _ = try stream.bytes(upTo: Int(start) - headerSize)
    let count = sizes.reduce(1, *), data = try stream.bytes(upTo: count * type.size)
    guard data.count == count * type.size else {
      throw refused("hold \(count) voxels of \(type.size) bytes", "\(data.count) bytes")
    }
    var values = type.values(data[...], isBigEndian: header.isBigEndian)
    let (slope, offset) = (header.float(112), header.float(116))
    // A slope of 0 means that there is no scaling.
    if slope != 0, slope.isFinite, offset.isFinite, (slope, offset) != (1, 0) {
      values = values.map { $0 * slope + offset }
    }
    return Volume(sizes: sizes, values: values, affine: affine(header))
  }

  /// The map to places: the one that is written out, otherwise the rotation, otherwise the distances alone.
  private static func affine(_ header: Header) -> [[Double]] {
    if header.int16(254) > 0 { return (0..<3).map { header.floats(280 + 16 * $0, 4) } }
    let spacing = header.floats(80, 3).map(abs)
    guard header.int16(252) > 0 else {
      return (0..<3).map { row in (0..<4).map { $0 == row ? spacing[row] : 0 } }
    }
    let (b, c, d) = (header.float(256), header.float(260), header.float(264))
    let a = max(0, 1 - b * b - c * c - d * d).squareRoot()
    let rotation = [
      [a * a + b * b - c * c - d * d, 2 * (b * c - a * d), 2 * (b * d + a * c)],
      [2 * (b * c + a * d), a * a + c * c - b * b - d * d, 2 * (c * d - a * b)],
      [2 * (b * d - a * c), 2 * (c * d + a * b), a * a + d * d - b * b - c * c],
    ]
    let turned = header.float(76) < 0 ? -1.0 : 1
    return (0..<3).map { row in
      [
        rotation[row][0] * spacing[0], rotation[row][1] * spacing[1], rotation[row][2] * spacing[2] * turned,
        header.float(268 + 4 * row),
      ]
    }
  }

  /// Writes a volume, the least significant byte first, as gzip if the name ends in `.gz`.
  ///
  /// The map to places has 32 bits, as the header says it.
  ///
  /// - Throws: `DatasetError` for more voxels along an axis than a header can say, for values that the type cannot hold, and for a file
  ///   that cannot be written.
  public static func write(_ volume: Volume, to path: String, as type: VoxelType = .float64) throws {
    try volume.checkWritable("NIfTI-1", longest: Int(Int16.max), path)
    let placed = Volume(
      sizes: [1, 1, 1], values: [0], affine: volume.affine.map { $0.map { Double(Float($0)) } })
    try placed.checkWritable("NIfTI-1", longest: 1, path)
    var bytes = [UInt8](repeating: 0, count: firstVoxel)
    func put<T: FixedWidthInteger>(_ value: T, _ offset: Int) {
      withUnsafeBytes(of: value.littleEndian) { bytes.replaceSubrange(offset..<offset + $0.count, with: $0) }
    }
    func put(_ value: Double, _ offset: Int) { put(Float(value).bitPattern, offset) }
    put(Int32(headerSize), 0)
    for (place, size) in ([3] + volume.sizes + [1, 1, 1, 1]).enumerated() { put(Int16(size), 40 + 2 * place) }
    put(types.first { $0.value == type }!.key, 70)
    put(Int16(8 * type.size), 72)
    for (place, distance) in ([1] + placed.spacing).enumerated() { put(distance, 76 + 4 * place) }
    put(Double(firstVoxel), 108)
    put(1.0, 112)
    put(millimetres, 123)
    put(Int16(1), 254)
    for (row, values) in placed.affine.enumerated() {
      for (place, value) in values.enumerated() { put(value, 280 + 16 * row + 4 * place) }
    }
    bytes.replaceSubrange(344..<347, with: Array("n+1".utf8))
    bytes += try volume.bytes(as: type, path)
    try Volume.write(path.lowercased().hasSuffix(".gz") ? Deflater.gzip(bytes) : bytes, to: path)
  }
}
