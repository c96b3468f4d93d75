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

  init(reading section: ConfigurationSection) throws {
    cache = try section.path("cache", default: Self.usualCache)
    damagedLimit = try section.int("damaged-limit", default: 0, in: 0...1_000_000_000)
  }

  func reading(_ reading: DataReading) -> FileReading {
    FileReading(cache: URL(filePath: cache), damagedLimit: reading.damagedLimit ?? damagedLimit)
  }
}

/// The training samples that are held out if the data has no folder for them.
struct HeldOutConfiguration: Sendable {
  var validation: Double
  var test = 0.0
  var seed: SplitDraw.Seed
  /// The fold whose samples are for test, instead of the share ``test``.
  private(set) var fold: Fold?
  /// The draw of the samples; nil if there are folders for both.
  private(set) var draw: SplitDraw?

  /// The share that the published protocols hold out: 159 of NYUv2's 795 samples, 595 of Cityscapes' 2975.
  static let publishedShare = 0.2

  /// Reads the section.
  ///
  /// - Parameters:
  ///   - validation: the default share; nil if there is a folder, so that none is asked for.
  ///   - test: the default share for test; nil if there is a folder.
  init(reading section: ConfigurationSection, validation usualValidation: Double?, test usualTest: Double? = nil) throws
  {
    validation = 0
    if let usualValidation {
      validation = try section.double("validation", default: usualValidation, in: .properFraction)
    }
    if let usualTest {
      test = try section.double("test", default: usualTest, in: .properFraction)
      guard test > 0 else {
        throw ConfigurationError(
          "`\(section.path(of: "test"))` should be positive, for there is no folder of test samples. Found 0.",
          at: section.given("test")?.origin ?? .default)
      }
    }
    seed = try section.splitSeed("seed")
    fold = usualTest == nil ? nil : try section.fold()
    if usualValidation != nil || usualTest != nil {
      draw = SplitDraw(seed: seed, drawsTest: usualTest != nil, fold: fold)
    }
    let tested = fold.map { 1 / Double($0.count) } ?? test
    guard validation + tested < 1 else {
      throw ConfigurationError(
        "`data.split` should leave samples for training. Found validation \(validation) and test \(tested).",
        at: section.node.origin)
    }
  }
}
