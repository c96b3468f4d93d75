/// What several experts agree on in a picture: the mean over experts of how sure each is that a pixel shows something.
///
/// An expert's degree of belief in a pixel is the largest one of his or her markings there, and 0 without one.
///
/// Source: T. Kauppi et al., [The DIARETDB1 Diabetic Retinopathy Database and Evaluation
/// Protocol](https://doi.org/10.5244/C.21.15), BMVC 2007.
public enum MarkingConsensus {
  /// The mean degree of belief from which a pixel counts as lesion, in the protocol of DIARETDB1.
  public static let usualThreshold = 0.75

  /// The mean degree of belief in each pixel, from 0 to 1.
  ///
  /// - Parameters:
  ///   - experts: the markings of each expert, at least one expert; an expert without markings counts with 0.
  ///   - type: the kind of marking that counts.
  /// - Throws: `LocalisationError` for no expert, an image without a pixel or with too many, or a marking that cannot be drawn.
  public static func map(_ experts: [[Marking]], type: String, height: Int, width: Int) throws -> Plane {
    guard !experts.isEmpty else { throw LocalisationError("`experts` should hold at least one list. Found none.") }
    let (pixels, overflows) = height.multipliedReportingOverflow(by: width)
    guard height > 0, width > 0, !overflows, pixels <= mostPixels else {
      throw LocalisationError("A picture should have 1 to \(mostPixels) pixels. Found \(height)×\(width).")
    }
    var sums = [Double](repeating: 0, count: pixels)
    for markings in experts {
      var own = [Double](repeating: 0, count: pixels)
      for marking in markings where marking.type == type {
        try marking.check()
        for place in marking.shape.pixels(height: height, width: width) {
          own[place] = max(own[place], marking.confidence.degree)
        }
      }
      for place in own.indices { sums[place] += own[place] }
    }
    return Plane(finite: sums.map { $0 / Double(experts.count) }, height: height, width: width)
  }

  /// The pixels that count as lesion: those with a mean degree of at least a threshold.
  ///
  /// - Throws: `LocalisationError` as ``map(_:type:height:width:)``.
  public static func mask(
    _ experts: [[Marking]], type: String, height: Int, width: Int, threshold: Double = usualThreshold
  ) throws -> Mask {
    try map(experts, type: type, height: height, width: width).mask(from: threshold)
  }

  /// The largest number of pixels of a picture: more than any camera's.
  private static let mostPixels = 1 << 28
}
