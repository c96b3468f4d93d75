/// The free-response receiver operating characteristic: how many lesions are found, against how many false proposals an image has,
/// as the threshold of the maps changes.
///
/// A lesion is found if a proposal hits it. A proposal that hits no lesion is a false positive. A low threshold joins proposals, so
/// the number of false positives may fall again as the threshold falls: a threshold that the whole field of view reaches makes
/// one proposal that overlaps every lesion. Thresholds should therefore begin well above the smallest value of the maps.
///
/// Source: P. Bunch, J. Hamilton, G. Sanderson, A. Simmons, [A Free-Response Approach to the Measurement and Characterization of
/// Radiographic-Observer Performance](https://doi.org/10.1117/12.955926), Proceedings of SPIE 127, 1977.
public struct FROC: Hashable, Sendable {
  /// The counts of one threshold over some images.
  public struct Point: Hashable, Sendable {
    public let threshold: Double
    /// The number of lesions that are found.
    public let hits: Int
    /// The number of all lesions.
    public let lesions: Int
    /// The number of proposals.
    public let proposals: Int
    /// The number of proposals that hit no lesion.
    public let falsePositives: Int
    /// The number of images.
    public let images: Int

    /// The share of lesions that are found; nil without lesions.
    public var sensitivity: Double? { lesions > 0 ? Double(hits) / Double(lesions) : nil }
    /// The mean number of false positives of an image.
    public var falsePositivesPerImage: Double { Double(falsePositives) / Double(images) }
  }

  /// The counts of one image at one threshold.
  private struct Count: Hashable {
    let hits: Int
    let proposals: Int
    let falsePositives: Int
  }

  /// The thresholds, from the highest to the lowest.
  public let thresholds: [Double]
  /// The number of lesions of each image.
  public let lesions: [Int]
  /// The counts, for each threshold and image.
  private let counts: [[Count]]

  /// Counts hits and false positives.
  ///
  /// - Parameters:
  ///   - maps: the heat map of each image.
  ///   - boxes: the lesions of each image; images without lesions count for the false positives.
  ///   - fields: where each image can have proposals; nil for everywhere.
  ///   - thresholds: in any order, at least one.
  /// - Throws: `LocalisationError` for lists of different lengths, maps and fields of different sizes, a box that is not in its
  ///   image, or a threshold that is not a number.
  public init(
    maps: [Plane], boxes: [[Box]], fields: [Mask]? = nil, thresholds: [Double], hit rule: Proposals.HitRule = .overlap,
    connectivity: ConnectedRegions.Connectivity = .eight
  ) throws {
    try LocalisationError.checkCounts(
      [("boxes", boxes.count), ("fields", fields?.count ?? maps.count)], images: maps.count)
    guard !thresholds.isEmpty else {
      throw LocalisationError("`thresholds` should hold at least one number. Found none.")
    }
    self.thresholds = thresholds.sorted(by: >)
    lesions = boxes.map(\.count)
    counts = try self.thresholds.map { threshold in
      try maps.indices.map { image in
        let proposals = try Proposals(
          in: maps[image], threshold: threshold, inside: fields?[image], connectivity: connectivity)
        let hits = try proposals.hits(on: boxes[image], by: rule)
        return Count(
          hits: hits.boxes.count { $0 }, proposals: proposals.count, falsePositives: hits.falsePositives)
      }
    }
  }

  /// The number of images.
  public var images: Int { lesions.count }

  /// The points over all images, from the highest threshold to the lowest.
  public var points: [Point] { counted(Array(lesions.indices)) }

  /// The points over some images, from the highest threshold to the lowest.
  ///
  /// - Parameter images: at least one of 0 ..< ``images``. An image that is listed several times counts as often.
  /// - Throws: `LocalisationError` for no image or one that does not exist.
  public func points(of images: [Int]) throws -> [Point] {
    guard !images.isEmpty else { throw LocalisationError("`images` should hold at least one image. Found none.") }
    try LocalisationError.checkPlaces(images, count: lesions.count)
    return counted(images)
  }

  private func counted(_ images: [Int]) -> [Point] {
    zip(thresholds, counts).map { threshold, counts in
      Point(
        threshold: threshold, hits: images.reduce(0) { $0 + counts[$1].hits },
        lesions: images.reduce(0) { $0 + lesions[$1] }, proposals: images.reduce(0) { $0 + counts[$1].proposals },
        falsePositives: images.reduce(0) { $0 + counts[$1].falsePositives }, images: images.count)
    }
  }

  /// The sensitivity at a number of false positives per image.
  ///
  /// The curve begins at no proposal, which is no hit and no false positive, and goes through the points as the threshold falls.
  /// The result is where the curve first exceeds the number, by linear interpolation. A curve that never exceeds it has
  /// the sensitivity of its lowest threshold.
  ///
  /// - Parameters:
  ///   - number: at least 0.
  ///   - images: the images that count, as in ``points(of:)``; nil for all.
  /// - Returns: nil if there is no lesion.
  /// - Throws: `LocalisationError` as ``points(of:)``, and for a number below 0.
  public func sensitivity(atFalsePositivesPerImage number: Double, of images: [Int]? = nil) throws -> Double? {
    guard number >= 0 else {
      throw LocalisationError("The number of false positives per image should be at least 0. Found \(number).")
    }
    let points = try points(of: images ?? Array(lesions.indices))
    guard points[0].lesions > 0 else { return nil }
    var before = (falsePositives: 0.0, sensitivity: 0.0)
    for point in points {
      let here = (falsePositives: point.falsePositivesPerImage, sensitivity: point.sensitivity ?? 0)
      if here.falsePositives > number {
        let share = (number - before.falsePositives) / (here.falsePositives - before.falsePositives)
        return before.sensitivity + share * (here.sensitivity - before.sensitivity)
      }
      before = here
    }
    return before.sensitivity
  }
}
