/// The types of numbers in files of volumes, by their names in NumPy.
public enum VoxelType: String, Sendable, Hashable, CaseIterable {
  case uint8, int8, uint16, int16, uint32, int32, uint64, int64, float32, float64

  /// The bytes of a number.
  public var size: Int {
    switch self {
    case .uint8, .int8: 1
    case .uint16, .int16: 2
    case .uint32, .int32, .float32: 4
    case .uint64, .int64, .float64: 8
    }
  }

  /// The values of bytes.
  func values(_ bytes: ArraySlice<UInt8>, isBigEndian: Bool) -> [Double] {
    bytes.withUnsafeBytes { raw in
      func read<T: FixedWidthInteger>(_: T.Type, _ convert: (T) -> Double) -> [Double] {
        (0..<raw.count / size).map { place in
          let value = raw.loadUnaligned(fromByteOffset: place * size, as: T.self)
          return convert(isBigEndian ? T(bigEndian: value) : T(littleEndian: value))
        }
      }
      return switch self {
      case .uint8: read(UInt8.self) { Double($0) }
      case .int8: read(Int8.self) { Double($0) }
      case .uint16: read(UInt16.self) { Double($0) }
      case .int16: read(Int16.self) { Double($0) }
      case .uint32: read(UInt32.self) { Double($0) }
      case .int32: read(Int32.self) { Double($0) }
      case .uint64: read(UInt64.self) { Double($0) }
      case .int64: read(Int64.self) { Double($0) }
      case .float32: read(UInt32.self) { Double(Float(bitPattern: $0)) }
      case .float64: read(UInt64.self) { Double(bitPattern: $0) }
      }
    }
  }

  /// The bytes of values, the least significant first.
  ///
  /// - Throws: `DatasetError` for a value that the type cannot hold: a fraction or one beyond the range of an integer type, and a finite
  ///   value beyond the range of `float32`, which rounds other values.
  func bytes(_ values: [Double]) throws -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(values.count * size)
    func write<T: FixedWidthInteger>(_ range: String, _ convert: (Double) -> T?) throws {
      for (place, value) in values.enumerated() {
        guard let number = convert(value) else {
          throw DatasetError(
            "A voxel of the type \(rawValue) should be \(range). Found \(value) at the voxel \(place).")
        }
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
      }
    }
    func whole<T: FixedWidthInteger>(_: T.Type) throws {
      try write("a whole number from \(T.min) to \(T.max)") { T(exactly: $0) }
    }
    switch self {
    case .uint8: try whole(UInt8.self)
    case .int8: try whole(Int8.self)
    case .uint16: try whole(UInt16.self)
    case .int16: try whole(Int16.self)
    case .uint32: try whole(UInt32.self)
    case .int32: try whole(Int32.self)
    case .uint64: try whole(UInt64.self)
    case .int64: try whole(Int64.self)
    case .float32:
      try write("at most \(Float.greatestFiniteMagnitude) in size") { value -> UInt32? in
        let number = Float(value)
        return number.isInfinite && value.isFinite ? nil : number.bitPattern
      }
    case .float64: try write("a number") { $0.bitPattern }
    }
    return bytes
  }
}
