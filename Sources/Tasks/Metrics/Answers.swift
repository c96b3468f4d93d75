import Foundation

/// A prediction for one yes-or-no label, in float64.
struct BinaryAnswer {
  /// The number by which samples are ordered: the logit, or the probability if no logit is known.
  let score: Double
  /// Whether the answer is yes: a probability of at least one half.
  let isPositive: Bool
  /// The natural logarithms of the probabilities of yes and of no.
  let logarithms: (yes: Double, no: Double)

  init(logit: Double) {
    score = logit
    isPositive = logit >= 0
    // log(1 + exp(−|z|)) neither overflows nor rounds to 0 before the other side does.
    let remainder = log1p(exp(-abs(logit)))
    logarithms = (min(logit, 0) - remainder, min(-logit, 0) - remainder)
  }

  init(probability: Double) {
    score = probability
    isPositive = probability >= 0.5
    logarithms = (probability.boundedLogarithm, (1 - probability).boundedLogarithm)
  }
}

/// A prediction for one label of several classes, in float64.
struct ClassAnswer {
  /// The numbers by which samples are ordered in each class: the log-odds of the class, log(p / (1 − p)), or its
  /// probability if no logits are known.
  let scores: [Double]
  /// The numbers by which the classes of this sample are ordered.
  let order: [Double]
  /// The natural logarithm of each class's probability.
  let logarithms: [Double]

  init(logits: ArraySlice<Double>) {
    let logits = Array(logits)
    let largest = logits.indices.max { logits[$0] < logits[$1] } ?? 0
    let top = logits[largest]
    let others = logits.indices.filter { $0 != largest }
    let second = others.map { logits[$0] }.max() ?? -.infinity
    // Of all classes but the largest, relative to the second, so that the sum is at least 1.
    let rest = others.reduce(0) { $0 + exp(logits[$1] - second) }
    let restLogarithm = second + log(rest)
    let normaliser = log1p(exp(restLogarithm - top))
    // Without the class itself the sum still holds the largest term: nothing cancels.
    let sum = exp(restLogarithm - top) + 1
    order = logits
    logarithms = logits.map { $0 - top - normaliser }
    scores = logits.indices.map { index in
      index == largest ? top - restLogarithm : logits[index] - top - log(sum - exp(logits[index] - top))
    }
  }

  init(probabilities: ArraySlice<Double>) {
    order = Array(probabilities)
    scores = order
    logarithms = order.map(\.boundedLogarithm)
  }
}

extension Double {
  /// The natural logarithm of a probability. Probabilities below the smallest normal number count as that number.
  fileprivate var boundedLogarithm: Double { log(Swift.max(self, .leastNormalMagnitude)) }
}
