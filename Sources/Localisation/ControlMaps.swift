import Statistics

/// Maps that should not find anything, with which the maps of a network are compared. They have the same values and forms, in the
/// wrong place or of the wrong image.
public enum ControlMaps {
  /// The map moved down and to the right; what leaves the image at one side comes back at the other.
  ///
  /// - Parameters:
  ///   - rows: the distance down in pixels; nil for half of the height.
  ///   - columns: the distance to the right in pixels; nil for half of the width.
  public static func shifted(_ map: Plane, rows: Int? = nil, columns: Int? = nil) -> Plane {
    func place(_ place: Int, _ distance: Int, _ length: Int) -> Int {
      ((place - distance % length) % length + length) % length
    }
    let (rows, columns) = (rows ?? map.height / 2, columns ?? map.width / 2)
    let values = (0..<map.height).flatMap { row in
      (0..<map.width).map { column in
        map[place(row, rows, map.height), place(column, columns, map.width)]
      }
    }
    return Plane(finite: values, height: map.height, width: map.width)
  }

  /// Another image for each image, at random: a single cycle through all, so that no image gets its own map and each is used once.
  ///
  /// Source: S. Sattolo, An Algorithm to Generate a Random Cyclic Permutation, Information Processing Letters 22, 1986.
  ///
  /// - Parameter count: the number of images, at least 2.
  /// - Throws: `LocalisationError` for fewer images.
  public static func others(of count: Int, seed: UInt64) throws -> [Int] {
    guard count > 1 else {
      throw LocalisationError("There should be at least 2 images, so that each has another one. Found \(count).")
    }
    var generator = SplitMix64(key: seed, 0x6f74_6865_72), order = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) { order.swapAt(last, generator.integer(below: last)) }
    return order
  }
}
