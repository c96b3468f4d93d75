import Foundation
import TestSupport

/// Files that other tools wrote.
enum Fixtures {
  static func url(_ name: String) -> URL { packageFolder.appending(path: "Tests/Fixtures/\(name)") }

  /// A new folder, removed behind `body`.
  static func withFolder<R>(_ body: (URL) throws -> R) throws -> R {
    let folder = TemporaryFolder()
    return try withExtendedLifetime(folder) { try body(folder.url) }
  }
}

/// The same numbers at every run (splitmix64), so that a failure can be repeated.
struct SeededRandom: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
