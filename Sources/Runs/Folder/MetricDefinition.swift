import Components
import Statistics
import Tasks

/// The definition of a metric of a run: enough to print it, to tell which way is better, and to refuse a comparison of
/// two definitions under one name.
package struct MetricDefinition: Sendable, Hashable {
  package var task: String
  /// The metric's name, as printed ("mIoU").
  package var name: String
  /// The unit, or "" for a plain fraction ("m", "°", "%").
  package var unit: String
  package var direction: Direction
  /// Whether a relative change of it means something.
  package var isRatio: Bool
  /// The definition's version: numbers of two versions are not compared.
  package var version: String

  /// Creates a definition.
  ///
  /// - Parameter isRatio: nil for that of the metric of this name.
  package init(
    task: String, name: String, unit: String = "", direction: Direction, isRatio: Bool? = nil, version: String = "1"
  ) {
    self.task = task
    self.name = name
    self.unit = unit
    self.direction = direction
    self.isRatio = isRatio ?? Metrics.isRatio(name)
    self.version = version
  }
}

extension MetricDefinition: Codable {
  private enum CodingKeys: String, CodingKey { case task, name, unit, better, ratio, version }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let better = try container.decode(String.self, forKey: .better)
    guard better == "higher" || better == "lower" else {
      throw DecodingError.dataCorruptedError(
        forKey: .better, in: container,
        debugDescription: "`better` should be \"higher\" or \"lower\". Found \(Found.quoted(better)).")
    }
    self.init(
      task: try container.decode(String.self, forKey: .task), name: try container.decode(String.self, forKey: .name),
      unit: try container.decodeIfPresent(String.self, forKey: .unit) ?? "",
      direction: better == "higher" ? .higherIsBetter : .lowerIsBetter,
      isRatio: try container.decodeIfPresent(Bool.self, forKey: .ratio),
      version: try container.decodeIfPresent(String.self, forKey: .version) ?? "1")
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(task, forKey: .task)
    try container.encode(name, forKey: .name)
    try container.encode(unit, forKey: .unit)
    try container.encode(direction == .higherIsBetter ? "higher" : "lower", forKey: .better)
    try container.encode(isRatio, forKey: .ratio)
    try container.encode(version, forKey: .version)
  }
}

extension MetricDefinition {
  /// What the metrics of tasks are, in printing order.
  package static func all(of tasks: [LearningTask]) -> [MetricDefinition] {
    tasks.flatMap { task in
      task.metrics.map {
        MetricDefinition(
          task: task.name, name: $0.name, unit: $0.unit, direction: $0.direction, isRatio: $0.isRatio,
          version: $0.version)
      }
    }
  }
}
