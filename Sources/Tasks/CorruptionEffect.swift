import Components
import Statistics

/// How much more a network of several tasks loses under corruption of its inputs than a network of one task.
///
/// - Paper: Elich, Kirchdorfer, Köhler, Schott, [Examining Common Paradigms in Multi-Task
///   Learning](https://arxiv.org/abs/2311.04698), GCPR 2024, appendix A6.
/// - Formula: δ = mean over kinds and severities of (−1)^p (M / M_clean − S / S_clean).
/// - Symbols: M and S a metric of the multi-task and of the single-task network on corrupted inputs, M_clean and S_clean on
///   clean ones; p is 1 if a higher value is better and 0 otherwise.
///
/// A negative δ says that the multi-task network loses less.
public struct CorruptionEffect: Sendable, Hashable {
  /// The mean over the severities of each kind of corruption.
  public let kinds: [Double]
  /// The mean over kinds and severities, δ.
  public let mean: Double

  /// A metric on clean inputs and on corrupted ones, by kind and severity.
  public struct Figures: Sendable, Hashable {
    public let clean: Double
    /// `[kind][severity]`.
    public let corrupted: [[Double]]

    public init(clean: Double, corrupted: [[Double]]) {
      self.clean = clean
      self.corrupted = corrupted
    }
  }

  /// Computes the effect.
  ///
  /// - Parameters:
  ///   - multiTask: the figures of the network of several tasks.
  ///   - singleTask: the figures of the network of one task, of the same kinds and severities.
  /// - Throws: `SettingError` if the figures are not of the same kinds and severities, or one on clean inputs is 0.
  public init(of multiTask: Figures, against singleTask: Figures, _ direction: Direction) throws(SettingError) {
    let sizes = multiTask.corrupted.map(\.count)
    guard sizes == singleTask.corrupted.map(\.count), !sizes.isEmpty, !sizes.contains(0) else {
      throw SettingError(
        "Figures on corrupted inputs should be of the same kinds and severities. Found \(sizes) and "
          + "\(singleTask.corrupted.map(\.count)) severities.")
    }
    guard multiTask.clean != 0, singleTask.clean != 0 else {
      throw SettingError("Figures on clean inputs should not be 0. Found \(multiTask.clean) and \(singleTask.clean).")
    }
    let sign = direction == .higherIsBetter ? -1.0 : 1
    let effects = zip(multiTask.corrupted, singleTask.corrupted).map { first, second in
      zip(first, second).map { sign * ($0 / multiTask.clean - $1 / singleTask.clean) }
    }
    kinds = effects.map { $0.reduce(0, +) / Double($0.count) }
    let all = effects.flatMap { $0 }
    mean = all.reduce(0, +) / Double(all.count)
  }
}
