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

    /// What the description says after the name.
    fileprivate var facts: String { "\(kind), \(outputs) outputs, \(loss); \(metrics.joined(separator: ", "))" }
  }

  /// The largest number of equal tasks that have a line each.
  private static let mostLines = 40

  package var name: String
  /// The numbers of samples of each split.
  package var train, validation, test: Int
  package var inputShape: [Int]
  package var fingerprint: String
  package var tasks: [TaskDescription]
  /// The column of the samples' weights, and the weights in numbers; nil if all samples weigh the same.
  package var sampleWeight: String?
  package var weights: [WeightSummary]?
  /// The sets of data of several, each described by itself; the numbers above are then their sums.
  package var sets: [DataDescription]?
  /// What an epoch of several sets is, in words.
  package var epoch: String?

  package init(of configuration: ExperimentConfiguration) throws {
    let source = try configuration.dataSource()
    let tasks = try configuration.selectedTasks(of: source)
    self.init(source, tasks)
    if source.sets.count > 1 {
      epoch = source.mixing.epochInWords
      sets = source.sets.map { set in
        DataDescription(set, tasks.filter { task in set.tasks.contains { $0.name == task.name } })
      }
    }
  }

  private init(_ source: DataSource, _ tasks: [LearningTask]) {
    name = source.name
    func count(_ split: Split) -> Int { source.sets.reduce(0) { $0 + $1[split].count } }
    (train, validation, test) = (count(.train), count(.validation), count(.test))
    inputShape = source.sets.count == 1 ? source.inputShape : []
    fingerprint = source.fingerprint
    sampleWeight = source.sampleWeight
    if sampleWeight != nil { weights = source.weightSummaries }
    self.tasks = tasks.map { task in
      TaskDescription(
        name: task.name, kind: task.kind.name, loss: "\(type(of: task.loss))", outputs: task.outputs,
        metrics: task.metrics.map(\.name))
    }
  }

  package var text: String {
    if let sets {
      return (["fingerprint \(fingerprint)"] + [epoch].compactMap(\.self) + sets.map(\.text)).joined(separator: "\n")
    }
    var lines = [
      "\(TerminalText.escaped(name)): \(train) training, \(validation) validation, \(test) test samples\(inputShape.isEmpty ? "" : "; one is \(inputShape)")",
      "fingerprint \(fingerprint)",
    ]
    // Tasks by group are alike, and may be hundreds.
    let runs = tasks.reduce(into: [[TaskDescription]]()) { runs, task in
      if runs.last?.first?.facts == task.facts { runs[runs.count - 1].append(task) } else { runs.append([task]) }
    }
    for alike in runs {
      let names = alike.map { TerminalText.escaped($0.name) }
      if alike.count > Self.mostLines {
        lines.append("\(names[0]) … \(names.last!) (\(alike.count) tasks): \(alike.first!.facts)")
      } else {
        lines += names.map { "\($0): \(alike.first!.facts)" }
      }
    }
    if let sampleWeight, let weights {
      lines.append("losses and metrics are weighted by `\(TerminalText.escaped(sampleWeight))`:")
      lines += weights.map { TerminalText.escaped($0.text) }
    }
    return lines.joined(separator: "\n")
  }

  package func json() throws -> String { try JSONText.encode(self) }
}
