import Components
import Datasets
import Foundation

/// The keys that all kinds of data of many files have in common.
struct FileReadingConfiguration: Sendable {
  /// The absolute path of the folder in which decoded values are kept.
  var cache: String
  /// The largest number of samples that may be left out because their files cannot be used.
  var damagedLimit: Int

  /// The folder of kept values below the current folder, next to the runs.
  static let usualCache = "runs/.cache"

  /// The settings.
  ///
  /// - Parameter kept: what the folder of kept values holds.
  static func settings(keeping kept: String) -> [Setting] {
    [
      cacheSetting("path of the folder that keeps \(kept); it can be removed at any time"),
      Setting(
        "damaged-limit", .int(0...1_000_000_000), default: 0,
        "the number of samples that may be left out because a file is damaged; one more stops the run and names them"),
    ]
  }

  /// The setting of a folder of kept values.
  static func cacheSetting(_ meaning: String) -> Setting {
    Setting("cache", .path, default: .word(usualCache), meaning)
  }

  init(reading section: DeclaredSection) throws {
    cache = try section.path("cache")
    damagedLimit = try section.int("damaged-limit")
  }

  func reading(_ reading: DataReading) -> FileReading {
    FileReading(cache: URL(filePath: cache), damagedLimit: reading.damagedLimit ?? damagedLimit)
  }
}
