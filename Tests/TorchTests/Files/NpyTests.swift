import Foundation
import TestSupport
import Testing

@testable import Torch

@Suite struct NpyTests {
  private static let matrix: [Double] = [0, 1, 2, 10, 11, 12]

  @Test(arguments: [
    ("c_f8", DType.float64), ("fortran_f4", .float32), ("big_endian_i4", .int32), ("big_endian_f8", .float64),
    ("f2", .float16), ("version2", .int64), ("version3", .int64),
  ])
  func arraysFromNumPyAreRead(_ name: String, _ dtype: DType) throws {
    let tensor = try Npy.read(Fixtures.url("\(name).npy"))
    #expect(tensor.dtype == dtype)
    #expect(tensor.shape == [2, 3])
    #expect(tensor.isContiguous())
    #expect(tensor.array(of: Double.self) == Self.matrix)
  }

  @Test func otherTypesAndShapesFromNumPyAreRead() throws {
    #expect(try Npy.read(Fixtures.url("bool.npy")).array(of: Bool.self) == [false, false, false, false, true, true])
    #expect(try Npy.read(Fixtures.url("u2.npy")).array(of: Int32.self) == [1, 65535])
    #expect(try Npy.read(Fixtures.url("u4.npy")).array(of: Int.self) == [1, 4_294_967_295])
    let scalar = try Npy.read(Fixtures.url("scalar_i8.npy"))
    #expect(scalar.shape == [] && scalar.item() == -7)
    #expect(try Npy.read(Fixtures.url("empty_f4.npy")).shape == [0, 3])
    #expect(try Npy.read(Fixtures.url("vector_u1.npy")).array(of: UInt8.self) == [0, 1, 2, 3, 4])
    #expect { try Npy.read(Fixtures.url("complex.npy")) } throws: {
      "\($0)".hasSuffix("should be a type of Booleans or numbers up to 64 bits. Found <c16.")
    }
  }

  @Test func whatIsWrittenIsReadAgain() throws {
    try Fixtures.withFolder { folder in
      let url = folder.appending(path: "x.npy")
      for dtype in DType.allCases where dtype != .bfloat16 {
        for shape in [[], [4], [2, 2], [0, 3], [1, 2, 2]] {
          let tensor = Tensor.arange(0, 4).narrow(0, start: 0, length: shape.reduce(1, *)).reshape(shape).to(dtype)
          try Npy.write(tensor, to: url)
          let read = try Npy.read(url)
          #expect(read.shape == shape && read.dtype == dtype)
          #expect(read.array(of: Double.self) == tensor.array(of: Double.self))
        }
      }
      #expect(throws: FileError.self) { try Npy.write(Tensor.ones([1], dtype: .bfloat16), to: url) }
      #expect(try Data(contentsOf: url).count > 0)
    }
  }

  @Test func numPyReadsOurFiles() throws {
    guard let python = Python.withNumPy else { return }
    try Fixtures.withFolder { folder in
      let x = Tensor.arange(0, 6, dtype: .float64).reshape([2, 3]).transpose(0, 1)
      try Npy.write(x, to: folder.appending(path: "matrix.npy"))
      try Npy.write(Tensor([true, false]), to: folder.appending(path: "bool.npy"))
      let text = try python.run(
        """
        import sys, numpy as np
        a, b = np.load(sys.argv[1] + '/matrix.npy'), np.load(sys.argv[1] + '/bool.npy')
        print(a.dtype, a.tolist(), b.dtype, b.tolist())
        """, folder.path)
      #expect(text == "float64 [[0.0, 3.0], [1.0, 4.0], [2.0, 5.0]] bool [True, False]\n")
    }
  }

  private static func error(_ bytes: [UInt8]) -> String {
    errorText { _ = try bytes.withUnsafeBytes { try Npy.decode($0, path: "a.npy") } }
  }

  private static func file(_ header: String, data: Int = 8, version: UInt8 = 1) -> [UInt8] {
    let length = header.utf8.count
    let count =
      version == 1 ? [UInt8(length & 255), UInt8(length >> 8)] : [UInt8(length & 255), UInt8(length >> 8), 0, 0]
    return Npy.magic + [version, 0] + count + Array(header.utf8) + Array(repeating: 0, count: data)
  }

  @Test(arguments: [
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }\n", "no error"),
    ("{\"shape\": (1, 1), 'descr': '<f8', 'fortran_order': True}", "no error"),
    ("{'descr': '<f8', 'fortran_order': False, 'shape': (), }", "no error"),
    (
      "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }",
      "a.npy should hold [2] values of <f8. Found 8 bytes."
    ),
    (
      "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }",
      "`descr` in a.npy should be a type of Booleans or numbers up to 64 bits. Found |O."
    ),
    (
      "{'descr': '<f8', 'fortran_order': False, 'shape': (9223372036854775807, 8), }",
      "a.npy should hold [9223372036854775807, 8] values of <f8. Found 8 bytes."
    ),
    (
      "{'descr': '<f8', 'fortran_order': False, 'shape': (1), }",
      "the header of a.npy should have a comma in a tuple of one."
    ),
    (
      "{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), }",
      "the header of a.npy should have a size before `-1,), }`."
    ),
    (
      "{'descr': '<f8', 'fortran_order': 0, 'shape': (1,), }",
      "the header of a.npy should have `False` before `0, 'shape'`."
    ),
    (
      "{'descr': '<f8', 'descr': '<f8'}",
      "the header of a.npy should have `descr`, `fortran_order` and `shape` once each. Found `descr`."
    ),
    ("{'descr': '<f8'}", "the header of a.npy should have `descr`, `fortran_order` and `shape`."),
    ("{'descr': [('a', '<f8')], ", "the header of a.npy should have a string before `[('a', '<f`."),
    ("{'x': 1}", "the header of a.npy should have `descr`, `fortran_order` and `shape` once each. Found `x`."),
  ])
  func aBadHeaderIsNamed(_ header: String, _ message: String) {
    #expect(Self.error(Self.file(header)) == message)
    #expect(Self.error(Self.file(header, version: 2)) == message)
  }

  @Test func damagedFilesDoNoHarm() throws {
    var random = SeededRandom(state: 1)
    for name in ["c_f8", "fortran_f4", "big_endian_i4", "version3", "bool"] {
      let whole = Array(try Data(contentsOf: Fixtures.url("\(name).npy")))
      for end in 0..<whole.count { #expect(Self.error(Array(whole[..<end])) != "no error", "truncated at \(end)") }
      for _ in 0..<2_000 {
        var damaged = whole
        for _ in 0..<Int.random(in: 1...4, using: &random) {
          damaged[Int.random(in: 0..<damaged.count, using: &random)] = .random(in: 0 ... .max, using: &random)
        }
        _ = Self.error(damaged)
      }
    }
  }
}
