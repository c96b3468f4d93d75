import Foundation

/// The largest |t| of a family of comparisons without any effect, where each standard error is at least the family's root
/// mean square: its quantile is the critical value of ``SimultaneousIntervals``.
///
/// The distribution depends on how noisy the methods are, which few seeds cannot tell. It is therefore simulated for
/// families of which 1, 2, 3, 5, 8, … and all methods are equally noisy, independently of each other, and the others
/// have no noise; the largest quantile counts. One noisy method gives exactly Student's t, so the critical value is
/// never below Student's. With all methods equally noisy it is Tukey's or Dunnett's. What all methods share (a seed's
/// split, a noisy baseline) makes comparisons more alike, and the largest |t| smaller.
package struct LargestT: Sendable, Hashable {
  /// The comparisons of a family.
  package enum Family: Sendable, Hashable {
    /// A number of methods, each with a common reference.
    case againstOne(_ methods: Int)
    /// The pairs of a number of methods.
    case pairs(of: Int)
  }

  /// The default number of draws. At the usual level the simulated share varies by 0.2 points from one seed to another.
  package static let defaultDraws = 10_000
  /// The largest number of degrees of freedom; more count as this many. Student's quantile is then within 2 % of the
  /// normal one.
  static let mostFreedom = 60

  package let family: Family
  package let degreesOfFreedom: Int

  package init(_ family: Family, degreesOfFreedom: Int) {
    precondition(degreesOfFreedom > 0, "`degreesOfFreedom` should be positive. Found \(degreesOfFreedom).")
    self.family = family
    self.degreesOfFreedom = min(degreesOfFreedom, Self.mostFreedom)
  }

  private var methods: Int {
    switch family {
    case .againstOne(let count), .pairs(of: let count): count
    }
  }

  /// The value below which the largest |t| lies with a probability: 4.303 for 0.95, one method and two degrees of freedom.
  package func quantile(
    _ probability: Double, draws: Int = defaultDraws, seed: UInt64 = 0
  ) -> Double {
    let student = StudentT.quantile((1 + probability) / 2, degreesOfFreedom: Double(degreesOfFreedom))
    let noisy = noisyCounts
    guard !noisy.isEmpty else { return student }
    var squares = noisy.map { _ in [Double]() }
    var generator = NormalNumbers(SplitMix64(seed: seed))
    var draw = FamilyDraw(methods: methods, freedom: degreesOfFreedom, comparesPairs: comparesPairs)
    for _ in 0..<draws {
      draw.redraw(&generator)
      for (index, count) in noisy.enumerated() { squares[index].append(draw.largestSquare(noisy: count)) }
    }
    let position = min(draws - 1, Int((probability * Double(draws)).rounded(.up)))
    return squares.reduce(student) { max($0, $1.sorted()[position].squareRoot()) }
  }

  private var comparesPairs: Bool { if case .pairs = family { true } else { false } }

  /// The numbers of noisy methods that are simulated: Fibonacci's numbers from 2 on, and all; one noisy method is
  /// Student's case.
  private var noisyCounts: [Int] {
    guard methods > (comparesPairs ? 2 : 1) else { return [] }
    var counts: [Int] = []
    var (next, after) = (2, 3)
    while next < methods {
      counts.append(next)
      (next, after) = (after, next + after)
    }
    return counts + [methods]
  }
}

/// One simulated experiment: every method's mean, and the spread of its seeds.
private struct FamilyDraw {
  let methods: Int
  let freedom: Int
  let comparesPairs: Bool
  /// A method's mean in units of its standard error.
  private var means: [Double]
  /// A method's independent contrasts of seeds, `freedom` each.
  private var contrasts: [Double]
  /// The squared effect and the squared standard error of each comparison; those of the first methods first.
  private var effects: [Double] = []
  private var variances: [Double] = []

  init(methods: Int, freedom: Int, comparesPairs: Bool) {
    self.methods = methods
    self.freedom = freedom
    self.comparesPairs = comparesPairs
    means = Array(repeating: 0, count: methods)
    contrasts = Array(repeating: 0, count: methods * freedom)
  }

  mutating func redraw(_ generator: inout NormalNumbers) {
    for index in means.indices { means[index] = generator.next() }
    for index in contrasts.indices { contrasts[index] = generator.next() }
    effects.removeAll(keepingCapacity: true)
    variances.removeAll(keepingCapacity: true)
    for second in 0..<methods {
      if comparesPairs { for first in 0..<second { compare(first, second) } }
    }
    for method in 0..<methods { compare(method, nil) }
  }

  /// Compares two noisy methods, or one with a quiet one.
  private mutating func compare(_ first: Int, _ second: Int?) {
    let effect = means[first] - (second.map { means[$0] } ?? 0)
    var variance = 0.0
    for index in 0..<freedom {
      let contrast = contrasts[first * freedom + index] - (second.map { contrasts[$0 * freedom + index] } ?? 0)
      variance += contrast * contrast
    }
    effects.append(effect * effect)
    variances.append(variance / Double(freedom))
  }

  /// The square of the largest |t| if the first `noisy` methods are noisy.
  func largestSquare(noisy: Int) -> Double {
    let pairs = 0..<(comparesPairs ? noisy * (noisy - 1) / 2 : 0)
    let start = effects.count - methods
    // Against the quiet methods, or against the one reference.
    let quiet = comparesPairs ? methods - noisy : 1
    let alone = start..<(quiet > 0 ? start + noisy : start)
    var sum = 0.0
    for index in pairs { sum += variances[index] }
    for index in alone { sum += Double(quiet) * variances[index] }
    let typical = sum / Double(comparesPairs ? methods * (methods - 1) / 2 : methods)
    var largest = 0.0
    for range in [pairs, alone] {
      for index in range { largest = max(largest, effects[index] / max(variances[index], typical)) }
    }
    return largest
  }
}

/// Standard normal numbers, two at a time (Box and Muller, Annals of Mathematical Statistics 29, 1958).
struct NormalNumbers {
  private var generator: SplitMix64
  private var spare: Double?

  init(_ generator: SplitMix64) { self.generator = generator }

  mutating func next() -> Double {
    if let spare {
      self.spare = nil
      return spare
    }
    // In (0, 1], so that the logarithm is finite.
    let radius = (-2 * log(Double((generator.next() >> 11) + 1) * 0x1p-53)).squareRoot()
    let angle = 2 * Double.pi * Double(generator.next() >> 11) * 0x1p-53
    spare = radius * sin(angle)
    return radius * cos(angle)
  }
}
