import CZlib
import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite struct VolumeTests {
  private let folder = TemporaryFolder()

  private func path(_ name: String) -> String { folder.url.appending(path: name).path }

  private static let volume = Volume(
    sizes: [3, 2, 2], values: (0..<12).map { Double($0) * 1.5 - 4 },
    affine: [[-0.5, 0, 0, 10], [0, 0.75, 0.25, -20], [0, 0.1, 3, 30]])

  /// A header, with its fields in either order of bytes.
  private func header(
    _ type: Int16, sizes: [Int16] = [3, 2, 1, 2, 1, 1, 1, 1], slope: Float = 0, offset: Float = 0,
    isBigEndian: Bool = false,
    start: Float = 352, magic: String = "n+1", _ change: (inout [UInt8]) -> Void = { _ in }
  ) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 352)
    func put<T: FixedWidthInteger>(_ value: T, _ place: Int) {
      withUnsafeBytes(of: isBigEndian ? value.bigEndian : value.littleEndian) {
        bytes.replaceSubrange(place..<place + $0.count, with: $0)
      }
    }
    put(Int32(348), 0)
    for (place, size) in sizes.enumerated() { put(size, 40 + 2 * place) }
    put(type, 70)
    for (place, distance) in [Float(1), 0.5, 2, 4].enumerated() { put(distance.bitPattern, 76 + 4 * place) }
    put(start.bitPattern, 108)
    put(slope.bitPattern, 112)
    put(offset.bitPattern, 116)
    bytes.replaceSubrange(344..<344 + magic.utf8.count, with: Array(magic.utf8))
    change(&bytes)
    return bytes
  }

  private func read(_ bytes: [UInt8], _ name: String = "a.nii") throws -> Volume {
    try Data(bytes).write(to: URL(filePath: path(name)))
    return try Volume(reading: path(name))
  }

  @Test func whatIsWrittenIsReadAgain() throws {
    try NIfTI.write(Self.volume, to: path("v.nii"))
    let read = try Volume(reading: path("v.nii"))
    #expect(read.sizes == [3, 2, 2] && read.values == Self.volume.values)
    for (own, other) in zip(read.affine.joined(), Self.volume.affine.joined()) { #expect(abs(own - other) < 1e-6) }
    #expect(
      isClose(read.spacing, [0.5, (0.75 * 0.75 + 0.01).squareRoot(), (0.0625 + 9).squareRoot()], .relative(1e-6)))
    try read.checkGrid(of: Self.volume, "v.nii", "itself")
  }

  /// The numbers 1, 2, 3 and −4, or 250 where there is no minus, in each type and order of bytes.
  @Test(arguments: VoxelType.allCases, [false, true]) func allTypesAndOrdersOfBytesAreRead(
    _ type: VoxelType, _ isBigEndian: Bool
  ) throws {
    let codes: [VoxelType: Int16] = [
      .uint8: 2, .int16: 4, .int32: 8, .float32: 16, .float64: 64, .int8: 256, .uint16: 512, .uint32: 768, .int64: 1024,
      .uint64: 1280,
    ]
    let isSigned = !type.rawValue.hasPrefix("u"), last = isSigned ? -4.0 : 250
    func bytes<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
      withUnsafeBytes(of: isBigEndian ? value.bigEndian : value.littleEndian) { Array($0) }
    }
    let data = [1, 2, 3, last].flatMap { number -> [UInt8] in
      switch type {
      case .uint8: bytes(UInt8(number))
      case .int8: bytes(Int8(number))
      case .uint16: bytes(UInt16(number))
      case .int16: bytes(Int16(number))
      case .uint32: bytes(UInt32(number))
      case .int32: bytes(Int32(number))
      case .uint64: bytes(UInt64(number))
      case .int64: bytes(Int64(number))
      case .float32: bytes(Float(number).bitPattern)
      case .float64: bytes(number.bitPattern)
      }
    }
    let volume = try read(header(codes[type]!, isBigEndian: isBigEndian) + data)
    #expect(volume.values == [1, 2, 3, last] && volume.spacing == [0.5, 2, 4])
    let words = type == .float32 ? "float" : type == .float64 ? "double" : type.rawValue
    let nrrd =
      "NRRD0004\n# a comment\ntype: \(words)\ndimension: 3\nsizes: 2 1 2\nspacings: 0.5 2 4\nendian: \(isBigEndian ? "big" : "little")\nencoding: raw\n\n"
    let other = try read(Array(nrrd.utf8) + data, "a.nrrd")
    #expect(other.values == volume.values && other.sizes == [2, 1, 2] && other.spacing == [0.5, 2, 4])
  }

  @Test func valuesAreScaledUnlessTheSlopeIsZero() throws {
    let data: [UInt8] = [1, 2, 3, 4]
    #expect(try read(header(2, slope: 2, offset: -1) + data).values == [1, 3, 5, 7])
    #expect(try read(header(2, slope: 0, offset: 9) + data).values == [1, 2, 3, 4])
  }

  /// A quarter turn about the third axis, and a turn about itself with the third axis reversed.
  @Test func aRotationSaysWhereVoxelsAre() throws {
    func turned(_ quaternion: [Float], _ side: Float) -> (inout [UInt8]) -> Void {
      { bytes in
        func put(_ value: Float, _ place: Int) {
          withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.replaceSubrange(place..<place + 4, with: $0) }
        }
        bytes[252] = 1
        put(side, 76)
        for (place, value) in (quaternion + [7, 8, 9]).enumerated() { put(value, 256 + 4 * place) }
      }
    }
    let quarter = try read(header(2, turned([0, 0, Float(0.5).squareRoot()], 1)) + [1, 2, 3, 4])
    let expected: [[Double]] = [[0, -2, 0, 7], [0.5, 0, 0, 8], [0, 0, 4, 9]]
    for (own, other) in zip(quarter.affine.joined(), expected.joined()) { #expect(abs(own - other) < 1e-6) }
    let reversed = try read(header(2, turned([0, 0, 0], -1)) + [1, 2, 3, 4])
    #expect(reversed.affine == [[0.5, 0, 0, 7], [0, 2, 0, 8], [0, 0, -4, 9]])
  }

  @Test func gzipIsReadToo() throws {
    func gzipped(_ bytes: [UInt8]) -> [UInt8] {
      var stream = z_stream(), bytes = bytes, output = [UInt8](repeating: 0, count: bytes.count + 1_000)
      deflateInit2_(&stream, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
      let (read, room) = (UInt32(bytes.count), UInt32(output.count))
      let count = bytes.withUnsafeMutableBufferPointer { input in
        output.withUnsafeMutableBufferPointer { output -> Int in
          stream.next_in = input.baseAddress
          stream.avail_in = read
          stream.next_out = output.baseAddress
          stream.avail_out = room
          deflate(&stream, Z_FINISH)
          return Int(stream.total_out)
        }
      }
      deflateEnd(&stream)
      return Array(output.prefix(count))
    }
    let whole = gzipped(header(2) + [1, 2, 3, 4])
    #expect(try read(whole, "a.nii.gz").values == [1, 2, 3, 4])
    #expect(errorText { _ = try read(whole.dropLast(9), "b.nii.gz") }.contains("should be a complete gzip file"))
    let head = Array("NRRD0004\ntype: uchar\ndimension: 3\nsizes: 2 1 2\nencoding: gzip\n\n".utf8)
    #expect(try read(head + gzipped([5, 6, 7, 8]), "a.nrrd").values == [5, 6, 7, 8])
    let absurd = Array("NRRD0004\ntype: uchar\ndimension: 3\nsizes: 90000 90000 90000\nencoding: gzip\n\n".utf8)
    #expect(errorText { _ = try read(absurd + gzipped([5, 6, 7, 8]), "b.nrrd") }.contains("Found 4 bytes."))
  }

  @Test func nrrdSpacesAreTurnedToTheRightTheFrontAndUp() throws {
    let head =
      "NRRD0005\ntype: uchar\ndimension: 3\nspace: left-posterior-superior\nsizes: 2 1 2\nspace directions: (0.5,0,0) (0,-2,0) (0,0,4)\nspace origin: (10,20,-30)\nencoding: raw\r\n\n"
    #expect(
      try read(Array(head.utf8) + [1, 2, 3, 4], "a.nrrd").affine == [
        [-0.5, 0, 0, -10], [0, 2, 0, -20], [0, 0, 4, -30],
      ])
  }

  @Test func whatIsNoVolumeIsRefused() {
    func refused(_ bytes: [UInt8], _ name: String = "a.nii") -> String { errorText { _ = try read(bytes, name) } }
    let data: [UInt8] = [1, 2, 3, 4]
    #expect(refused(Array(header(2).prefix(100))).contains("with a header of 348 bytes. Found 100 bytes."))
    #expect(
      refused(header(2) { $0[0] = 90 } + data).contains("begins with the number 348. Found the bytes [90, 1, 0, 0]."))
    #expect(refused(header(2, magic: "ni1") + data).contains("whose voxels are in a file of their own"))
    #expect(refused(header(2, magic: "xyz") + data).contains("header and voxels together"))
    #expect(refused(header(128) + data).contains("Found the data type 128."))
    #expect(refused(header(2) + [1, 2, 3]).contains("should hold 4 voxels of 1 bytes. Found 3 bytes."))
    for sizes: [Int16] in [
      [3, 2, 0, 2, 1, 1, 1, 1], [3, -2, 1, 2, 1, 1, 1, 1], [4, 2, 1, 2, 5, 1, 1, 1], [2, 2, 2, 1, 1, 1, 1, 1],
      [99, 2, 1, 2, 1, 1, 1, 1],
    ] {
      #expect(refused(header(2, sizes: sizes) + data).contains("three dimensions"))
    }
    #expect(
      refused(header(2, sizes: [3, 32_000, 32_000, 32_000, 1, 1, 1, 1]) + data).contains(
        "should hold 32768000000000 voxels"))
    #expect(refused(header(2, start: 12) + data).contains("Found the offset 12.0."))
    #expect(
      refused(header(2) { $0.replaceSubrange(80..<84, with: [0, 0, 0, 0]) } + data).contains("how far voxels are apart")
    )
    func nrrd(_ text: String) -> String { refused(Array(text.utf8) + data, "a.nrrd") }
    let fields = "type: uchar\ndimension: 3\nsizes: 2 1 2\nencoding: raw\n\n"
    #expect(nrrd("NRRX0004\n" + fields).contains("begins with NRRD000"))
    #expect(nrrd("NRRD0004\n" + fields.dropLast()).contains("an empty line behind its header"))
    #expect(nrrd("NRRD0004\n" + fields.replacing("uchar", with: "block")).contains("known `type`. Found \"block\"."))
    #expect(nrrd("NRRD0004\n" + fields.replacing("2 1 2", with: "2 1 -2")).contains("Found `sizes: 2 1 -2`."))
    #expect(nrrd("NRRD0004\n" + fields.replacing("raw", with: "hex")).contains("raw or gzip. Found \"hex\"."))
    #expect(
      nrrd("NRRD0004\n" + fields.replacing("2 1 2", with: "2 2 2")).contains(
        "should hold 8 voxels of 1 bytes. Found 4 bytes."))
    for elsewhere in ["data file: a.raw", "byte skip: 4", "line skip: 1", "byte skip: -1"] {
      #expect(nrrd("NRRD0004\n\(elsewhere)\n" + fields).contains("right behind its header. Found `\(elsewhere)`."))
    }
    let long = Volume(sizes: [40_000, 1, 1], values: .init(repeating: 0, count: 40_000), spacing: [1, 1, 1])
    #expect(errorText { try NIfTI.write(long, to: path("long.nii")) }.contains("at most 32767 voxels along an axis"))
    for distances in ["1e-200 1 1", "1 1e200 1", "1 nan 1", "0 1 1"] {
      #expect(nrrd("NRRD0004\nspacings: \(distances)\n" + fields).contains("how far voxels are apart"), "\(distances)")
    }
    #expect(nrrd("NRRD0004\nspacings: 1 1\n" + fields).contains("how far voxels are apart"))
    #expect(errorText { _ = try Volume(reading: path("none.nrrd")) }.contains("should be a file that can be read"))
  }

  @Test func gridsThatDifferAreNamed() {
    var other = Self.volume
    other.affine[0][3] = 11
    let text = errorText { try Self.volume.checkGrid(of: other, "a.nii", "b.nii") }
    #expect(
      text.contains("Found 3×2×2 voxels") && text.contains("from (10.0, -20.0, 30.0) of `a.nii`")
        && text.contains("`b.nii`"))
    #expect(
      errorText {
        try Self.volume.checkGrid(
          of: Volume(sizes: [3, 2, 1], values: .init(repeating: 0, count: 6), affine: other.affine), "a", "b")
      } != "no error")
  }
}
