import Components
import Foundation
import Localisation

/// DIARETDB1 2.1: 89 fundus photographs of 1500×1152 pixels in which four experts have marked lesions, 28 for training and 61 for
/// test.
///
/// Source: T. Kauppi et al., [The DIARETDB1 Diabetic Retinopathy Database and Evaluation
/// Protocol](https://doi.org/10.5244/C.21.15), BMVC 2007.
public struct DIARETDB1: Hashable, Sendable {
  /// A photograph with the markings of each expert.
  public struct Photograph: Hashable, Sendable {
    /// The photograph, a PNG.
    public let picture: URL
    /// The XML file of each of four experts.
    public let experts: [URL]
  }

  /// A kind of lesion that the published protocol evaluates. The raw values are those of the files.
  public enum Lesion: String, Sendable, Hashable, CaseIterable {
    case hardExudates = "Hard_exudates"
    case softExudates = "Soft_exudates"
    case redSmallDots = "Red_small_dots"
    case haemorrhages = "Haemorrhages"
  }

  /// The number of experts.
  public static let experts = 4

  /// The photographs for training.
  public let train: [Photograph]
  /// The photographs for test.
  public let test: [Photograph]

  /// Reads the lists `ddb1_v02_01_train_plain.txt` and `ddb1_v02_01_test_plain.txt` of a folder. A line holds the path of a
  /// photograph and those of four XML files, all below the folder.
  ///
  /// - Throws: `DatasetError` with file and line for another number of paths, a path that leaves the folder, a photograph that stands
  ///   twice, or a list without photographs.
  public init(folder: URL) throws {
    var places: [String: String] = [:]
    func list(_ name: String) throws -> [Photograph] {
      let file = folder.appending(path: name)
      let bytes = try ByteStream(file, textLimit: Self.longestList).rest(limit: Self.longestList)
      let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      let photographs: [Photograph] = try lines.enumerated().compactMap { number, line in
        let paths = String(decoding: line, as: UTF8.self).split(whereSeparator: \.isWhitespace).map(String.init)
        guard !paths.isEmpty else { return nil }
        let place = "`\(file.path)` line \(number + 1)"
        guard paths.count == 1 + Self.experts else {
          throw DatasetError(
            "\(place) should hold the paths of a photograph and \(Self.experts) files of markings. Found \(paths.count) paths."
          )
        }
        for path in paths where path.hasPrefix("/") || path.split(separator: "/").contains("..") {
          throw DatasetError("\(place) should hold paths below its folder. Found \(Found.quoted(path)).")
        }
        if let other = places.updateValue(place, forKey: paths[0]) {
          throw DatasetError(
            "\(place) should name a photograph of its own. Found `\(Found.cut(paths[0]))`, which is in \(other).")
        }
        return Photograph(
          picture: folder.appending(path: paths[0]), experts: paths.dropFirst().map { folder.appending(path: $0) })
      }
      guard !photographs.isEmpty else { throw DatasetError("`\(file.path)` should name photographs. Found none.") }
      return photographs
    }
    train = try list("ddb1_v02_01_train_plain.txt")
    test = try list("ddb1_v02_01_test_plain.txt")
  }

  /// The largest list in bytes; published lists have some thousand.
  private static let longestList = 1 << 20
}

extension DIARETDB1.Photograph {
  /// The markings of each expert.
  ///
  /// - Throws: `DatasetError` as ``MarkingFile/init(_:)``.
  public func markings() throws -> [[Marking]] { try experts.map { try MarkingFile($0).markings } }

  /// The pixels of a lesion by the experts' consensus: the mean of their degrees of belief is at least 0.75.
  ///
  /// - Parameters:
  ///   - height: the height of the photograph in pixels, 1152 in the published files.
  ///   - width: the width of the photograph in pixels, 1500 in the published files.
  /// - Throws: `DatasetError` if a file of markings is wrong, `LocalisationError` for a size that is not positive.
  public func consensus(on lesion: DIARETDB1.Lesion, height: Int, width: Int) throws -> Mask {
    try MarkingConsensus.mask(try markings(), type: lesion.rawValue, height: height, width: width)
  }
}
