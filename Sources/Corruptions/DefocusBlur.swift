extension Corruptions {
  static let defocusBlur = CorruptionCard(
    "defocus-blur", title: "Defocus blur", "spreads each pixel over a disk, as out of focus", .blur,
    constants: ["radius in pixels", "standard deviation of the disk's edge"],
    large: [[3, 0.1], [4, 0.5], [6, 0.5], [8, 0.5], [10, 0.5]],
    small: [[0.3, 0.4], [0.4, 0.5], [0.5, 0.6], [1, 0.2], [1.5, 0.1]], smallestSide: CorruptionCard.neighbourhood
  ) { image, level, _ throws(CorruptionError) in
    image = disk(level.constants[0], edge: level.constants[1]).applied(to: image)
    image.update { $0 }
  }

  /// A disk whose edge is blurred.
  private static func disk(_ radius: Double, edge: Double) -> ShiftFilter {
    let isSmall = radius <= smallDisk, reach = isSmall ? Int(smallDisk) : Int(radius), side = 2 * reach + 1
    let places = (0..<side * side).map { (row: $0 / side - reach, column: $0 % side - reach) }
    let isInside = places.map { Double($0.row * $0.row + $0.column * $0.column) <= radius * radius }
    let share = 1 / Float(isInside.count { $0 })
    let bell = GaussianWeights(edge, radius: isSmall ? 1 : 2)
    let disk = PlanarImage(channels: 1, height: side, width: side, isInside.map { $0 ? share : 0 })
      .blurred(rows: bell, columns: bell, .mirroredWithoutEdge)
    let taps = zip(places, disk.values).map { (row: $0.row, column: $0.column, weight: $1) }
    return ShiftFilter(taps: taps.filter { $0.weight > share * negligible }, border: .mirroredWithoutEdge)
  }

  /// The largest radius whose disk lies in 17 × 17 pixels.
  private static let smallDisk = 8.0
  /// The part of a full weight below which a weight changes nothing in single precision.
  private static let negligible: Float = 1e-10
}
