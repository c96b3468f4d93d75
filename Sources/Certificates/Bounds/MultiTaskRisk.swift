/// The bounds of several tasks whose predictors one message describes: a part that all share and a part for each task.
///
/// The tasks' samples are independent of one another, m for each of the n tasks. So the message counts once against
/// n · m samples, while a bound of one task alone pays for the whole shared part with m samples.
///
/// Source: H. Zakerinia, D. Ghobadi, C. Lampert, [From Low Intrinsic Dimensionality to Non-Vacuous Generalization
/// Bounds in Deep Multi-Task Learning](https://arxiv.org/abs/2501.19067), 2025. The constants are derived here, by
/// Kraft's inequality and Maurer's bound on all samples.
public struct MultiTaskRisk: Sendable, Hashable {
  /// The error of each task on its training samples.
  public let empiricalRisks: [Double]
  /// The number of bits of the part that all tasks share.
  public let sharedBits: Double
  /// The number of bits of each task's own part.
  public let taskBits: [Double]
  /// The number m of training samples of each task.
  public let samplesPerTask: Int
  /// The probability δ with which a bound may fail.
  public let delta: Double

  /// Bounds on the mean error of all tasks: ``RiskBounds/fastRate``, ``RiskBounds/hoeffding`` and others.
  public let joint: RiskBounds
  /// Bounds on each task alone, each with the share δ/n, so that they hold at once.
  public let single: [RiskBounds]

  /// Creates the bounds.
  ///
  /// - Throws: ``CertificateError`` if there is no task, lists differ in length, or a number is outside its range.
  public init(
    empiricalRisks: [Double], sharedBits: Double, taskBits: [Double], samplesPerTask: Int, delta: Double
  ) throws(CertificateError) {
    let tasks = empiricalRisks.count
    guard tasks > 0 else { throw CertificateError("`empiricalRisks` should hold a task. Found none.") }
    guard taskBits.count == tasks else {
      throw CertificateError("`taskBits` should have a number for each of \(tasks) tasks. Found \(taskBits.count).")
    }
    self.empiricalRisks = empiricalRisks
    self.sharedBits = sharedBits
    self.taskBits = taskBits
    self.samplesPerTask = samplesPerTask
    self.delta = delta
    joint = try RiskBounds(
      empiricalRisk: empiricalRisks.reduce(0, +) / Double(tasks), bits: sharedBits + taskBits.reduce(0, +),
      samples: tasks * samplesPerTask, delta: delta)
    var single: [RiskBounds] = []
    for (risk, bits) in zip(empiricalRisks, taskBits) {
      single.append(
        try RiskBounds(
          empiricalRisk: risk, bits: sharedBits + bits, samples: samplesPerTask, delta: delta / Double(tasks)))
    }
    self.single = single
  }
}
