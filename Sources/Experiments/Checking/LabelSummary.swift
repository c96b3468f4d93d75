import Foundation
import Printing
import Tasks
import Torch

/// A task's labels counted over a split.
package struct LabelSummary: Codable, Sendable {
  package let task: String
  package let kind: String
  /// Elements that have a label: samples, pixels, or several answers of each sample.
  package private(set) var labelled = 0
  /// Elements that could have one. The difference are invalid pixels and missing labels.
  package private(set) var elements = 0
  /// How often each class occurs; for yes or no, no before yes; for survival times, censored ones before events. Empty for numbers and
  /// directions.
  package private(set) var classes: [Int] = []
  /// The classes' names, or the words for no and for yes, if they have some.
  package let names: [String]?
  /// The smallest and largest number in its own unit; nil for classes and directions.
  package private(set) var low: Double?
  package private(set) var high: Double?

  init(_ task: LearningTask, names: [String]? = nil) {
    self.task = task.name
    // Yes and no are counted over all of several labels.
    self.names =
      names
      ?? (task.labels.form is SurvivalLabels
        ? ["censored", "event"] : task.labels.form.answer == .yesOrNo ? ["no", "yes"] : nil)
    kind = task.kind.name
  }

  mutating func add(_ target: Tensor, of task: LearningTask) {
    let (form, mask) = (task.labels.form, task.labels.mask(target))
    elements += mask.count
    labelled += Int(mask.sum().item())
    if let form = form as? any DiscreteLabels {
      count(target[mask.logicalAnd(target.greaterOrEqual(0))].to(.int64), classes: form.classes)
    } else if form.answer == .number {
      var known = target[mask]
      guard known.count > 0 else { return }
      if let form = form as? SurvivalLabels {
        let (times, events) = form.parts(known)
        count(events.to(.int64), classes: 2)
        known = times
      }
      // In the target's own unit, not in standard deviations from its mean.
      low = Swift.min(low ?? .infinity, task.scale.restore(known.min().item()))
      high = Swift.max(high ?? -.infinity, task.scale.restore(known.max().item()))
    }
  }

  private mutating func count(_ labels: Tensor, classes: Int) {
    let counts = labels.flatten().bincount(minLength: classes).array(of: Int.self)
    self.classes = self.classes.isEmpty ? counts : zip(self.classes, counts).map(+)
  }

  var text: String {
    let share = elements == 0 ? 0 : Double(labelled) / Double(elements)
    var parts = ["\(TerminalText.escaped(task)): \(labelled) labels, \(Self.percent(share))"]
    if labelled < elements { parts[0] += ", \(elements - labelled) without" }
    let total = Double(classes.reduce(0, +))
    if total > 0 {
      let shares = classes.map { Self.percent(Double($0) / total) }
      let named = names.map {
        zip($0, shares).map { "\(TerminalText.escaped($0)) \($1)" }.joined(separator: ", ")
      }
      parts.append("classes " + (named ?? shares.joined(separator: " ")))
    }
    if let low, let high {
      // What restoring standardised labels leaves of a zero is one.
      let least = 1e-6 * max(abs(low), abs(high))
      let ends = [low, high].map { Self.short(abs($0) < least ? 0 : $0) }
      parts.append("from \(ends[0]) to \(ends[1])")
    }
    return parts.joined(separator: "; ")
  }

  private static func percent(_ share: Double) -> String { share.formatted(.percent.precision(.fractionLength(1))) }

  static func short(_ value: Double) -> String { value.formatted(.number.precision(.significantDigits(1...4))) }
}
