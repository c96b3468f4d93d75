import Foundation
import TestSupport
import Testing

@testable import Torch

/// Accidental damage: wrong checksums, states that are none, tensors of unexpected types.
@Suite struct FileDamageTests {
  /// The values of the reference implementation.
  @Test(arguments: [
    ("", "ef46db3751d8e999"), ("a", "d24ec4f1a98c6e5b"), ("abc", "44bc2cf5ad770999"),
    ("Nobody inspects the spammish repetition", "fbcea83c8a378bf1"),
  ])
  func aChecksumIsThatOfTheSpecification(text: String, sum: String) {
    #expect(Array(text.utf8).withUnsafeBytes { XXH64.text(XXH64.checksum($0)) } == sum)
  }

  /// Files are read in pieces of 1 MiB.
  @Test(arguments: [0, 1, 31, 32, 33, 1 << 20, (1 << 20) + 1, (1 << 20) + 32, (3 << 20) - 5])
  func aFileHasTheChecksumOfItsBytes(count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) }
    let scratch = TemporaryFolder(), file = scratch.url.appending(path: "equipoise-checksum")
    try Data(bytes).write(to: file)
    #expect(try XXH64.checksum(of: file) == bytes.withUnsafeBytes { XXH64.text(XXH64.checksum($0)) })
  }

  @Test func everySingleBitChangesTheChecksum() {
    let bytes = (0..<77).map { UInt8($0) }
    var sums = Set([bytes.withUnsafeBytes(XXH64.checksum)])
    for bit in 0..<bytes.count * 8 {
      var flipped = bytes
      flipped[bit / 8] ^= 1 << UInt8(bit % 8)
      sums.insert(flipped.withUnsafeBytes(XXH64.checksum))
    }
    #expect(sums.count == bytes.count * 8 + 1)
  }

  @Test func aGeneratorGoesOnFromAStateAndRefusesWhatIsNone() throws {
    let generator = Generator(seed: 1)
    let saved = generator.state
    let first = Tensor.randn([3], generator: generator).array(of: Float.self)
    try generator.restore(saved)
    #expect(Tensor.randn([3], generator: generator).array(of: Float.self) == first)
    for wrong in [
      Tensor.zeros([saved.count]).to(.uint8) + 255, Tensor.zeros([saved.count]).to(.uint8),
      Tensor.zeros([7]).to(.uint8),
      Tensor.zeros([saved.count]),
    ] {
      #expect {
        try generator.restore(wrong.to(wrong.dtype), named: "generator.network")
      } throws: {
        "\($0)".hasPrefix("`generator.network` should be a generator's state")
      }
    }
  }

  private func file(_ header: String, bytes: Int, in folder: URL) throws -> URL {
    let url = folder.appending(path: "w.safetensors")
    var data = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) }
    data += Data(header.utf8) + Data(count: bytes)
    try data.write(to: url)
    return url
  }

  @Test func nullMetadataIsNone() throws {
    try Fixtures.withFolder { folder in
      let header = #"{"__metadata__":null,"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
      let read = try SafeTensors.read(file(header, bytes: 4, in: folder))
      #expect(read.metadata.isEmpty && read.tensors["a"]?.item() == 0)
    }
  }

  @Test(arguments: [("F8_E4M3", 3), ("F8_E5M2", 3), ("U16", 6), ("U32", 12), ("U64", 24), ("C64", 24)])
  func aTensorOfAnotherTypeIsPassedOverAndNamedWhereItIsWanted(type: String, bytes: Int) throws {
    try Fixtures.withFolder { folder in
      let header = """
        {"other":{"dtype":"\(type)","shape":[3],"data_offsets":[0,\(bytes)]},\
        "own":{"dtype":"F32","shape":[1],"data_offsets":[\(bytes),\(bytes + 4)]}}
        """
      let url = try file(header, bytes: bytes + 4, in: folder)
      let read = try SafeTensors.read(url)
      #expect(read.tensors.keys.sorted() == ["own"] && read.unread == ["other": type])
      try read.check(holds: ["own"], from: "w")
      #expect {
        try read.check(holds: ["own", "other"], from: "w")
      } throws: {
        "\($0)" == "`dtype` of `other` in w should be \(SafeTensors.readableTypes). Found \(type)."
      }
    }
  }
}
