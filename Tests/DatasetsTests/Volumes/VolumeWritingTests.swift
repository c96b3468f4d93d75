import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite struct VolumeWritingTests {
  private let folder = TemporaryFolder()

  private func path(_ name: String) -> String { folder.url.appending(path: name).path }

  /// Oblique axes whose numbers have no short binary form.
  private let affine: [[Double]] = [[-0.7, 0.1, 0.3, 10.1], [0.2, 0.9, -0.1, -20.2], [0.15, 0.05, 3.3, 30.3]]

  /// The smallest and the largest numbers of a type among others.
  private func volume(_ type: VoxelType) -> Volume {
    let ends: [Double] =
      switch type {
      case .uint8: [0, 255]
      case .int8: [-128, 127]
      case .uint16: [0, 65_535]
      case .int16: [-32_768, 32_767]
      case .uint32: [0, 4_294_967_295]
      case .int32: [-2_147_483_648, 2_147_483_647]
      case .uint64: [0, 18_446_744_073_709_549_568]
      case .int64: [-9_223_372_036_854_775_808, 9_223_372_036_854_774_784]
      case .float32: [-.infinity, Double(Float.leastNonzeroMagnitude)]
      case .float64: [-.greatestFiniteMagnitude, .leastNonzeroMagnitude]
      }
    return Volume(sizes: [3, 1, 2], values: [1, 2, 3] + ends + [100], affine: affine)
  }

  @Test(arguments: VoxelType.allCases, ["a.nii", "a.nii.gz", "a.nrrd"])
  func valuesAreReadAgainToTheBit(_ type: VoxelType, _ name: String) throws {
    let volume = volume(type)
    try volume.write(to: path(name), as: type)
    let read = try Volume(reading: path(name))
    #expect(read.sizes == volume.sizes && read.values.map(\.bitPattern) == volume.values.map(\.bitPattern))
    // The header of NIfTI-1 has 32 bits for each number of the map.
    #expect(read.affine == (name == "a.nrrd" ? affine : affine.map { $0.map { Double(Float($0)) } }))
  }

  @Test func whatWasReadFromAHeaderIsWrittenAgainToTheBit() throws {
    try volume(.int16).write(to: path("a.nii"), as: .int16)
    try Volume(reading: path("a.nii")).write(to: path("b.nii"), as: .int16)
    #expect(try Data(contentsOf: URL(filePath: path("a.nii"))) == Data(contentsOf: URL(filePath: path("b.nii"))))
  }

  @Test func anNRRDFileMayStayPlain() throws {
    let volume = volume(.uint8)
    try NRRD.write(volume, to: path("a.nrrd"), as: .uint8, isCompressed: false)
    #expect(try Volume(reading: path("a.nrrd")) == volume)
    let text = String(decoding: try Data(contentsOf: URL(filePath: path("a.nrrd"))), as: UTF8.self)
    #expect(text.contains("type: uint8\ndimension: 3\nspace: right-anterior-superior\nsizes: 3 1 2\n"))
    #expect(text.contains("encoding: raw\n"))
  }

  @Test func theNumbersOfAHeaderAreThoseOfTheFormat() throws {
    try volume(.int16).write(to: path("a.nii"), as: .int16)
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: path("a.nii"))))
    #expect(
      bytes.count == 352 + 12 && bytes[0..<2].elementsEqual([92, 1]) && bytes[344..<347].elementsEqual("n+1".utf8))
    #expect(bytes[40..<48].elementsEqual([3, 0, 3, 0, 1, 0, 2, 0]) && bytes[70..<74].elementsEqual([4, 0, 16, 0]))
    #expect(bytes[123] == 2 && bytes[254] == 1)
    let distances = (0..<4).map { place in
      bytes.withUnsafeBytes { Float(bitPattern: $0.loadUnaligned(fromByteOffset: 76 + 4 * place, as: UInt32.self)) }
    }
    #expect(isClose(distances.map { Double($0) }, [1] + volume(.int16).spacing, .relative(1e-6)))
  }

  @Test func gzipIsSmallerAndAlwaysTheSame() throws {
    let flat = Volume(sizes: [64, 64, 64], values: .init(repeating: 7, count: 64 * 64 * 64), spacing: [1, 1, 1])
    for name in ["a.nii.gz", "b.nii.gz"] { try flat.write(to: path(name)) }
    let (a, b) = (
      try Data(contentsOf: URL(filePath: path("a.nii.gz"))), try Data(contentsOf: URL(filePath: path("b.nii.gz")))
    )
    #expect(a == b && a.count < 10_000 && a.starts(with: [0x1f, 0x8b]))
    // The voxels fill several pieces of the compressor.
    #expect(try Volume(reading: path("a.nii.gz")) == flat)
  }

  /// Noise that gzip makes longer, in more than one piece.
  @Test func noiseIsCompressedWhole() throws {
    var state: UInt64 = 1
    let noise = (0..<3_000_000).map { _ -> Double in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 56)
    }
    let volume = Volume(sizes: [300, 100, 100], values: noise, spacing: [1, 1, 1])
    try volume.write(to: path("a.nii.gz"), as: .uint8)
    #expect(try Volume(reading: path("a.nii.gz")) == volume)
  }

  @Test(arguments: [
    (VoxelType.uint8, 300.0, "a whole number from 0 to 255. Found 300.0 at the voxel 1."),
    (.int16, 1.5, "a whole number from -32768 to 32767. Found 1.5 at the voxel 1."), (.int32, .nan, "Found nan"),
    (.float32, 1e300, "in size. Found 1e+300 at the voxel 1."),
  ])
  func aValueThatATypeCannotHoldIsRefused(_ type: VoxelType, _ value: Double, _ message: String) {
    let volume = Volume(sizes: [2, 1, 1], values: [1, value], spacing: [1, 1, 1])
    for name in ["a.nii", "a.nrrd"] {
      let text = errorText { try volume.write(to: path(name), as: type) }
      #expect(text.contains(message) && text.contains("File: `\(path(name))`."), "\(text)")
      #expect(!FileManager.default.fileExists(atPath: path(name)))
    }
  }

  @Test func aVolumeThatAFormatCannotHoldIsRefused() {
    let long = Volume(sizes: [100_001, 1, 1], values: .init(repeating: 0, count: 100_001), spacing: [1, 1, 1])
    #expect(errorText { try long.write(to: path("a.nii")) }.contains("at most 32767 voxels along an axis"))
    #expect(errorText { try long.write(to: path("a.nrrd")) }.contains("at most 100000 voxels along an axis"))
    let empty = Volume(sizes: [0, 1, 1], values: [], spacing: [1, 1, 1])
    #expect(errorText { try empty.write(to: path("a.nii")) }.contains("at least 1"))
    for distance in [0, 1e-60, .nan, 1e300] {
      let volume = Volume(sizes: [1, 1, 1], values: [0], spacing: [1, 1, distance])
      #expect(errorText { try volume.write(to: path("a.nii")) }.contains("how far voxels are apart"), "\(distance)")
    }
    let volume = Volume(sizes: [1, 1, 1], values: [0], spacing: [1, 1, 1])
    #expect(errorText { try volume.write(to: path("none/a.nrrd")) }.contains("should be a file that can be written"))
  }
}
