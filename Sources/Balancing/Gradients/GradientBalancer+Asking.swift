import Tasks
import Torch

extension GradientBalancer {
  /// Asks a Gramian weighting. The Gramian, the losses and their weights come to the host in one transfer.
  ///
  /// - Parameters:
  ///   - gramian: `[n, n]` of the n present tasks' unweighted gradients.
  ///   - cross: `[n, n]` or nil.
  ///   - dtype: the gradients' type.
  func ask(
    _ method: any GramianWeighting, _ step: Step, _ gramian: Tensor, _ cross: Tensor?, of dtype: DType
  ) throws -> BalancedUpdate {
    let count = step.tasks.count
    let pieces = [gramian, cross].compactMap { $0?.reshape([-1]) } + [step.losses, step.weights].compactMap { $0 }
    let host = Tensor.cat(pieces.map { $0.to(.float64) }).array(of: Double.self)
    let square = count * count
    let rounding = Gramian.rounding(of: dtype)
    let plain = Gramian(Array(host[0..<square]), count: count, rounding: rounding)
    var rest = Array(host[square...])
    let plainCross = cross.map { _ in Gramian(Array(rest[0..<square]), count: count, rounding: rounding) }
    if cross != nil { rest.removeFirst(square) }
    let losses = Array(rest[0..<tasks.count])
    let lossWeights = step.weights == nil ? tasks.map { _ in 1 } : Array(rest[tasks.count...])
    for (place, task) in step.tasks.enumerated() where !plain[place, place].isFinite {
      throw nonFinite(task, plain[place, place].squareRoot())
    }
    let scales = step.tasks.map { lossWeights[$0] }
    let sample = GramianSample(
      plain.scaled(by: scales), cross: plainCross?.scaled(by: scales),
      losses: step.tasks.map { losses[$0] * lossWeights[$0] }, tasks: step.tasks)
    let answer = try method.weigh(sample)
    var weights = [Double?](repeating: nil, count: tasks.count)
    for (place, task) in step.tasks.enumerated() { weights[task] = answer[place] * lossWeights[task] }
    return BalancedUpdate(weights: weights, lossWeights: lossWeights, gramian: plain)
  }

  /// Asks a Jacobian aggregator.
  ///
  /// - Parameter rows: `[n, P]`, the n present tasks' unweighted gradients.
  func ask(
    _ method: any JacobianAggregator, _ step: Step, _ rows: Tensor, representation: Tensor?
  ) throws -> (update: BalancedUpdate, direction: Tensor) {
    let sums = rows.sum([1])
    let host = Tensor.cat([sums, step.losses, step.weights].compactMap { $0?.to(.float64) }).array(of: Double.self)
    for (place, task) in step.tasks.enumerated() where !host[place].isFinite { throw nonFinite(task, host[place]) }
    let rest = Array(host[step.tasks.count...])
    let losses = Array(rest[0..<tasks.count])
    let lossWeights = step.weights == nil ? tasks.map { _ in 1 } : Array(rest[tasks.count...])
    let scales = step.tasks.map { lossWeights[$0] }
    let scaled =
      scales.allSatisfy { $0 == 1 }
      ? rows : rows * Tensor(scales, shape: [scales.count, 1]).to(rows.device, rows.dtype)
    let answer = try method.aggregate(
      JacobianSample(
        scaled, losses: step.tasks.map { losses[$0] * lossWeights[$0] }, tasks: step.tasks,
        representation: representation))
    var weights: [Double?]?
    if let found = answer.weights {
      weights = tasks.map { _ in nil }
      for (place, task) in step.tasks.enumerated() { weights![task] = found[place] * lossWeights[task] }
    }
    return (BalancedUpdate(weights: weights, lossWeights: lossWeights, gramian: nil), answer.direction)
  }

  private func nonFinite(_ task: Int, _ found: Double) -> BalancingError {
    BalancingError("the gradient of `\(tasks[task])` should be finite. Found \(found.isNaN ? "nan" : "\(found)").")
  }
}
