import Foundation

/// The JSON that `--json` prints: keys in order, numbers in full.
enum JSONText {
  static func encode(_ value: some Encodable) throws -> String {
    String(decoding: try RunFolder.encoder(.prettyPrinted).encode(value), as: UTF8.self)
  }
}
