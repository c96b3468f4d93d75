extension Plane {
  /// The plane in another size, each new pixel a mean of the four old ones around its place. The results are those of PyTorch's
  /// bilinear `interpolate` without a filter, so a plane that shrinks to less than half loses pixels.
  ///
  /// - Parameters:
  ///   - alignsCorners: whether the centres of the corner pixels fall on those of the old ones; otherwise the edges of the
  ///     images do.
  /// - Throws: `LocalisationError` for sizes that are not positive or have too many pixels.
  public func resized(height newHeight: Int, width newWidth: Int, alignsCorners: Bool = false) throws -> Plane {
    let (pixels, overflows) = newHeight.multipliedReportingOverflow(by: newWidth)
    guard newHeight > 0, newWidth > 0, !overflows, pixels <= Self.mostPixels else {
      throw LocalisationError(
        "A plane should be resized to 1 to \(Self.mostPixels) pixels. Found \(newHeight)×\(newWidth).")
    }
    let rows = (0..<newHeight).map { Neighbours($0, of: newHeight, from: height, alignsCorners: alignsCorners) }
    let columns = (0..<newWidth).map { Neighbours($0, of: newWidth, from: width, alignsCorners: alignsCorners) }
    var result: [Double] = []
    result.reserveCapacity(pixels)
    for row in rows {
      for column in columns {
        let above = column.mean(self[row.first, column.first], self[row.first, column.second])
        let below = column.mean(self[row.second, column.first], self[row.second, column.second])
        result.append(row.mean(above, below))
      }
    }
    return Plane(finite: result, height: newHeight, width: newWidth)
  }

  /// The largest number of pixels of a resized plane, more than any picture has.
  private static let mostPixels = 1 << 30
}

/// The two old pixels of a line between which a new one lies.
private struct Neighbours {
  let first: Int
  let second: Int
  /// The weight of the second.
  let share: Double

  init(_ place: Int, of count: Int, from old: Int, alignsCorners: Bool) {
    let position: Double
    if alignsCorners {
      position = count > 1 ? Double(place) * Double(old - 1) / Double(count - 1) : 0
    } else {
      position = max(0, (Double(place) + 0.5) * Double(old) / Double(count) - 0.5)
    }
    first = min(Int(position), old - 1)
    second = min(first + 1, old - 1)
    share = position - Double(first)
  }

  func mean(_ a: Double, _ b: Double) -> Double { (1 - share) * a + share * b }
}
