/// An input whose shape a network cannot take.
public struct ShapeError: Error, Equatable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }

  /// The channels, height and width of one sample's image.
  ///
  /// - Throws: `ShapeError` if the shape is not that of an image with the expected channels.
  static func image(
    _ shape: [Int], channels expected: Int? = nil, of network: String
  ) throws -> (channels: Int, height: Int, width: Int) {
    guard shape.count == 3, expected == nil || shape[0] == expected else {
      let channels = expected.map(String.init) ?? "channels"
      throw ShapeError("the input of \(network) should be [\(channels), height, width]. Found \(shape).")
    }
    return (shape[0], shape[1], shape[2])
  }
}
