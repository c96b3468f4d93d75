import Foundation
import Localisation

/// Fundus photographs of one size in an IDX file, `[photograph, row, column, colour]`, bytes of red, green and blue.
public struct FundusPhotographs: Sendable {
  /// The number of photographs.
  public let count: Int
  /// The height in pixels.
  public let height: Int
  /// The width in pixels.
  public let width: Int
  private let bytes: [UInt8]

  private static let colours = 3

  /// Reads a file, plain or gzip.
  ///
  /// - Throws: `DatasetError` if the file is damaged, or not of photographs with at least one pixel and three colours.
  public init(_ url: URL) throws {
    let file = try IDX(url, element: .uint8, rank: 4)
    guard file.shape.allSatisfy({ $0 > 0 }), file.shape[3] == Self.colours else {
      throw DatasetError(
        "`\(url.path)` should hold photographs of at least one pixel, `[photograph, row, column, 3]`. Found \(file.shape)."
      )
    }
    (count, height, width, bytes) = (file.shape[0], file.shape[1], file.shape[2], file.bytes)
  }

  /// The red, green and blue plane of a photograph, in 0 … 255.
  ///
  /// - Throws: `DatasetError` for a photograph that does not exist.
  public func channels(of photograph: Int) throws -> [Plane] {
    guard (0..<count).contains(photograph) else {
      throw DatasetError("`photograph` should be a number from 0 to below \(count). Found \(photograph).")
    }
    let pixels = height * width, start = photograph * pixels * Self.colours
    return try (0..<Self.colours).map { colour in
      let values = (0..<pixels).map { Double(bytes[start + $0 * Self.colours + colour]) }
      return try Plane(values, height: height, width: width)
    }
  }
}
