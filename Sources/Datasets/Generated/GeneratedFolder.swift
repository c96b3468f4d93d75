import Foundation

/// A folder of generated files in exactly the format of a data set that people download. Use it to try readers and
/// configurations, and what they do with damaged files.
public enum GeneratedFolder: String, CaseIterable, Sendable {
  case nyuv2, cityscapes, celeba

  /// The sizes and numbers of what is written.
  public struct Settings: Sendable {
    /// The number of training samples, or of all pictures of CelebA.
    public var count = 16
    /// The number of samples of the folder `val`; nil for a quarter of the training samples.
    public var testCount: Int?
    /// The height in pixels; nil for the data set's own.
    public var height: Int?
    public var width: Int?
    public var seed: UInt64 = 0
    /// Whether Cityscapes is written as PNGs, as its authors distribute it, instead of npy files.
    public var isOriginal = false

    public init() {}
  }

  /// Writes the tree.
  ///
  /// - Returns: a sentence about what was written.
  /// - Throws: `DatasetError` for a number out of range, and if the folder holds files or cannot be written.
  public func write(to folder: URL, _ settings: Settings) throws -> String {
    guard settings.count >= 3 else { throw DatasetError("`count` should be at least 3. Found \(settings.count).") }
    if let count = settings.testCount, count < 1 { throw DatasetError("`test` should be positive. Found \(count).") }
    if let found = try? FileManager.default.contentsOfDirectory(atPath: folder.path), !found.isEmpty {
      throw DatasetError(
        "`\(folder.path)` should be a new folder or an empty one, so that no other files lie between the generated. "
          + "Found \(found.count) entries.")
    }
    switch self {
    case .nyuv2, .cityscapes: return try DenseFolders(self, settings).write(to: folder)
    case .celeba: return try FaceFolder(settings).write(to: folder)
    }
  }
}
