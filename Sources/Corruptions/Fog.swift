import Statistics

extension Corruptions {
  static let fog = CorruptionCard(
    "fog", title: "Fog", "hides the image behind a cloud", .weather, constants: ["thickness", "decay of the cloud"],
    large: [[1.5, 2], [2, 2], [2.5, 1.7], [2.5, 1.5], [3, 1.4]],
    small: [[0.2, 3], [0.5, 3], [0.75, 2.5], [1, 2], [1.5, 1.75]], draws: "the cloud, a number a pixel in 0 … 1"
  ) { image, level, draws throws(CorruptionError) in
    let cloud = try draws.next(image.pixels) { $0.cloud(over: image, decay: level.constants[1]) }
    let thickness = level[0], lightest = image.values.max() ?? 0, share = lightest / (lightest + thickness)
    image.withPlanes { plane in
      for pixel in plane.indices { plane[pixel] = ((plane[pixel] + thickness * cloud[pixel]) * share).unit }
    }
  }
}

extension SplitMix64 {
  /// A plasma fractal as large as an image, a number a pixel in 0 … 1.
  mutating func cloud(over image: PlanarImage, decay: Double) -> [Float] {
    let size = PlasmaFractal.size(image)
    let draws = uniforms(PlasmaFractal.draws(size: size), -1, 1).map(Double.init)
    let map = PlasmaFractal.map(size: size, decay: decay, draws: draws)
    return [Float](unsafeUninitializedCapacity: image.pixels) { pixels, count in
      for row in 0..<image.height {
        for column in 0..<image.width { pixels[row * image.width + column] = Float(map[row * size + column]) }
      }
      count = image.pixels
    }
  }
}

extension PlanarImage {
  /// Runs `body` for each plane.
  mutating func withPlanes(_ body: (UnsafeMutableBufferPointer<Float>) -> Void) {
    let (pixels, channels) = (pixels, channels)
    values.withUnsafeMutableBufferPointer { values in
      for plane in 0..<channels {
        body(UnsafeMutableBufferPointer(rebasing: values[plane * pixels..<(plane + 1) * pixels]))
      }
    }
  }
}
