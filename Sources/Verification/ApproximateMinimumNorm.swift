import Balancing

/// The approximations of the minimum-norm point that other libraries make, as the reference files state them. MGDA here
/// is exact, so their cases are compared with the same approximation, and not with a minimum that it may not reach.
enum ApproximateMinimumNorm {
  /// TorchJD 0.18: from equal weights, each iteration moves towards the gradient with the smallest inner product with
  /// the direction, as far as the norm falls. It ends when a step is shorter than `epsilon`.
  case frankWolfe(epsilon: Double, iterations: Int)
  /// LibMTL: the minimum of two gradients in closed form, each weight between 0.001 and 0.999.
  case clampedPair

  /// Reads the solver of a case.
  ///
  /// - Throws: `Unimplemented` for a solver that is none of these.
  init(_ item: GoldenCase) throws {
    switch try item.hyperparameters.string("solver") {
    case "frank-wolfe":
      self = .frankWolfe(
        epsilon: try item.hyperparameters.number("epsilon"),
        iterations: Int(try item.hyperparameters.number("max_iters")))
    case "two-task closed form clamped to [0.001, 0.999]": self = .clampedPair
    case let other: throw Unimplemented("the solver `\(other)`")
    }
  }

  /// The weights of gradients with these inner products.
  func weights(_ gramian: Gramian) throws -> [Double] {
    switch self {
    case .frankWolfe(let epsilon, let iterations):
      var weights = Array(repeating: 1 / Double(gramian.count), count: gramian.count)
      for _ in 0..<iterations {
        let progress = gramian.times(weights)
        let nearest = progress.indices.min { progress[$0] < progress[$1] }!
        let cross = progress[nearest], own = gramian.quadratic(weights), other = gramian[nearest, nearest]
        let share = other <= cross ? 1 : own <= cross ? 0 : (own - cross) / (own + other - 2 * cross)
        weights = weights.map { (1 - share) * $0 }
        weights[nearest] += share
        if share < epsilon { break }
      }
      return weights
    case .clampedPair:
      guard gramian.count == 2 else {
        throw GoldenError("the closed form should have 2 tasks. Found \(gramian.count).")
      }
      let (first, cross, second) = (gramian[0, 0], gramian[0, 1], gramian[1, 1])
      let share =
        cross >= first ? 0.999 : cross >= second ? 0.001 : (second - cross) / (first + second - 2 * cross)
      return [share, 1 - share]
    }
  }
}
