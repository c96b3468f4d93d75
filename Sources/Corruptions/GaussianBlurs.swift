extension Corruptions {
  static let gaussianBlur = CorruptionCard(
    "gaussian-blur", title: "Gaussian blur", "blurs by a Gaussian bell", .blur, .extra,
    constants: ["standard deviation in pixels"], large: [[1], [2], [3], [4], [6]],
    small: [[0.4], [0.6], [0.7], [0.8], [1]]
  ) { image, level, _ throws(CorruptionError) in
    image = image.blurred(level.constants[0])
    image.update { $0 }
  }

  static let glassBlur = CorruptionCard(
    "glass-blur", title: "Glass blur", "exchanges near pixels, as frosted glass does", .blur,
    constants: ["standard deviation in pixels", "largest shift in pixels", "passes"],
    large: [[0.7, 1, 2], [0.9, 2, 1], [1, 2, 3], [1.1, 3, 2], [1.5, 4, 2]],
    small: [[0.05, 1, 1], [0.25, 1, 1], [0.4, 1, 1], [0.25, 1, 2], [0.4, 1, 2]],
    draws: "two whole numbers a pixel and pass, the shift right and down, from below and from the right",
    smallestSide: CorruptionCard.neighbourhood,
    deviations: ["A pixel is replaced by its neighbour, as in the published code, and not exchanged with it."]
  ) { image, level, draws throws(CorruptionError) in
    let (deviation, reach, passes) = (level.constants[0], Int(level.constants[1]), Int(level.constants[2]))
    let (height, width) = (image.height, image.width)
    image = image.blurred(deviation).cutTo8Bits
    let inner = max(0, height - 2 * reach) * max(0, width - 2 * reach), count = 2 * passes * inner
    let shifts = try draws.next(count) { random in
      (0..<count).map { _ in Float(random.integer(below: 2 * reach) - reach) }
    }
    let planes = image.channels
    image.values.withUnsafeMutableBufferPointer { values in
      var next = 0
      for _ in 0..<passes {
        for row in stride(from: height - reach, to: reach, by: -1) {
          for column in stride(from: width - reach, to: reach, by: -1) {
            let place = row * width + column, from = place + Int(shifts[next + 1]) * width + Int(shifts[next])
            for plane in 0..<planes { values[plane * height * width + place] = values[plane * height * width + from] }
            next += 2
          }
        }
      }
    }
    image = image.blurred(deviation)
    image.update { $0 }
  }
}
