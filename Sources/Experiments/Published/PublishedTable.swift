import Foundation
import Tasks

/// A table of results as a paper prints it, with the facts that are needed to compare other figures with it.
public struct PublishedTable: Sendable, Hashable, Codable {
  /// A metric, under its name in this toolkit.
  public struct Metric: Sendable, Hashable, Codable {
    /// The task; "" for the mean over all tasks.
    public var task: String
    public var name: String
    public var unit: String
    /// The better direction: "higher" or "lower".
    public var better: String

    public var direction: Direction { better == "higher" ? .higherIsBetter : .lowerIsBetter }
  }

  /// The baseline of Δm.
  public struct Baseline: Sendable, Hashable, Codable {
    /// The network that was trained for one task at a time.
    public var network: String
    public var values: [Double]
  }

  /// A method's figures. What the paper does not print is absent.
  public struct Row: Sendable, Hashable, Codable {
    /// The method's name in the catalogue, or ``RunResult/singleTask``.
    public var method: String
    /// The name as printed.
    public var label: String
    /// The mean over seeds of each metric.
    public var values: [Double]?
    /// The standard deviation over seeds of each metric.
    public var standardDeviations: [Double]?
    /// The Δm in percent, in the table's convention.
    public var deltaM: Double?
    public var deltaMStandardDeviation: Double?
    /// The Δm over the two times of an event log alone.
    public var deltaMOfTimes: Double?
    /// The learning rate, weight decay and the method's own parameters.
    public var settings: [String: String]
    /// The mean kept epoch, or the epochs that are averaged.
    public var epochs: String?
    /// The validation loss that selected, summed over tasks.
    public var validationLoss: Double?
  }

  /// The table's name: "nyuv2-segnet".
  public var name: String
  public var title: String
  public var source: String
  /// The kind of data under its name in a configuration; "" for a table over several.
  public var data: String
  /// The event log.
  public var log: String?
  /// The trunk under its name in a configuration; "" if it is not known.
  public var trunk: String
  public var sharing: String
  public var split: String
  /// The number of seeds of which a figure is the mean.
  public var seeds: Int
  public var convention: DeltaM.Convention
  /// Whether Δm follows from the printed metrics and the printed baseline.
  public var recomputes: Bool
  /// The way in which the figures were made: division, training, selection.
  public var `protocol`: String
  /// The remarks for the reader.
  public var notes: [String]
  public var metrics: [Metric]
  public var baseline: Baseline?
  public var rows: [Row]
}

extension PublishedTable {
  /// The Δm of a row, recomputed from its metrics and the baseline; nil if either is not printed.
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
