import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite struct ByteStreamTests {
  private let folder = TemporaryFolder()
  private let content = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 * $0 / 7) }

  @Test func gzipGivesTheSameBytesAsThePlainFile() throws {
    #expect(try ByteStream(folder.write(content, "a")).rest() == content)
    #expect(try ByteStream(folder.write(gzip(content), "a.gz")).rest() == content)
  }

  @Test func gzipIsKnownByItsContentNotItsName() throws {
    #expect(try ByteStream(folder.write(gzip(content), "plain.bin")).rest() == content)
  }

  @Test func membersOfAGzipFileFollowOneAnother() throws {
    let file = folder.write(gzip(content) + gzip([1, 2, 3]), "two.gz")
    #expect(try ByteStream(file).rest() == content + [1, 2, 3])
  }

  @Test(arguments: [0, 1, 2, 3]) func shortFilesAreRead(count: Int) throws {
    let bytes = Array(repeating: UInt8(9), count: count)
    #expect(try ByteStream(folder.write(bytes, "short")).rest() == bytes)
  }

  @Test func refusesAMissingFile() {
    let file = folder.url.appendingPathComponent("absent.gz")
    #expect(
      errorText { _ = try ByteStream(file) }
        == "`\(file.path)` should be a file that can be read. Found: No such file or directory.")
  }

  @Test func refusesAFolder() {
    #expect(
      errorText { _ = try ByteStream(folder.url) }
        == "`\(folder.url.path)` should be a file that can be read. Found: Is a directory.")
  }

  @Test func refusesATruncatedGzipFile() {
    let file = folder.write(Array(gzip([UInt8](repeating: 7, count: 1000)).dropLast(6)), "cut.gz")
    #expect(
      errorText { _ = try ByteStream(file).rest() }
        == "`\(file.path)` should be a complete gzip file. Found its end after 1000 uncompressed bytes.")
  }

  @Test func refusesADamagedGzipFile() {
    var bytes = gzip([UInt8](repeating: 7, count: 1000))
    bytes[bytes.count - 6] ^= 1
    let file = folder.write(bytes, "damaged.gz")
    #expect(
      errorText { _ = try ByteStream(file).rest() }
        == "`\(file.path)` should be intact gzip. Found incorrect data check after 1000 uncompressed bytes.")
  }

  @Test func refusesBytesAfterTheGzipData() {
    let file = folder.write(gzip([5]) + [1, 2, 3], "more.gz")
    #expect(
      errorText { _ = try ByteStream(file).rest() }
        == "`\(file.path)` should end with its gzip data. Found further bytes after 1 uncompressed ones.")
  }

  @Test func refusesMoreThanItsLimit() {
    let file = folder.write(gzip([UInt8](repeating: 0, count: 1001)), "bomb.gz")
    #expect(
      errorText { _ = try ByteStream(file).rest(limit: 1000) }
        == "`\(file.path)` should hold at most 1000 bytes once uncompressed. Found more.")
  }
}
