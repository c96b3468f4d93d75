/// An input that localisation cannot work with. The text says what should hold and what was found.
public struct LocalisationError: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}

extension LocalisationError {
  /// Checks that lists have an entry for each image.
  ///
  /// - Parameters:
  ///   - lists: the lists with their names in errors.
  ///   - count: the number of images, which should be positive.
  static func checkCounts(_ lists: [(name: String, count: Int)], images count: Int) throws {
    guard count > 0 else { throw LocalisationError("`maps` should hold the map of at least one image. Found none.") }
    for list in lists where list.count != count {
      throw LocalisationError("`\(list.name)` should have an entry for each of \(count) images. Found \(list.count).")
    }
  }

  /// Checks that images exist.
  ///
  /// - Parameters:
  ///   - places: the numbers of the images.
  ///   - count: the number of all images.
  static func checkPlaces(_ places: [Int], count: Int) throws {
    guard let wrong = places.first(where: { !(0..<count).contains($0) }) else { return }
    throw LocalisationError("`images` should hold numbers from 0 to below \(count). Found \(wrong).")
  }

  /// Checks that two images are of one size, in pixels.
  static func checkSizes(_ name: String, _ found: (Int, Int), as size: (Int, Int)) throws {
    guard found == size else {
      throw LocalisationError(
        "`\(name)` should be of \(size.0)×\(size.1) pixels, as the image. Found \(found.0)×\(found.1).")
    }
  }
}
