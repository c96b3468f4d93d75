import Datasets
import Tasks
import Torch

/// A pass that leaves no trace: running statistics and random generators are restored afterwards. It draws the same
/// random numbers as the step's own pass.
struct TracelessPass {
  private let forward: ForwardPass
  private let generators: [String: Generator]
  /// The generators' states before the step's own pass.
  private let start: [String: Tensor]

  /// Prepares a pass before the step's own.
  ///
  /// - Parameter generators: the generators from which the network draws, in their states before the step's own pass.
  init(_ forward: ForwardPass, _ generators: [String: Generator]) {
    self.forward = forward
    self.generators = generators
    start = generators.mapValues(\.state)
  }

  func callAsFunction<Result>(_ body: () throws -> Result) rethrows -> Result {
    let states = generators.mapValues(\.state)
    for (name, state) in start { generators[name]?.state = state }
    defer { for (name, state) in states { generators[name]?.state = state } }
    return try forward.network.keepingBuffers(body)
  }
}

extension Batch {
  /// One of several equal parts of a batch. It knows which of some tasks have labels in it.
  func part(_ index: Int, of parts: Int, _ tasks: [LearningTask]) -> Batch {
    guard parts > 1 else { return self }
    var piece = part(index, of: parts)
    for task in tasks where labelled[task.name] != false {
      if let target = piece.targets[task.name] {
        piece.labelled[task.name] = task.isLabelled(target, weights: piece.weights)
      }
    }
    return piece
  }
}
