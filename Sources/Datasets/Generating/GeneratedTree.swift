import Foundation

/// A folder of generated files in exactly the format of a data set that people download, to try readers, configurations and
/// what they do with damaged files.
public enum GeneratedTree: String, CaseIterable, Sendable {
  case nyuv2, cityscapes, celeba

  /// Sizes and numbers of what is written.
  public struct Settings: Sendable {
    /// Training samples, or all pictures of CelebA.
    public var count = 16
    /// Samples of the folder `val`; a quarter of the training samples where nil.
    public var testCount: Int?
    /// Pixels; the data set's own where nil.
    public var height: Int?
    public var width: Int?
    public var seed: UInt64 = 0
    /// For Cityscapes: PNGs as its authors distribute them instead of npy files.
    public var isOriginal = false

    public init() {}
  }

  /// Writes the tree.
  ///
  /// - Returns: a sentence about what was written.
  /// - Throws: `DatasetError` for a number out of range, and where the folder holds files or cannot be written.
  public func write(to folder: URL, _ settings: Settings) throws -> String {
    guard settings.count >= 3 else { throw DatasetError("`count` should be at least 3. Found \(settings.count).") }
    if let count = settings.testCount, count < 1 { throw DatasetError("`test` should be positive. Found \(count).") }
    if let found = try? FileManager.default.contentsOfDirectory(atPath: folder.path), !found.isEmpty {
      throw DatasetError(
        "`\(folder.path)` should be a new folder or an empty one, so that no other files lie between the generated. "
          + "Found \(found.count) entries.")
    }
    switch self {
    case .nyuv2, .cityscapes: return try DenseTree(self, settings).write(to: folder)
    case .celeba: return try FaceTree(settings).write(to: folder)
    }
  }
}
