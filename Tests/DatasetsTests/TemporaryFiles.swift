import CZlib
import Foundation
import TestSupport

/// A folder that lasts as long as the value.
final class TemporaryFolder {
  let url = FileManager.default.temporaryDirectory.appendingPathComponent("datasets-\(UUID().uuidString)")

  init() { try! FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }

  deinit { try? FileManager.default.removeItem(at: url) }

  func write(_ bytes: [UInt8], _ name: String) -> URL {
    let file = url.appendingPathComponent(name)
    try! Data(bytes).write(to: file)
    return file
  }

  func write(_ text: String, _ name: String = "table.csv") -> URL { write(Array(text.utf8), name) }
}

/// The bytes as one gzip member.
func gzip(_ bytes: [UInt8]) -> [UInt8] {
  var stream = z_stream()
  deflateInit2_(
    &stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
  defer { deflateEnd(&stream) }
  var input = bytes, output = [UInt8](repeating: 0, count: bytes.count + 100)
  let count = input.count, room = output.count
  input.withUnsafeMutableBufferPointer { source in
    output.withUnsafeMutableBufferPointer { target in
      stream.next_in = source.baseAddress
      stream.avail_in = UInt32(count)
      stream.next_out = target.baseAddress
      stream.avail_out = UInt32(room)
      deflate(&stream, Z_FINISH)
    }
  }
  return Array(output[..<(room - Int(stream.avail_out))])
}

/// The text of the error that `body` throws, or "" where it throws none.
func errorText(_ body: () throws -> Void) -> String {
  do {
    try body()
    return ""
  } catch { return "\(error)" }
}

/// The package's own folder.
let packageFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

/// A folder of real data: below `EQUIPOISE_DATA`, else below `examples/data`; nil where there is none.
func dataFolder(_ name: String) -> URL? {
  let root =
    ProcessInfo.processInfo.environment["EQUIPOISE_DATA"].map { URL(fileURLWithPath: $0) }
    ?? packageFolder.appendingPathComponent("examples/data")
  let folder = root.appendingPathComponent(name)
  return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
}
