/// Reads the samples of a data set one at a time from their files.
protocol SampleReader: Sendable {
  /// What a sample consists of; the input comes first.
  var fields: [SampleField] { get }

  /// For each sample, the paths of its files.
  var files: [[String]] { get }

  /// What beside the files decides the values, such as sizes: two readers of other settings have other texts.
  var settings: String { get }

  /// What deserves a look in the samples that were read so far, though nothing is wrong.
  var notes: [String] { get }

  /// Reads one sample: the values of each field, in the order of `fields`, into memory of that field's size. Called from
  /// several threads at once.
  ///
  /// - Throws: `DatasetError` that names the file and what is wrong with it.
  func read(_ index: Int, into targets: [UnsafeMutableRawBufferPointer]) throws
}

extension SampleReader {
  var notes: [String] { [] }
}

/// A sample that cannot be used, and why.
public struct DamagedSample: Hashable, Sendable, Codable {
  /// Its number in the order of the files.
  public let sample: Int
  /// What is wrong, with the file.
  public let reason: String

  public init(sample: Int, reason: String) {
    self.sample = sample
    self.reason = reason
  }

  /// The error that a number of damaged samples above a limit is.
  ///
  /// - Parameter isComplete: whether every sample was looked at.
  static func error(_ damaged: [DamagedSample], limit: Int, isComplete: Bool) -> DatasetError {
    let found = "\(damaged.count)\(isComplete ? "" : " before reading stopped")"
    return DatasetError(
      "The data should have at most \(limit) damaged samples (`damaged-limit`). Found \(found):" + list(damaged))
  }

  /// The error that a split without any intact sample is.
  static func error(emptySplit split: Split, of path: String, _ damaged: [DamagedSample]) -> DatasetError {
    DatasetError(
      "The split `\(split)` of `\(path)` should have samples. Found none"
        + (damaged.isEmpty ? "." : " that is intact:" + list(damaged)))
  }

  /// A line for each of the first reasons.
  private static func list(_ damaged: [DamagedSample]) -> String {
    let rest = damaged.count > listed ? ["… and \(damaged.count - listed) more"] : []
    return (damaged.prefix(listed).map(\.reason) + rest).map { "\n  " + $0 }.joined()
  }

  /// How many reasons an error holds.
  private static let listed = 10
}
