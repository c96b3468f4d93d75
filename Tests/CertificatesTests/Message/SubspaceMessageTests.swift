import Certificates
import Foundation
import Statistics
import TestSupport
import Testing

@Suite struct SubspaceMessageTests {
  private static let choices = [4, 6, 10, 16].map { MessageLayout.Levels(shared: $0, tasks: $0) }

  private func layout(shared: Int = 200, tasks: Int = 5, own: Int = 4, seed: UInt64 = 3) throws -> MessageLayout {
    try MessageLayout(
      digest: 0xfeed, seed: seed, sharedNumbers: shared, tasks: tasks, numbersPerTask: own, choices: Self.choices)
  }

  private func message(_ layout: MessageLayout, choice: Int = 2, seed: UInt64 = 1) throws -> SubspaceMessage {
    var random = SplitMix64(seed: seed)
    let shared = (0..<layout.sharedNumbers).map { _ in random.normal() }
    let own = (0..<layout.taskNumbers).map { _ in random.normal() }
    return try SubspaceMessage(quantising: shared, own, layout: layout, choice: choice)
  }

  @Test func aMessageIsDecodedToWhatWasEncoded() throws {
    for (shared, tasks, own) in [(200, 5, 4), (1, 1, 1), (2, 1, 2), (64, 4, 4), (3, 9, 1)] {
      let layout = try layout(shared: shared, tasks: tasks, own: own)
      for choice in Self.choices.indices {
        let message = try message(layout, choice: choice)
        #expect(try SubspaceMessage(decoding: message.encoded(), layout: layout) == message)
      }
    }
  }

  /// A file has the counted bits between 37 bytes of head and 4 of checksum.
  @Test func aFileIsAsLongAsItsBitsAreCounted() throws {
    let layout = try layout(), message = try message(layout)
    #expect(try message.encoded().count == 37 + (message.bits.total + 7) / 8 + 4)
    #expect(message.bits.choices == 2 && message.bits.shared.codebook == 160)
    #expect(message.coefficientsByTask.count == 5 && message.coefficientsByTask.joined().count == 20)
  }

  /// 64 equal numbers: ⌈log2 64⌉ bits cannot hold the frequency 64.
  @Test func aVectorOfOneValueIsDecoded() throws {
    let layout = try layout(shared: 64, tasks: 16, own: 4)
    let message = try SubspaceMessage(
      quantising: Array(repeating: 0.25, count: 64), Array(repeating: -2, count: 64), layout: layout, choice: 3)
    let decoded = try SubspaceMessage(decoding: message.encoded(), layout: layout)
    #expect(decoded == message && decoded.shared.values == Array(repeating: 0.25, count: 64))
  }

  @Test func everyMessageThatIsCutShortIsRefused() throws {
    let layout = try layout(), content = try message(layout).encoded()
    for count in 0..<content.count {
      #expect(throws: CertificateError.self) { try SubspaceMessage(decoding: content.prefix(count), layout: layout) }
    }
    #expect(throws: CertificateError.self) { try SubspaceMessage(decoding: content + [0], layout: layout) }
  }

  @Test func everyChangedByteIsFound() throws {
    let layout = try layout(), content = try message(layout).encoded()
    for place in content.indices {
      var changed = content
      changed[place] ^= 0x10
      #expect(throws: CertificateError.self) { try SubspaceMessage(decoding: changed, layout: layout) }
    }
    var changed = content
    changed[60] ^= 1
    #expect(
      errorText { try SubspaceMessage(decoding: changed, layout: layout) }
        == "A message should have the checksum of its content. Found another: it is damaged.")
  }

  /// Random bits behind a right head, with a right checksum: an error or a message, and no crash.
  @Test func bitsOfNoMessageDoNotCrash() throws {
    let layout = try layout(shared: 6, tasks: 2, own: 2), head = try message(layout).encoded().prefix(37)
    var random = SplitMix64(seed: 8)
    for _ in 0..<2000 {
      let bits = (0..<random.integer(below: 60)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      let content = Data(head + bits)
      let checksum = (0..<4).map { UInt8(truncatingIfNeeded: crc32(content) >> (8 * UInt32($0))) }
      _ = try? SubspaceMessage(decoding: content + checksum, layout: layout)
    }
  }

  /// CRC-32 bit by bit.
  private func crc32(_ content: Data) -> UInt32 {
    ~content.reduce(~0) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in sum >> 1 ^ (sum & 1 == 1 ? 0xedb8_8320 : 0) }
    }
  }

  @Test func aMessageOfAnotherNetworkIsRefused() throws {
    let content = try message(try layout()).encoded()
    #expect(
      errorText { try SubspaceMessage(decoding: content, layout: layout(seed: 4)) }
        == "The seed of a message should be 4, as in its network. Found 3.")
    #expect(
      errorText { try SubspaceMessage(decoding: content, layout: layout(own: 3)) }
        == "The numbers of a task of a message should be 3, as in its network. Found 4.")
    #expect(
      errorText { try SubspaceMessage(decoding: Data("PK".utf8), layout: layout()) }
        == "A message should begin with `EQPM` and the version 1. Found something else.")
  }

  @Test func vectorsOfAnotherSizeAreRefused() throws {
    let layout = try layout()
    #expect(
      errorText { try SubspaceMessage(quantising: [1, 2], [1], layout: layout, choice: 0) }.contains(
        "The shared vector should be 200 numbers of 4 levels. Found 2 of 4."))
    #expect(errorText { try message(layout, choice: 4) } == "`choice` should be below 4. Found 4.")
    #expect(errorText { try self.layout(tasks: 0) }.contains("Found 200, and 4 for each of 0 tasks."))
    #expect(errorText { try self.layout(tasks: .max) }.contains("for each of"))
  }
}
