import Statistics

extension Corruptions {
  static let frost = CorruptionCard(
    "frost", title: "Frost", "lays ice crystals over the image; the crystals are procedural", .weather,
    constants: ["weight of the image", "weight of the crystals"],
    large: [[1, 0.4], [0.8, 0.6], [0.7, 0.7], [0.65, 0.7], [0.6, 0.75]],
    small: [[1, 0.2], [1, 0.3], [0.9, 0.4], [0.85, 0.4], [0.75, 0.45]],
    draws: "the crystals, a number a value in 0 … 1",
    deviations: [
      "The published corruption lays one of five photographs of frost over the image. Here the crystals are procedural: ridges of a "
        + "plasma fractal in bluish white."
    ]
  ) { image, level, draws throws(CorruptionError) in
    let crystals = try draws.next(image.values.count) { FrostTexture.crystals(over: image, &$0) }
    let (weight, weightOfCrystals) = (level[0], level[1])
    image.combine(crystals) { (weight * $0 + weightOfCrystals * $1).unit }
  }
}

/// A procedural texture of ice crystals on a window.
enum FrostTexture {
  /// The colour of a crystal: red, green and blue; and as a grey value.
  private static let colours: [Int: [Float]] = [3: [0.86, 0.93, 1], 1: [0.92]]
  /// The share of ice between the crystals.
  private static let film: Float = 0.3
  /// The number of ridges from the lowest to the highest place of the fractal.
  private static let ridges: Float = 5
  /// The decay of the fractal, which makes ridges ragged.
  private static let decay = 1.7

  /// Crystals over an image, a number a value.
  static func crystals(over image: PlanarImage, _ random: inout SplitMix64) -> [Float] {
    let heights = random.cloud(over: image, decay: decay)
    let ice = heights.map { height in
      let place = height * ridges, ridge = 1 - abs(2 * (place - place.wholeBelow) - 1)
      return film + (1 - film) * ridge * ridge * ridge
    }
    return colours[image.channels, default: []].flatMap { colour in ice.map { colour * $0 } }
  }
}
