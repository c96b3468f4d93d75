import Statistics

/// Scores of images that do or do not show something, and how well they tell one from the other: the receiver operating
/// characteristic.
public struct ImageScores: Hashable, Sendable {
  /// The score of each image, finite.
  public let scores: [Double]
  /// Whether each image shows it.
  public let labels: [Bool]

  /// Creates scores.
  ///
  /// - Throws: `LocalisationError` for lists of different lengths or a score that is not finite.
  public init(_ scores: [Double], labels: [Bool]) throws {
    guard scores.count == labels.count else {
      throw LocalisationError(
        "`labels` should have an entry for each of \(scores.count) scores. Found \(labels.count).")
    }
    if let wrong = scores.first(where: { !$0.isFinite }) {
      throw LocalisationError("`scores` should be finite. Found \(wrong).")
    }
    (self.scores, self.labels) = (scores, labels)
  }

  /// A rule that makes one score of a heat map.
  public enum Rule: String, Sendable, CaseIterable {
    /// The mean over all pixels, which for a class activation map is the head's score less its bias.
    case mean
    /// The largest pixel. It reaches a threshold exactly if the map has a proposal at that threshold.
    case largest
  }

  /// The score of each map.
  ///
  /// - Parameter fields: where the pixels of each map count; nil for everywhere.
  /// - Throws: `LocalisationError` for lists of different lengths, or a field of another size or without pixels.
  public static func scores(of maps: [Plane], by rule: Rule, fields: [Mask]? = nil) throws -> [Double] {
    try LocalisationError.checkCounts([("fields", fields?.count ?? maps.count)], images: maps.count)
    return try maps.indices.map { image in
      let map = maps[image], field = fields?[image]
      let pixel = try map.largestPixel(inside: field)
      switch rule {
      case .largest: return map[pixel.row, pixel.column]
      case .mean:
        guard let field else { return map.mean }
        return zip(map.values, field.values).reduce(0) { $1.1 ? $0 + $1.0 : $0 } / Double(field.count)
      }
    }
  }

  /// The area under the receiver operating characteristic of some images: the share of pairs of an image that shows it and one that
  /// does not in which the first has the larger score; equal scores count half (the Mann–Whitney statistic).
  ///
  /// - Parameter images: places of ``scores``, which may repeat; nil for all.
  /// - Returns: nil if one of the two labels is absent.
  /// - Throws: `LocalisationError` for an image that does not exist.
  public func area(of images: [Int]? = nil) throws -> Double? {
    let images = images ?? Array(scores.indices)
    try LocalisationError.checkPlaces(images, count: scores.count)
    // Concordance counts the pairs in which the larger risk has the event first: an image that shows it at time 0, the others,
    // without an event, at time 1.
    let times = SurvivalTimes(images.map { labels[$0] ? 0 : 1 }, events: images.map { labels[$0] })
    return Concordance(images.map { scores[$0] }, times).value
  }

  /// The interval of ``area(of:)`` over images.
  ///
  /// - Throws: `LocalisationError` if the bootstrap is of more images.
  package func areaInterval(_ bootstrap: ImageBootstrap) throws -> Interval? {
    try bootstrap.interval { try area(of: $0) }
  }

  /// A point of the characteristic: what holds if an image with at least the threshold counts as showing it.
  public struct Point: Hashable, Sendable {
    public let threshold: Double
    /// The share of images that show it with a score of at least the threshold.
    public let sensitivity: Double
    /// The share of images that do not show it with a score below the threshold.
    public let specificity: Double
  }

  /// The points of all thresholds that make a difference, from the highest, which only the largest score reaches, to the lowest;
  /// none if one of the two labels is absent.
  public var points: [Point] {
    let order = scores.indices.sorted { scores[$0] > scores[$1] }
    let positives = labels.count { $0 }, negatives = labels.count - positives
    guard positives > 0, negatives > 0 else { return [] }
    var (hits, misses) = (0, 0), points: [Point] = []
    for (place, image) in order.enumerated() {
      if labels[image] { hits += 1 } else { misses += 1 }
      if place + 1 < order.count, scores[order[place + 1]] == scores[image] { continue }
      points.append(
        Point(
          threshold: scores[image], sensitivity: Double(hits) / Double(positives),
          specificity: 1 - Double(misses) / Double(negatives)))
    }
    return points
  }
}
