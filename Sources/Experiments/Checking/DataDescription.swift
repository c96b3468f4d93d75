import Configuration
import Datasets
import Printing
import Tasks

/// The description of an experiment's data: `equipoise data describe`.
package struct DataDescription: Codable, Sendable {
  package struct TaskDescription: Codable, Sendable {
    package var name, kind, loss: String
    package var outputs: Int
    package var metrics: [String]
  }

  package var name: String
  /// The numbers of samples of each split.
  package var train, validation, test: Int
  package var inputShape: [Int]
  package var fingerprint: String
  package var tasks: [TaskDescription]

  package init(of configuration: ExperimentConfiguration) throws {
    let source = try configuration.dataSource()
    name = source.name
    (train, validation, test) = (source.train.count, source.validation.count, source.test.count)
    inputShape = source.inputShape
    fingerprint = source.fingerprint
    tasks = try configuration.selectedTasks(of: source).map { task in
      TaskDescription(
        name: task.name, kind: task.kind.name, loss: "\(type(of: task.loss))", outputs: task.outputs,
        metrics: task.metrics.map(\.name))
    }
  }

  package var text: String {
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

  package func json() throws -> String { try JSONText.encode(self) }
}
