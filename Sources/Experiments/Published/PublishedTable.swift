import Foundation
import Tasks

/// A table of results as a paper prints it, with what one needs to set other figures beside it.
public struct PublishedTable: Sendable, Hashable, Codable {
  /// A metric, under the name that it has here.
  public struct Metric: Sendable, Hashable, Codable {
    /// "" for the mean over all tasks.
    public var task: String
    public var name: String
    public var unit: String
    /// "higher" or "lower".
    public var better: String

    public var direction: Direction { better == "higher" ? .higherIsBetter : .lowerIsBetter }
  }

  /// What Δm is against.
  public struct Baseline: Sendable, Hashable, Codable {
    /// Which network was trained for one task at a time.
    public var network: String
    public var values: [Double]
  }

  /// A method's figures. What the paper does not print is absent.
  public struct Row: Sendable, Hashable, Codable {
    /// The method's name in the catalogue, or ``RunResult/singleTask``.
    public var method: String
    /// As printed.
    public var label: String
    /// The mean over seeds of each metric.
    public var values: [Double]?
    /// Over seeds, of each metric.
    public var standardDeviations: [Double]?
    /// In percent, in the table's convention.
    public var deltaM: Double?
    public var deltaMStandardDeviation: Double?
    /// Δm over the two times of an event log alone.
    public var deltaMOfTimes: Double?
    /// Learning rate, weight decay and the method's own parameters.
    public var settings: [String: String]
    /// The mean kept epoch, or the epochs that are averaged.
    public var epochs: String?
    /// The validation loss that selected, summed over tasks.
    public var validationLoss: Double?
  }

  /// "nyuv2-segnet".
  public var name: String
  public var title: String
  public var source: String
  /// The kind of data as a configuration names it; "" for a table over several.
  public var data: String
  /// The event log.
  public var log: String?
  /// The trunk as a configuration names it; "" where it is not known.
  public var trunk: String
  public var sharing: String
  public var split: String
  /// How many seeds a figure is the mean of.
  public var seeds: Int
  public var convention: DeltaM.Convention
  /// Whether Δm follows from the metrics and the baseline that are printed.
  public var recomputes: Bool
  /// How the figures came to be: division, training, selection.
  public var `protocol`: String
  /// What the reader should know.
  public var notes: [String]
  public var metrics: [Metric]
  public var baseline: Baseline?
  public var rows: [Row]
}

extension PublishedTable {
  /// Δm of a row, recomputed from its metrics and the baseline; nil where either is not printed.
  ///
  /// - Parameter tasks: the tasks that count; nil for all.
  public func deltaM(of row: Row, tasks counted: Set<String>? = nil) throws -> DeltaM? {
    guard let values = row.values, let baseline, recomputes else { return nil }
    return try DeltaM(
      of: measured(values, counted),
      against: Tasks.Baseline(identity: baseline.network, seeds: [], tasks: measured(baseline.values, counted)),
      convention)
  }

  private func measured(_ values: [Double], _ counted: Set<String>?) -> [TaskMetrics] {
    var tasks: [String] = []
    for metric in metrics where !tasks.contains(metric.task) && counted?.contains(metric.task) ?? true {
      tasks.append(metric.task)
    }
    return tasks.map { task in
      TaskMetrics(
        task,
        zip(metrics, values).filter { $0.0.task == task }.map { MetricValue($0.0.name, $0.1, $0.0.direction) })
    }
  }
}
