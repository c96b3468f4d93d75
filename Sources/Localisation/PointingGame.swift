import Statistics

/// Whether the largest pixel of a heat map lies on what it should show.
///
/// Images without boxes are left out.
///
/// Source: J. Zhang, S. Bargal, Z. Lin, J. Brandt, X. Shen, S. Sclaroff, [Top-down Neural Attention by Excitation
/// Backprop](https://arxiv.org/abs/1608.00507), International Journal of Computer Vision 126, 2018.
public struct PointingGame: Hashable, Sendable {
  /// Whether each image is a hit; nil for an image without boxes.
  public let results: [Bool?]

  /// Plays the game.
  ///
  /// - Parameters:
  ///   - maps: the heat map of each image. Of several largest pixels the first counts, row by row.
  ///   - boxes: the boxes of each image.
  ///   - fields: where to look for the largest pixel of each image; nil for everywhere.
  /// - Throws: `LocalisationError` for lists of different lengths, a box that is not in its image, or a field of another size or
  ///   without pixels.
  public init(maps: [Plane], boxes: [[Box]], fields: [Mask]? = nil) throws {
    try LocalisationError.checkCounts(
      [("boxes", boxes.count), ("fields", fields?.count ?? maps.count)], images: maps.count)
    results = try maps.indices.map { image in
      let map = maps[image]
      for box in boxes[image] { try box.check(height: map.height, width: map.width) }
      guard !boxes[image].isEmpty else { return nil }
      let pixel = try map.largestPixel(inside: fields?[image])
      return boxes[image].contains { $0.contains(row: pixel.row, column: pixel.column) }
    }
  }

  /// The number of images with boxes.
  public var images: Int { results.count { $0 != nil } }

  /// The number of images whose largest pixel lies in a box.
  public var hits: Int { results.count { $0 == true } }

  /// The share of hits; nil if no image has boxes.
  public var hitRate: Double? { images > 0 ? Double(hits) / Double(images) : nil }

  /// The hit rate of a pixel that is drawn at random: the mean share of an image that its boxes cover, over images with boxes.
  ///
  /// - Parameter fields: where the pixel is drawn; nil for the whole image.
  /// - Returns: nil if no image has boxes.
  /// - Throws: `LocalisationError` as ``init(maps:boxes:fields:)``.
  public static func chance(
    boxes: [[Box]], height: Int, width: Int, fields: [Mask]? = nil
  ) throws -> Double? {
    try LocalisationError.checkCounts([("fields", fields?.count ?? boxes.count)], images: boxes.count)
    let covers: [Double] = try boxes.indices.compactMap { image in
      let mask = try boxes[image].mask(height: height, width: width)
      guard !boxes[image].isEmpty else { return nil }
      guard let field = fields?[image] else { return Double(mask.count) / Double(mask.values.count) }
      let inside = try mask.intersection(field).count
      guard field.count > 0 else { throw LocalisationError("`field` should mark at least one pixel. Found none.") }
      return Double(inside) / Double(field.count)
    }
    return Statistics.mean(covers)
  }
}
