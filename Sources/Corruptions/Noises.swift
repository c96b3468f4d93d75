import Foundation

// Noises add to each value, or replace it, without regard to its neighbours.
extension Corruptions {
  static let gaussianNoise = CorruptionCard(
    "gaussian-noise", title: "Gaussian noise", "adds normal noise to every value, as in poor light", .noise,
    constants: ["standard deviation"], large: [[0.08], [0.12], [0.18], [0.26], [0.38]],
    small: [[0.04], [0.06], [0.08], [0.09], [0.10]], draws: "a normal number a value"
  ) { image, level, draws throws(CorruptionError) in
    let noise = try draws.normal(image.values.count), deviation = level[0]
    image.combine(noise) { ($0 + deviation * $1).unit }
  }

  static let speckleNoise = CorruptionCard(
    "speckle-noise", title: "Speckle noise", "multiplies every value by normal noise", .noise, .extra,
    constants: ["standard deviation"], large: [[0.15], [0.2], [0.35], [0.45], [0.6]],
    small: [[0.06], [0.1], [0.12], [0.16], [0.2]], draws: "a normal number a value"
  ) { image, level, draws throws(CorruptionError) in
    let noise = try draws.normal(image.values.count), deviation = level[0]
    image.combine(noise) { ($0 + $0 * deviation * $1).unit }
  }

  static let shotNoise = CorruptionCard(
    "shot-noise", title: "Shot noise", "counts photons of which there are few: Poisson(x c) / c", .noise,
    constants: ["photons of a white value"], large: [[60], [25], [12], [5], [3]],
    small: [[500], [250], [100], [75], [50]], draws: "a uniform number a value, turned into a count by inversion"
  ) { image, level, draws throws(CorruptionError) in
    let shares = try draws.uniform(image.values.count), photons = level.constants[0]
    image.combine(shares) { value, share in
      Float(Double(poisson(mean: Double(value) * photons, share: Double(share))) / photons).unit
    }
  }

  static let impulseNoise = CorruptionCard(
    "impulse-noise", title: "Impulse noise", "turns some values black or white: salt and pepper", .noise,
    constants: ["share of values"], large: [[0.03], [0.06], [0.09], [0.17], [0.27]],
    small: [[0.01], [0.02], [0.03], [0.05], [0.07]],
    draws: "a uniform number a value, that says whether it is hit; another, that says whether it turns white"
  ) { image, level, draws throws(CorruptionError) in
    let hits = try draws.uniform(image.values.count), colours = try draws.uniform(image.values.count)
    let amount = level[0]
    image.values.withUnsafeMutableBufferPointer { values in
      for index in values.indices where hits[index] <= amount { values[index] = colours[index] <= 0.5 ? 1 : 0 }
    }
  }

  /// The smallest count whose cumulative probability is at least `share`.
  private static func poisson(mean: Double, share: Double) -> Int {
    var count = 0
    var probability = exp(-mean), sum = probability
    // A share next to 1 may never be reached, where the probabilities get too small to be added.
    while sum < share, probability > share * 0x1p-54 || Double(count) < mean {
      count += 1
      probability *= mean / Double(count)
      sum += probability
    }
    return count
  }
}

extension PlanarImage {
  /// Changes every value by the number at its place in another list.
  mutating func combine(_ others: [Float], _ change: (Float, Float) -> Float) {
    values.withUnsafeMutableBufferPointer { values in
      others.withUnsafeBufferPointer { others in
        for index in values.indices { values[index] = change(values[index], others[index]) }
      }
    }
  }
}
