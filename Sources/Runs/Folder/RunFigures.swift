import Datasets
import Foundation
import Printing
import Tasks
import Training

/// The losses and metrics of a run on a split, for people and programs.
package struct RunFigures {
  let split: String
  package let figures: SplitFigures
  let definitions: [MetricDefinition]

  package init(split: String, figures: SplitFigures, definitions: [MetricDefinition]) {
    self.split = split
    self.figures = figures
    self.definitions = definitions
  }

  package var text: String {
    var lines = ["\(split) split"]
    for (task, loss) in figures.losses {
      lines.append("\(TerminalText.escaped(task))  loss \(loss.formatted(.number.precision(.significantDigits(4))))")
      for metric in definitions where metric.task == task {
        guard let value = figures.metrics[task]?[metric.name] else {
          let need = Metrics.needs(of: metric.name).map { ": it needs \($0)" } ?? ""
          lines.append("  \(metric.name)  not defined for the labels of this split\(need)")
          continue
        }
        let arrow = metric.direction == .higherIsBetter ? "higher is better" : "lower is better"
        let left = figures.leftOut[task]?[metric.name].map { "; \($0) true values of 0 are left out" } ?? ""
        let text = value.formatted(.number.precision(.significantDigits(4)))
        lines.append("  \(metric.name)  \(text) \(metric.unit)  (\(arrow)\(left))")
      }
    }
    return lines.joined(separator: "\n")
  }

  /// The tasks in their order.
  package var tasks: [String] { figures.losses.map(\.key) }

  /// The first metric of a task; nil if it has none.
  package func mainMetric(of task: String) -> MetricDefinition? { definitions.first { $0.task == task } }

  /// The figures for programs.
  package struct Fields: Encodable {
    var split: String
    var losses: [String: Double]
    var metrics: [String: [String: Double]]
    var leftOut: [String: [String: Int]]?
  }

  package var fields: Fields {
    Fields(
      split: split, losses: figures.losses.unordered, metrics: figures.metrics.plain,
      leftOut: figures.leftOut.isEmpty ? nil : figures.leftOut.plain)
  }

  package func json() throws -> String { try JSONText.encode(fields) }
}

extension RunResult {
  package func json() throws -> String { try JSONText.encode(self) }

  /// The result for a person.
  package func summary(_ path: String) -> String {
    let kept = selection.epochs?.values.sorted() ?? []
    let epochs = kept.isEmpty ? "epoch \(selection.epoch)" : "epochs \(kept[0]) to \(kept[kept.count - 1])"
    var lines = [
      "\(TerminalText.escaped(label)) · seed \(seed) · \(epochs) by \(selection.criterion) · \(steps) updates in \(NumberText.fixed(seconds, 0)) s"
    ]
    if isOnAllSamples {
      let folder = ShellText.word(path)
      return lines[0] + """

        There are no figures: every sample was trained on, and none is left to measure on.
        Predict with: equipoise predict \(TerminalText.escaped(folder)) INPUTS --output OUTPUT
        """
    }
    for metric in definitions {
      let task = TerminalText.escaped(metric.task)
      guard let value = metrics[Split.test]?[metric.task]?[metric.name] else {
        let need = Metrics.needs(of: metric.name).map { ": it needs \($0)" } ?? ""
        lines.append("  \(task)  \(metric.name)  not defined for the labels of the test split\(need)")
        continue
      }
      let left = leftOut?[Split.test]?[metric.task]?[metric.name].map { " (\($0) true values of 0 are left out)" } ?? ""
      lines.append(
        "  \(task)  \(metric.name)  \(value.formatted(.number.precision(.significantDigits(4)))) \(metric.unit)\(left)"
      )
    }
    lines += (remarks ?? []).map(TerminalText.escaped)
    lines.append("Figures of the test split. Run: \(TerminalText.escaped(path))")
    return lines.joined(separator: "\n")
  }
}
