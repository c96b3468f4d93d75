import Foundation
import TestSupport
import Testing

@testable import Torch

@Suite struct SafeTensorsTests {
  @Test func everyTypeOfAFileFromPyTorchIsRead() throws {
    let file = try SafeTensors.read(Fixtures.url("types.safetensors"))
    let tensors = file.tensors
    #expect(tensors.count == 13)
    #expect(file.metadata == ["note": "line\nbreak, \"quotes\", ünïcode 🙂", "format": "pt"])
    #expect(tensors["f64"]!.array(of: Double.self) == [0.1, -2.5, .infinity])
    #expect(tensors["f32"]!.shape == [2, 3] && tensors["f32"]!.array(of: Float.self)[5] == 5 / 3)
    #expect(tensors["f16"]!.dtype == .float16 && tensors["f16"]!.array(of: Float.self) == [1.5, -0.25])
    #expect(tensors["bf16"]!.dtype == .bfloat16 && tensors["bf16"]![0, 0].item() == 3)
    #expect(tensors["i64"]!.array(of: Int.self) == [1 << 62, -1])
    #expect(tensors["i32"]!.array(of: Int32.self) == [.max, .min])
    #expect(tensors["i16"]!.array(of: Int16.self) == [.min])
    #expect(tensors["i8"]!.array(of: Int8.self) == [-128, 127])
    #expect(tensors["u8"]!.array(of: UInt8.self) == [0, 255])
    #expect(tensors["bool"]!.array(of: Bool.self) == [true, false, false, true])
    #expect(tensors["scalar"]!.shape == [] && tensors["scalar"]!.item() == 4)
    #expect(tensors["empty"]!.shape == [0, 3])
    #expect(tensors["a \"quoted\" näme/é"]!.item() == 1)
  }

  @Test func whatIsWrittenIsReadAgain() throws {
    try Fixtures.withFolder { folder in
      let url = folder.appending(path: "model.safetensors")
      let tensors: [(name: String, tensor: Tensor)] =
        DType.allCases.map {
          ("\($0) \"\n\u{1F642}\"", Tensor([1, 0, 1]).to($0))
        } + [("view", Tensor.arange(0, 6).reshape([2, 3]).transpose(0, 1)), ("none", Tensor.zeros([2, 0]))]
      try SafeTensors.write(tensors, metadata: ["a\u{1}": "b\\\"ü"], to: url)
      let file = try SafeTensors.read(url)
      #expect(file.metadata == ["a\u{1}": "b\\\"ü"])
      #expect(file.tensors.count == tensors.count)
      for (name, tensor) in tensors {
        let read = file.tensors[name]!
        #expect(read.dtype == tensor.dtype && read.shape == tensor.shape)
        #expect(read.array(of: Double.self) == tensor.array(of: Double.self))
      }
      try SafeTensors.write([], to: url)
      #expect(try SafeTensors.read(url).tensors.isEmpty)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["model.safetensors"])
    }
  }

  @Test func pyTorchReadsOurFilesAndWeReadItsAnswer() throws {
    guard let python = Python.withSafetensors else { return }
    try Fixtures.withFolder { folder in
      let (ours, theirs) = (folder.appending(path: "ours"), folder.appending(path: "theirs"))
      let layer = Sequential(Conv2d(3, 4, kernel: 3, generator: Generator(seed: 1)), BatchNorm2d(4))
      layer.to(.channelsLast)
      let bf16 = Tensor([1.5, 2] as [Double]).to(.bfloat16)
      try SafeTensors.write(layer.stateDictionary() + [("bf16", bf16)], metadata: ["name": "ü"], to: ours)
      try python.run(
        """
        import sys, torch
        from safetensors import safe_open
        from safetensors.torch import load_file, save_file
        state = load_file(sys.argv[1])
        assert safe_open(sys.argv[1], 'pt').metadata() == {'name': 'ü'}
        assert state.pop('bf16').tolist() == [1.5, 2.0]
        model = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.BatchNorm2d(4))
        model.load_state_dict(state)
        with torch.no_grad():
            for parameter in model.parameters(): parameter.mul_(2)
        save_file(model.state_dict(), sys.argv[2])
        """, ours.path, theirs.path)
      let weight = (layer.layers[0] as! Conv2d).weight
      let before = weight.detach().clone()
      try layer.load(try SafeTensors.read(theirs).tensors)
      #expect(weight.equal(before * 2).all().item() == 1)
      #expect(weight.isContiguous(.channelsLast))
    }
  }

  // MARK: bad files

  private static func file(_ header: String, _ data: Int = 4, length: UInt64? = nil) -> [UInt8] {
    let bytes = Array(header.utf8)
    let count = withUnsafeBytes(of: (length ?? UInt64(bytes.count)).littleEndian) { Array($0) }
    return count + bytes + Array(repeating: 0, count: data)
  }

  private static func error(_ bytes: [UInt8]) -> String {
    errorText { _ = try bytes.withUnsafeBytes { try SafeTensors.decode($0, path: "m.st") } }
  }

