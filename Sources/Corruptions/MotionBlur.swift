import Foundation

extension Corruptions {
  static let motionBlur = CorruptionCard(
    "motion-blur", title: "Motion blur", "draws each pixel out along a line, as a camera that moves", .blur,
    constants: ["radius in pixels", "standard deviation in pixels"],
    large: [[10, 3], [15, 5], [15, 8], [15, 12], [20, 15]],
    small: [[6, 1], [6, 1.5], [6, 2], [8, 2], [9, 2.5]], draws: "an angle in degrees, between −45 and 45",
    smallestSide: CorruptionCard.neighbourhood,
    deviations: [
      "The published images of 32 pixels are made by ImageMagick, which cannot be reproduced exactly. Their constants are used with the "
        + "kernel of 224 pixels."
    ]
  ) { image, level, draws throws(CorruptionError) in
    let angle = try draws.number(-45, 45)
    image = image.drawnOut(radius: Int(level.constants[0]), deviation: level.constants[1], angle: angle)
    image.update { $0 }
  }
}

extension PlanarImage {
  /// This image drawn out along a line, with weights that fall off as one side of a Gaussian bell.
  ///
  /// Where the line is longer than the image, its end is lost and the image gets darker, as in the published code.
  ///
  /// - Parameter angle: the line's angle in degrees.
  func drawnOut(radius: Int, deviation: Double, angle: Double) -> PlanarImage {
    let width = 2 * radius + 1
    let bell = (0..<width).map { exp(-pow(Double($0), 2) / (2 * deviation * deviation)) }
    let sum = bell.reduce(0, +)
    let (down, right) = (sin(angle * .pi / 180), cos(angle * .pi / 180))
    var taps: [(row: Int, column: Int, weight: Float)] = []
    for step in 0..<width {
      let row = Int((Double(step) * down - 0.5).rounded(.up)), column = Int((Double(step) * right - 0.5).rounded(.up))
      if abs(row) >= height || abs(column) >= self.width { break }
      taps.append((row, column, Float(bell[step] / sum)))
    }
    return ShiftFilter(taps: taps, border: .repeated).applied(to: self)
  }
}
