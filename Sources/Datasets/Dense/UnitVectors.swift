import Foundation
import Tasks

/// The directions of one file of normals, component by component: `[3, pixel]`. The zero vector is a missing direction.
struct UnitVectors {
  private let values: UnsafeMutableBufferPointer<Float>
  private let pixels: Int

  /// The smallest length of a mean of unit vectors that still points in a direction.
  static let shortest: Float = 0.1

  init(_ values: UnsafeMutableBufferPointer<Float>) {
    self.values = values
    pixels = values.count / 3
  }

  /// Maps bytes 0 … 255 to −1 … 1. Black and the middle become missing.
  func unpackBytes() {
    for pixel in 0..<pixels {
      let bytes = (0..<3).map { values[$0 * pixels + pixel] }
      let isMissing = bytes.allSatisfy { $0 == 0 } || bytes.allSatisfy { $0 == 127 || $0 == 128 }
      for channel in 0..<3 { values[channel * pixels + pixel] = isMissing ? 0 : bytes[channel] / 127.5 - 1 }
    }
  }

  /// Brings vectors that are shorter than 1, as interpolation between pixels leaves them, to length 1. Vectors of
  /// length 1 stay unchanged unless they come from bytes. Vectors that point nowhere become missing.
  ///
  /// - Returns: the number of vectors shorter than 1.
  /// - Throws: `DatasetError` for vectors longer than 1, which no interpolation leaves.
  func normalise(_ file: PixelFile) throws -> ShortVectors {
    let tolerance = Float(DirectionLabels.lengthTolerance)
    let high = (1 + tolerance) * (1 + tolerance), low = (1 - tolerance) * (1 - tolerance)
    let keeps = !file.isBytes
    var tooLong = 0, first: Int?, short = ShortVectors()
    for pixel in 0..<pixels {
      let (x, y, z) = (values[pixel], values[pixels + pixel], values[2 * pixels + pixel])
      let square = x * x + y * y + z * z
      if keeps && square >= low && square <= high || (x, y, z) == (0, 0, 0) { continue }
      if square > high {
        tooLong += 1
        first = first ?? pixel
        continue
      }
      let length = square.squareRoot(), isDirection = length >= Self.shortest
      if !isDirection { short.dropped += 1 } else if square < low { short.lengthened += 1 }
      values[pixel] = isDirection ? x / length : 0
      values[pixels + pixel] = isDirection ? y / length : 0
      values[2 * pixels + pixel] = isDirection ? z / length : 0
    }
    guard let first else { return short }
    let vector = (0..<3).map { values[$0 * pixels + first] }
    let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
    throw DatasetError(
      "`\(file.path)` should hold directions of length 1, or zero vectors where there is none. Found a length of \(length) at "
        + "\(file.place(first))\(tooLong > 1 ? ", and \(tooLong - 1) more above 1" : "").")
  }
}

/// The numbers of vectors that were shorter than 1.
struct ShortVectors {
  /// The number of vectors that were brought to length 1.
  var lengthened = 0
  /// The number of vectors that point nowhere and became missing.
  var dropped = 0
}

/// The short vectors of all files, counted by several threads.
final class ShortVectorCount: @unchecked Sendable {
  private let lock = NSLock()
  private var total = ShortVectors()

  func add(_ part: ShortVectors) {
    lock.withLock {
      total.lengthened += part.lengthened
      total.dropped += part.dropped
    }
  }

  /// The sentence on the files of a pattern; empty if all vectors have length 1.
  func notes(on pattern: String) -> [String] {
    let short = lock.withLock { total }
    guard short.lengthened + short.dropped > 0 else { return [] }
    return [
      "`\(pattern)` should hold directions of length 1. Of the shorter ones, \(short.lengthened) were brought to it, and "
        + "\(short.dropped) below \(UnitVectors.shortest) are no label."
    ]
  }
}