  @Test(arguments: [
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 4, "no error"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}   "#, 4, "no error"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 3, "m.st should hold 4 bytes of data. Found 3."),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 5, "m.st should hold 4 bytes of data. Found 5."),
    (
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, 4,
      "`data_offsets` of `a` in m.st should enclose [2] values of F32. Found [0, 4]."
    ),
    (
      #"{"a":{"dtype":"F99","shape":[1],"data_offsets":[0,4]}}"#, 4,
      "`dtype` of `a` in m.st should be F64, F32, F16, BF16, I64, I32, I16, I8, U8 or BOOL. Found F99."
    ),
    (
      #"{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}"#, 4,
      "`data_offsets` of `b` in m.st should begin at 3, without gap or overlap. Found 2."
    ),
    (
      #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}"#, 4,
      "`data_offsets` of `b` in m.st should begin at 1, without gap or overlap. Found 2."
    ),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, 4,
      "`data_offsets` of `a` in m.st should be a begin and an end. Found [4, 0]."
    ),
    (
      #"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}"#, 0,
      "`data_offsets` of `a` in m.st should enclose [4611686018427387904, 4] values of F32. Found [0, 0]."
    ),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,99999999999999999999]}}"#, 4,
      "the header of m.st should have a number below 2^63 here, at byte 68."
    ),
    (
      #"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, 4,
      "the header of m.st should have a string, a whole number, a list or an object here, at byte 29."
    ),
    (
      #"{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}"#, 4,
      "the header of m.st should have a whole number here, at byte 30."
    ),
    (
      #"{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}"#, 4,
      "the header of m.st should have `a` once only, at byte 56."
    ),
    (
      #"{"a":{"dtype":"F32","shape":[1]}}"#, 4,
      #"`a` in m.st should have `dtype`, `shape` and `data_offsets`. Found ["dtype", "shape"]."#
    ),
    (#"{"__metadata__":{"a":1}}"#, 0, "`a` in the metadata of m.st should be a string."),
    ("[]", 0, "the header of m.st should be an object."),
    ("", 0, "the header of m.st should have a string, a whole number, a list or an object here, at byte 0."),
    ("{}x", 0, "the header of m.st should end here, at byte 2."),
    (#"{"a":[[[[[1]]]]]}"#, 0, "the header of m.st should not be nested deeper, at byte 8."),
    (#"{"\ud800":1}"#, 0, "the header of m.st should have the second half of a character here, at byte 9."),
    (#"{"a":{"dtype":"BOOL","shape":[0,9],"data_offsets":[0,0]}}"#, 0, "no error"),
  ])
  func aBadHeaderIsNamed(_ header: String, _ data: Int, _ message: String) {
    #expect(Self.error(Self.file(header, data)) == message)
  }

  @Test func aBadLengthIsNamed() {
    #expect(Self.error([1, 2]) == "m.st should begin with a header's length of 8 bytes. Found 2 bytes.")
    #expect(Self.error([]) == "m.st should begin with a header's length of 8 bytes. Found 0 bytes.")
    #expect(
      Self.error(Self.file("{}", 0, length: .max))
        == "the header of m.st should be at most 100000000 bytes long. Found the length 18446744073709551615.")
    #expect(
      Self.error(Self.file("{}", 0, length: 100))
        == "m.st should hold a header of 100 bytes. Found 2: the file is cut off.")
    #expect(
      Self.error([2, 0, 0, 0, 0, 0, 0, 0] + Array("{\"".utf8) + [0xFF])
        == "the header of m.st should not end here, at byte 2.")
    #expect(
      Self.error([4, 0, 0, 0, 0, 0, 0, 0] + Array("{\"".utf8) + [0xFF, 0x22])
        == "the header of m.st should be UTF-8, at byte 4.")
    var bool = Self.file(#"{"a":{"dtype":"BOOL","shape":[1],"data_offsets":[0,1]}}"#, 1)
    bool[bool.count - 1] = 2
    #expect(Self.error(bool) == "the Booleans of `a` in m.st should be 0 or 1. Found 2.")
  }

  @Test func namesThatCannotBeWrittenThrow() throws {
    try Fixtures.withFolder { folder in
      let url = folder.appending(path: "x")
      let one = Tensor.ones([1])
      #expect(throws: FileError.self) { try SafeTensors.write([("a", one), ("a", one)], to: url) }
      #expect(throws: FileError.self) { try SafeTensors.write([("__metadata__", one)], to: url) }
      #expect { try SafeTensors.write([("a", one)], to: folder.appending(path: "no/such/x")) } throws: {
        "\($0)".hasSuffix("no/such/x could not be created: No such file or directory.")
      }
      #expect { try SafeTensors.read(url) } throws: { "\($0)".contains("should be a readable file") }
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(left.isEmpty)
    }
  }

  @Test func aFailedWriteLeavesTheOldFileAndNothingElse() throws {
    try Fixtures.withFolder { folder in
      let url = folder.appending(path: "x")
      try Data([1]).write(to: url)
      struct Stop: Error {}
      #expect(throws: Stop.self) {
        try AtomicFile.write(to: url) { file in
          try Data([2, 3]).withUnsafeBytes { try file.append($0) }
          throw Stop()
        }
      }
      let occupied = folder.appending(path: "folder")
      try FileManager.default.createDirectory(at: occupied, withIntermediateDirectories: false)
      #expect { try AtomicFile.write(Data([2]), to: occupied) } throws: {
        "\($0)".hasSuffix("/folder could not be put in place: Is a directory.")
      }
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(Set(left) == ["x", "folder"])
      let old = try Data(contentsOf: url)
      #expect(old == Data([1]))
    }
  }

  /// Truncated and damaged files throw or are read; they never crash.
  @Test func damagedFilesDoNoHarm() throws {
    let whole = Array(try Data(contentsOf: Fixtures.url("types.safetensors")))
    var random = SeededRandom(state: 1)
    var failures = 0
    for end in 0..<whole.count {
      #expect(Self.error(Array(whole[..<end])) != "no error", "truncated at \(end)")
    }
    for _ in 0..<5_000 {
      var damaged = whole
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        damaged[Int.random(in: 0..<damaged.count, using: &random)] = .random(in: 0 ... .max, using: &random)
      }
      if Self.error(damaged) != "no error" { failures += 1 }
    }
    #expect(failures > 500)
  }
}
