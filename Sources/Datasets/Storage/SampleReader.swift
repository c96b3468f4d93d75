/// A reader of a data set's samples from their files, one at a time.
protocol SampleReader: Sendable {
  /// The fields of a sample; the input comes first.
  var fields: [SampleField] { get }

  /// The paths of the files of each sample.
  var files: [[String]] { get }

  /// The settings that decide the values in addition to the files, such as sizes, as a text. Readers with different
  /// settings have different texts.
  var settings: String { get }

  /// Sentences on what deserves a look in the samples that were read so far, though nothing is wrong.
  var notes: [String] { get }

  /// Reads one sample: the values of each field, in the order of `fields`, into memory of that field's size. Several
  /// threads call this at once.
  ///
  /// - Throws: `DatasetError` that names the file and what is wrong with it.
  func read(_ index: Int, into targets: [UnsafeMutableRawBufferPointer]) throws
}

extension SampleReader {
  var notes: [String] { [] }
}

/// A sample that cannot be used, and why.
public struct DamagedSample: Hashable, Sendable, Codable {
  /// The sample's number in the order of the files.
  public let sample: Int
  /// The reason, with the file.
  public let reason: String

  public init(sample: Int, reason: String) {
    self.sample = sample
    self.reason = reason
  }

  /// The error for more damaged samples than a limit.
  ///
  /// - Parameter isComplete: whether every sample was looked at.
  static func error(_ damaged: [DamagedSample], limit: Int, isComplete: Bool) -> DatasetError {
    let found = "\(damaged.count)\(isComplete ? "" : " before reading stopped")"
    return DatasetError(
      "The data should have at most \(limit) damaged samples (`damaged-limit`). Found \(found):" + list(damaged))
  }

  /// The error for a split without any intact sample.
  static func error(emptySplit split: Split, of path: String, _ damaged: [DamagedSample]) -> DatasetError {
    DatasetError(
      "The split `\(split)` of `\(path)` should have samples. Found none"
        + (damaged.isEmpty ? "." : " that is intact:" + list(damaged)))
  }

  /// The first reasons, a line each.
  private static func list(_ damaged: [DamagedSample]) -> String {
    let rest = damaged.count > listed ? ["… and \(damaged.count - listed) more"] : []
    return (damaged.prefix(listed).map(\.reason) + rest).map { "\n  " + $0 }.joined()
  }

  /// The largest number of reasons that an error holds.
  private static let listed = 10
}
