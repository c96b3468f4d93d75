import Datasets
import Localisation

/// A heat map over the picture that it belongs to, with boxes around what it should find.
struct HeatMapPicture {
  /// The picture in colours of 8 bits.
  let picture: Picture

  /// The share of the map's colour where the map is largest.
  private static let opacity = 0.6
  private static let boxColour: [Double] = [255, 255, 255]

  /// Draws the map from blue over green to red, the stronger the larger it is.
  ///
  /// - Parameters:
  ///   - colours: red, green and blue in 0 … 255.
  ///   - map: in 0 … 1, of the same size.
  init(_ colours: [Plane], map: Plane, boxes: [Box] = []) {
    var bytes = [UInt8](repeating: 0, count: map.values.count * 3)
    func put(_ place: Int, _ colour: [Double], _ opacity: Double) {
      for channel in 0..<3 {
        let below = colours[channel].values[place]
        bytes[place * 3 + channel] = UInt8(max(0, min(255, below + opacity * (colour[channel] - below))))
      }
    }
    for (place, value) in map.values.enumerated() { put(place, Self.colour(value), Self.opacity * value) }
    for box in boxes {
      for row in box.top...box.bottom {
        for column in box.left...box.right
        where row == box.top || row == box.bottom || column == box.left || column == box.right {
          put(row * map.width + column, Self.boxColour, 1)
        }
      }
    }
    picture = Picture(width: map.width, height: map.height, channels: 3, .bytes(bytes))
  }

  /// Blue for 0, green for ½, red for 1.
  private static func colour(_ value: Double) -> [Double] {
    [max(0, 2 * value - 1), 1 - abs(2 * value - 1), max(0, 1 - 2 * value)].map { $0 * 255 }
  }
}
