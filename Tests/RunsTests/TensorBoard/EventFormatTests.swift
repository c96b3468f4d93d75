import Testing

@testable import Runs

/// Checksums, frames and messages of event files, byte by byte.
@Suite struct EventFormatTests {
  /// The vectors of RFC 3720, B.4, and the usual check value.
  @Test(
    arguments: [
      ([UInt8](repeating: 0, count: 32), 0x8a91_36aa), ([UInt8](repeating: 0xff, count: 32), 0x62a8_ab43),
      ([UInt8](0..<32), 0x46dd_794e), ([UInt8]((0..<32).reversed()), 0x113f_db5c),
      ([UInt8]("123456789".utf8), 0xe306_9283),
      ([], 0),
    ] as [([UInt8], UInt32)])
  func theChecksumIsCastagnolis(bytes: [UInt8], expected: UInt32) {
    #expect(CRC32C.checksum(bytes) == expected)
  }

  /// 0xe3069283 rotated right by 15 bits is 0x2507c60d.
  @Test func theMaskRotatesAndAdds() {
    #expect(CRC32C.masked("123456789".utf8) == 0x2507_c60d &+ 0xa282_ead8)
  }

  @Test func aFrameComesBack() throws {
    let content = [UInt8]("epoch".utf8)
    let bytes = EventFrame.wrap(content)
    #expect(bytes.count == 12 + 5 + 4 && Array(bytes[..<8]) == [5, 0, 0, 0, 0, 0, 0, 0])
    let frame = try #require(EventFrame.read(bytes + bytes, at: 0))
    #expect(Array(frame.content) == content && frame.end == bytes.count)
    #expect(EventFrame.read(bytes + bytes, at: frame.end)?.end == 2 * bytes.count)
  }

  @Test func everyTornOrChangedFrameIsNone() {
    let bytes = EventFrame.wrap([UInt8]("epoch".utf8))
    for count in 0..<bytes.count { #expect(EventFrame.read(Array(bytes[..<count]), at: 0) == nil) }
    for index in bytes.indices {
      var changed = bytes
      changed[index] ^= 0x10
      #expect(EventFrame.read(changed, at: 0) == nil, "byte \(index)")
    }
  }

  /// The examples of the encoding's own documentation: 150 in field 1 is 08 96 01, "testing" in field 2 begins with 12 07.
  @Test func fieldsAreEncodedAsDocumented() {
    var message = ProtobufMessage()
    message.add(1, 150)
    message.add(2, "testing")
    #expect(message.bytes == [0x08, 0x96, 0x01, 0x12, 0x07] + [UInt8]("testing".utf8))
    var numbers = ProtobufMessage()
    numbers.add(1, 1.0)
    numbers.add(2, Float(1))
    #expect(numbers.bytes == [0x09, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0x15, 0, 0, 0x80, 0x3f])
  }

  @Test func anEventComesBack() {
    let event = TrainingEvent(
      step: 70_000, scalars: [.init(tag: "loss/train/depth", value: 0.25), .init(tag: "weight/°", value: .infinity)])
    #expect(TrainingEvent(event.encoded(at: 1.5)) == event)
    #expect(TrainingEvent(TrainingEvent.version(at: 1))?.scalars == [])
    #expect(TrainingEvent([0x0f, 0x01] as [UInt8]) == nil)
  }
}
