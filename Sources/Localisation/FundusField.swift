/// The field of view of a fundus photograph: the disc that the camera sees, without the dark border.
public struct FundusField: Hashable, Sendable {
  /// The mean of the colours, of 0 … 255, above which a pixel can belong to the field. The border of a fundus photograph is nearly
  /// black, and its edges are blurred.
  public static let usualThreshold = 20.0

  /// The pixels of the field.
  public let mask: Mask

  /// Finds the field: the largest connected region of pixels whose mean over the channels is above a threshold. Dark spots
  /// within are not filled.
  ///
  /// - Parameter channels: the colours of the photograph, of one size, in 0 … 255.
  /// - Throws: `LocalisationError` for no channel, channels of different sizes, or a photograph without such a pixel.
  public init(of channels: [Plane], threshold: Double = usualThreshold) throws {
    let brightness = try Plane.mean(of: channels)
    let isBright = brightness.values.map { $0 > threshold }
    let regions = ConnectedRegions(of: Mask(checked: isBright, height: brightness.height, width: brightness.width))
    guard let largest = regions.largest else {
      throw LocalisationError("A fundus photograph should have pixels brighter than \(threshold). Found none.")
    }
    mask = regions.mask(of: largest)
  }

  /// The pixels of the field that are further than a distance from its edge and from the border of the image.
  ///
  /// - Parameter distance: in pixels, at least 0.
  /// - Throws: `LocalisationError` for a negative distance, or if no pixel is left.
  public func inner(_ distance: Int) throws -> Mask {
    let inner = try mask.eroded(by: distance)
    guard inner.count > 0 else {
      throw LocalisationError("A field of view should have pixels further than \(distance) from its edge. Found none.")
    }
    return inner
  }
}
