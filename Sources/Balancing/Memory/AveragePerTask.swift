import Foundation
import Torch

/// A moving average of one number for each of K tasks, without its bias to the start, on the host in double precision.
struct AveragePerTask {
  private let beta: Double
  private var averages: NumberPerTask
  private var steps: NumberPerTask

  /// - Parameter beta: how much of the average is kept from step to step, at least 0 and below 1.
  init(_ count: Int, keeping beta: Double) {
    self.beta = beta
    averages = NumberPerTask(count, startingAt: 0)
    steps = NumberPerTask(count, startingAt: 0)
  }

  /// Takes new numbers of some tasks into their averages.
  mutating func update(_ tasks: [Int], _ values: [Double]) {
    steps[tasks] = steps[tasks].map { $0 + 1 }
    averages[tasks] = zip(averages[tasks], values).map { beta * $0 + (1 - beta) * $1 }
  }

  /// The averages of some tasks; NaN for one that had no number yet.
  subscript(_ tasks: [Int]) -> [Double] {
    zip(averages[tasks], steps[tasks]).map { $0 / (1 - pow(beta, $1)) }
  }

  mutating func reset() {
    averages.reset()
    steps.reset()
  }

  var state: [String: Tensor] { ["averages": averages.tensor, "steps": steps.tensor] }

  /// Takes over what `state` gave, of which names and shapes are checked.
  mutating func load(_ state: [String: Tensor]) {
    averages.tensor = state["averages"]!
    steps.tensor = state["steps"]!
  }
}
