import Datasets
import Tasks

/// The description of an experiment's data: `equipoise data describe`.
public struct DataDescription: Codable, Sendable {
  public struct TaskDescription: Codable, Sendable {
    public var name, kind, loss: String
    public var outputs: Int
    public var metrics: [String]
  }

  public var name: String
  /// The numbers of samples of each split.
  public var train, validation, test: Int
  public var inputShape: [Int]
  public var fingerprint: String
  public var tasks: [TaskDescription]

  public init(of configuration: ExperimentConfiguration) throws {
    let source = try configuration.dataSource()
    name = source.name
    (train, validation, test) = (source.train.count, source.validation.count, source.test.count)
    inputShape = source.inputShape
    fingerprint = source.fingerprint
    tasks = try configuration.selectedTasks(of: source).map { task in
      TaskDescription(
        name: task.name, kind: task.kind.rawValue, loss: "\(type(of: task.loss))", outputs: task.outputs,
        metrics: task.metrics.map(\.name))
    }
  }

  public var text: String {
    var lines = [
      "\(TerminalText.escaped(name)): \(train) training, \(validation) validation, \(test) test samples; one is \(inputShape)",
      "fingerprint \(fingerprint)",
    ]
    for task in tasks {
      lines.append(
        "\(TerminalText.escaped(task.name)): \(task.kind), \(task.outputs) outputs, \(task.loss); \(task.metrics.joined(separator: ", "))"
      )
    }
    return lines.joined(separator: "\n")
  }

  public func json() throws -> String { try JSONText.encode(self) }
}
