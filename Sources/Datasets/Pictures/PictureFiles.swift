import Foundation
import Torch

/// Pictures to predict for, read like those of a training: one file, or all below a folder.
public struct PictureFiles: Sendable {
  /// The paths below the folder, or the file's own name.
  public let names: [String]
  private let paths: [String]

  /// The endings of names, in capitals or not: JPEGs, PNGs, and arrays with channels last.
  private static let endings: Set = ["jpg", "jpeg", "png", "npy"]

  /// Finds the pictures.
  ///
  /// - Parameter url: a file, or a folder, below which links are followed and names that begin with a dot are ignored.
  /// - Throws: `DatasetError` for a folder without pictures or one that cannot be read.
  public init(_ url: URL) throws {
    guard Self.isFolder(url) else {
      (names, paths) = ([url.lastPathComponent], [url.path])
      return
    }
    names = try FolderWalk(url).files.filter(Self.isPicture).sortedByNumber()
    guard !names.isEmpty else {
      throw DatasetError(
        "`\(url.path)` should hold pictures (\(Self.endings.sorted().joined(separator: ", "))). Found none.")
    }
    paths = names.map { url.path + "/" + $0 }
  }

  /// Whether a path is read as pictures: a folder, or a name with a picture's ending.
  public static func arePictures(_ url: URL) -> Bool {
    isFolder(url) || isPicture(url.path) && !PixelFile.isNpy(url.path)
  }

  private static func isPicture(_ path: String) -> Bool {
    endings.contains((path as NSString).pathExtension.lowercased())
  }

  private static func isFolder(_ url: URL) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) && isFolder.boolValue
  }

  /// The pictures with some numbers, `[picture, 3, height, width]` in 0 … 1.
  ///
  /// - Parameter resizes: whether pictures are resized to the size; otherwise they should have it. Arrays always
  ///   should.
  /// - Throws: `DatasetError` that names the file and what is wrong with it.
  public func colours(_ numbers: Range<Int>, height: Int, width: Int, resizes: Bool) throws -> Tensor {
    let values = 3 * height * width, result = Tensor.empty([numbers.count, 3, height, width])
    try result.withUnsafeMutableBytes { bytes in
      let all = bytes.bindMemory(to: Float.self)
      for (position, number) in numbers.enumerated() {
        let file = try PixelFile(
          paths[number], .colours, channels: 3, size: .init(height: height, width: width),
          resizing: resizes ? .mean : nil)
        let target = UnsafeMutableBufferPointer(rebasing: all[position * values..<(position + 1) * values])
        try file.copyPlanes(to: target.baseAddress!)
        if file.isBytes { for index in target.indices { target[index] /= 255 } }
        try file.checkFinite(target, "colours")
      }
    }
    return result
  }
}
