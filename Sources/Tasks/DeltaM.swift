import Statistics

/// Δm: how far a multi-task model is from single-task training, averaged over its metrics, in percent.
///
/// The field prints one symbol for three numbers that differ in grouping and in sign. Here a Δm is a number *and* its
/// convention, and the two are printed together.
///
/// Source: Maninis, Radosavovic, Kokkinos, [Attentive Single-Tasking of Multiple
/// Tasks](https://arxiv.org/abs/1904.08918), CVPR 2019, and the conventions that followed it, named in ``Convention``.
public struct DeltaM: Sendable, Hashable {
  /// The number, in percent.
  public var percent: Double

  /// The convention: how the number was averaged, and which sign is good.
  public var convention: Convention

  public init(percent: Double, convention: Convention) {
    self.percent = percent
    self.convention = convention
  }

  /// Whether the model is better than the baseline.
  public var isImprovement: Bool { convention.improvement(percent) > 0 }
}

extension DeltaM {
  /// The rule of the average, and the direction in which it is better.
  public enum Convention: String, Sendable, Hashable, CaseIterable, Codable {
    /// The mean over the metrics of all tasks whose relative change means something (``Metric/isRatio``); lower is better.
    /// R², explained variance, kappa and correlations are not averaged: near 0 their relative change is without bound.
    ///
    /// This project's own convention. It equals ``metricMean`` if all metrics have such a relative change.
    case ratioMean

    /// The mean over all metrics of all tasks; lower is better. A task with more metrics weighs more: on NYUv2 the normals
    /// are five of nine.
    ///
    /// Used by Kirchdorfer et al., [Analytical Uncertainty-Based Loss Weighting in Multi-Task
    /// Learning](https://arxiv.org/abs/2408.07985), GCPR 2024, and by the CAGrad, Nash-MTL, FAMO and FairGrad papers.
    case metricMean

    /// The mean over tasks of the mean over each task's metrics; higher is better.
    ///
    /// Used by Lin et al., [Dual-Balancing for Multi-Task Learning](https://arxiv.org/abs/2308.12029), 2025, and by
    /// LibMTL.
    case taskMean

    /// The mean over tasks of one metric each; higher is better.
    ///
    /// Used by Liu et al., [Auto-Lambda](https://arxiv.org/abs/2202.03091), TMLR 2022, and Vandenhende et al.,
    /// [Multi-Task Learning for Dense Prediction Tasks](https://arxiv.org/abs/2004.13379), TPAMI 2021.
    case oneMetricPerTask

    /// The direction in which the number is better.
    public var direction: Direction { [.ratioMean, .metricMean].contains(self) ? .lowerIsBetter : .higherIsBetter }

    /// The name in configurations, in kebab case: "ratio-mean".
    public var name: String { rawValue.map { $0.isUppercase ? "-\($0.lowercased())" : "\($0)" }.joined() }

    /// The convention's average in words.
    public var title: String {
      switch self {
      case .ratioMean: "mean of ratio metrics"
      case .metricMean: "metric mean"
      case .taskMean: "task mean"
      case .oneMetricPerTask: "one metric per task"
      }
    }

    /// The name that is printed with each number: "Δm, metric mean, lower is better, %".
    public var printedName: String {
      "Δm, \(title), \(direction == .lowerIsBetter ? "lower" : "higher") is better, %"
    }

    /// A percentage of this convention as an improvement: positive is better. Applied twice it gives the percentage
    /// back.
    public func improvement(_ percent: Double) -> Double { direction == .lowerIsBetter ? -percent : percent }
  }

  /// Δm of a model against a baseline.
  ///
  /// - Parameters:
  ///   - tasks: the model's metrics. Tasks and metrics are matched by name.
  ///   - baseline: the metrics to compare with. `tasks` should have exactly its tasks.
  ///   - convention: what is averaged.
  ///   - mainMetrics: task name to metric name, for ``Convention/oneMetricPerTask``. A task that is not named here uses
  ///     its first metric.
  /// - Throws: ``DeltaMError``, which names task and metric.
  public init(
    of tasks: [TaskMetrics], against baseline: Baseline, _ convention: Convention, mainMetrics: [String: String] = [:]
  ) throws {
    var (tasks, baseline) = (tasks, baseline)
    if convention == .ratioMean { (tasks, baseline.tasks) = (tasks.ratios, baseline.tasks.ratios) }
    self = try Terms(of: tasks, against: baseline).deltaM(convention, mainMetrics: mainMetrics)
  }
}

extension DeltaM: CustomStringConvertible {
  /// The number with its convention: "−4.10 (Δm, metric mean, lower is better, %)".
  public var description: String {
    let hundredths = (abs(percent) * 100).rounded()
    guard hundredths.isFinite, hundredths < 1e15 else { return "\(percent) (\(convention.printedName))" }
    let whole = Int(hundredths)
    let digits = "\(whole / 100).\(whole % 100 < 10 ? "0" : "")\(whole % 100)"
    let sign = percent < 0 && whole != 0 ? "−" : percent > 0 && whole != 0 ? "+" : ""
    return "\(sign)\(digits) (\(convention.printedName))"
  }
}
