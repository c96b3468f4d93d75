import Torch

/// Numbers that a Gramian weighting keeps for each of K tasks from step to step, on the host in double precision.
struct NumberPerTask {
  /// One number for each task of the setup.
  private(set) var values: [Double]
  private let start: Double

  init(_ count: Int, startingAt start: Double) {
    self.start = start
    values = Array(repeating: start, count: count)
  }

  /// The numbers of some tasks.
  subscript(_ tasks: [Int]) -> [Double] {
    get { tasks.map { values[$0] } }
    set { for (task, value) in zip(tasks, newValue) { values[task] = value } }
  }

  mutating func reset() { values = values.map { _ in start } }

  /// `[K]` in double precision, on the host.
  var tensor: Tensor {
    get { Tensor(values) }
    set { values = newValue.array(of: Double.self) }
  }
}

extension NumberPerTask {
  /// The present tasks' share of weights that sum to 1 over all tasks, as a point of their own simplex.
  func simplex(of tasks: [Int]) -> [Double] {
    let own = self[tasks]
    let sum = own.reduce(0, +)
    return own.map { sum > 0 ? $0 / sum : 1 / Double(own.count) }
  }

  /// Puts new weights of the present tasks, which sum to 1, in the place of the old ones; the absent tasks keep theirs.
  mutating func update(_ tasks: [Int], simplex: [Double]) {
    let sum = self[tasks].reduce(0, +)
    self[tasks] = simplex.map { $0 * sum }
  }
}
