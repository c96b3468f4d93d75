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
    let host = try Tensor.cat(pieces.map { $0.to(.float64) }).valid().array(of: Double.self)
    let square = count * count
    let rounding = Gramian.rounding(of: dtype)
    let plain = Gramian(Array(host[0..<square]), count: count, rounding: rounding)
    var rest = Array(host[square...])
    let plainCross = cross.map { _ in Gramian(Array(rest[0..<square]), count: count, rounding: rounding) }
    if cross != nil { rest.removeFirst(square) }
    let seen = HostLosses(rest, step, of: tasks.count)
    for (place, task) in step.tasks.enumerated() where !plain[place, place].isFinite {
      throw nonFinite(task, plain[place, place].squareRoot())
    }
    let sample = GramianSample(
      plain.scaled(by: seen.scales), cross: plainCross?.scaled(by: seen.scales), losses: seen.weighted,
      tasks: step.tasks)
    let answer = try method.weigh(sample)
    return BalancedUpdate(weights: seen.effective(answer), lossWeights: seen.weights, gramian: plain)
  }

  /// Asks a Jacobian aggregator.
  ///
  /// - Parameter rows: `[n, P]`, the n present tasks' unweighted gradients.
  func ask(
    _ method: any JacobianAggregator, _ step: Step, _ rows: Tensor, representation: Tensor?
  ) throws -> (update: BalancedUpdate, direction: Tensor) {
    let sums = rows.sum([1])
    let host = try Tensor.cat([sums, step.losses, step.weights].compactMap { $0?.to(.float64) }).valid().array(
      of: Double.self)
    for (place, task) in step.tasks.enumerated() where !host[place].isFinite { throw nonFinite(task, host[place]) }
    let seen = HostLosses(Array(host[step.tasks.count...]), step, of: tasks.count)
    let scales = seen.scales
    let scaled =
      scales.allSatisfy { $0 == 1 }
      ? rows : rows * Tensor(scales, shape: [scales.count, 1]).to(rows.device, rows.dtype)
    let answer = try method.aggregate(
      JacobianSample(scaled, losses: seen.weighted, tasks: step.tasks, representation: representation))
    let weights = answer.weights.map(seen.effective)
    return (BalancedUpdate(weights: weights, lossWeights: seen.weights, gramian: nil), answer.direction)
  }

  private func nonFinite(_ task: Int, _ found: Double) -> BalancingError {
    BalancingError("the gradient of `\(tasks[task])` should be finite. Found \(found.isNaN ? "nan" : "\(found)").")
  }
}

/// The losses of one update and their weights, on the host.
private struct HostLosses {
  /// `[K]`, those of the loss weighting; ones without one.
  let weights: [Double]
  /// The weights of the present tasks, and their losses times these.
  let scales, weighted: [Double]
  private let tasks: [Int]

  /// - Parameter values: the K losses and, where the step has them, the K weights.
  init(_ values: [Double], _ step: GradientBalancer.Step, of count: Int) {
    let weights = step.weights == nil ? [Double](repeating: 1, count: count) : Array(values[count...])
    self.weights = weights
    tasks = step.tasks
    scales = tasks.map { weights[$0] }
    weighted = tasks.map { values[$0] * weights[$0] }
  }

  /// `[K]`: a method's weights of the present tasks times those of the losses; nil for the others.
  func effective(_ answer: [Double]) -> [Double?] {
    var effective = [Double?](repeating: nil, count: weights.count)
    for (place, task) in tasks.enumerated() { effective[task] = answer[place] * weights[task] }
    return effective
  }
}
