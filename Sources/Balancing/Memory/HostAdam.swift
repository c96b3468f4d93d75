import Foundation
import Torch

/// Adam for a few numbers on the host, each with a step count of its own.
///
/// Source: Kingma and Ba, "Adam: A Method for Stochastic Optimization" (ICLR 2015), with their β₁, β₂ and ε.
struct HostAdam {
  private static let (beta1, beta2, eps) = (0.9, 0.999, 1e-8)

  private let rate: Double
  private var means: [Double]
  private var squares: [Double]
  private var steps: [Double]

  init(count: Int, rate: Double) {
    self.rate = rate
    means = [Double](repeating: 0, count: count)
    squares = means
    steps = means
  }

  /// One step for the values at `places`, whose derivatives are given.
  mutating func step(_ values: inout [Double], _ places: [Int], _ derivatives: [Double]) {
    for (place, derivative) in zip(places, derivatives) {
      steps[place] += 1
      means[place] += (1 - Self.beta1) * (derivative - means[place])
      squares[place] += (1 - Self.beta2) * (derivative * derivative - squares[place])
      let mean = means[place] / (1 - pow(Self.beta1, steps[place]))
      let square = squares[place] / (1 - pow(Self.beta2, steps[place]))
      values[place] -= rate * mean / (square.squareRoot() + Self.eps)
    }
  }

  var state: [String: Tensor] { ["means": Tensor(means), "squares": Tensor(squares), "steps": Tensor(steps)] }

  /// Takes over what `state` gave, of which names and shapes are checked.
  mutating func load(_ state: [String: Tensor]) {
    means = state["means"]!.array()
    squares = state["squares"]!.array()
    steps = state["steps"]!.array()
  }

  mutating func reset() { self = HostAdam(count: steps.count, rate: rate) }
}
