extension Corruptions {
  static let snow = CorruptionCard(
    "snow", title: "Snow", "whitens the image and lets flakes fall", .weather,
    constants: [
      "mean of the layer", "standard deviation of the layer", "zoom of the flakes", "threshold of the flakes",
      "radius of their motion in pixels", "standard deviation of their motion in pixels", "weight of the image",
    ],
    large: [
      [0.1, 0.3, 3, 0.5, 10, 4, 0.8], [0.2, 0.3, 2, 0.5, 12, 4, 0.7], [0.55, 0.3, 4, 0.9, 12, 8, 0.7],
      [0.55, 0.3, 4.5, 0.85, 12, 8, 0.65], [0.55, 0.3, 2.5, 0.85, 12, 12, 0.55],
    ],
    small: [
      [0.1, 0.2, 1, 0.6, 8, 3, 0.95], [0.1, 0.2, 1, 0.5, 10, 4, 0.9], [0.15, 0.3, 1.75, 0.55, 10, 4, 0.9],
      [0.25, 0.3, 2.25, 0.6, 12, 6, 0.85], [0.3, 0.3, 1.25, 0.65, 14, 12, 0.8],
    ],
    draws: "a normal number a pixel; the angle of the fall in degrees, between −135 and −45",
    smallestSide: CorruptionCard.neighbourhood,
    deviations: [
      "With the constants of 32 pixels the flakes move as with those of 224, and not by ImageMagick as in the published code."
    ]
  ) { image, level, draws throws(CorruptionError) in
    let pixels = image.pixels, (mean, deviation, threshold, weight) = (level[0], level[1], level[3], level[6])
    let normals = try draws.normal(pixels)
    let angle = try draws.number(-135, -45)
    var layer = PlanarImage(
      channels: 1, height: image.height, width: image.width, normals.map { mean + deviation * $0 }
    ).enlarged(by: level.constants[2])
    layer.update { $0 < threshold ? 0 : $0 }
    layer = layer.drawnOut(radius: Int(level.constants[4]), deviation: level.constants[5], angle: angle)
    layer.update { ($0 * 255).rounded(.toNearestOrEven) / 255 }
    let (height, width, channels) = (image.height, image.width, image.channels)
    let luminance: [Float] = channels == 3 ? [0.299, 0.587, 0.114] : [1]
    image.values.withUnsafeMutableBufferPointer { values in
      layer.values.withUnsafeBufferPointer { fallen in
        for row in 0..<height {
          let line = row * layer.width, turned = (height - 1 - row) * layer.width + width - 1
          for column in 0..<width {
            let pixel = row * width + column
            var grey: Float = 0
            for channel in 0..<channels { grey += luminance[channel] * values[channel * pixels + pixel] }
            // The flakes fall twice, the second time turned by half a circle.
            let flakes = fallen[line + column] + fallen[turned - column]
            for channel in 0..<channels {
              let value = values[channel * pixels + pixel]
              let whitened = weight * value + (1 - weight) * max(value, grey * 1.5 + 0.5)
              values[channel * pixels + pixel] = (whitened + flakes).unit
            }
          }
        }
      }
    }
  }
}
