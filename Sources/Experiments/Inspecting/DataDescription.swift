import Datasets
import Foundation
import Tasks
import Torch

/// What an experiment's data is: `equipoise data describe` and `check`.
public struct DataDescription: Codable, Sendable {
  public struct TaskDescription: Codable, Sendable {
    public var name, kind, loss: String
    public var outputs: Int
    public var metrics: [String]
  }

  public var name: String
  /// Samples of each split.
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
      "\(name): \(train) training, \(validation) validation, \(test) test samples; one is \(inputShape)",
      "fingerprint \(fingerprint)",
    ]
    for task in tasks {
      lines.append(
        "\(task.name): \(task.kind), \(task.outputs) outputs, \(task.loss); \(task.metrics.joined(separator: ", "))")
    }
    return lines.joined(separator: "\n")
  }

  public func json() throws -> String { try JSONText.encode(self) }

  /// Reads every sample and checks every label.
  ///
  /// - Throws: the first label that cannot be one, with its split and task.
  /// - Returns: a line for each split and task: how many elements have a label, and the classes' shares or the range.
  public static func check(_ configuration: ExperimentConfiguration) throws -> String {
    let source = try configuration.dataSource()
    var lines: [String] = []
    for (split, dataset) in [("train", source.train), ("validation", source.validation), ("test", source.test)] {
      let loader = try DataLoader(dataset, batchSize: 64, shuffle: false)
      let batches = loader.batches(epoch: 0)
      var checks = source.tasks.map { LabelSummary($0) }
      while let batch = try batches.next() {
        guard batch.inputs.isFinite().all().item() != 0 else {
          throw DatasetError("`\(source.name)`, split `\(split)`: inputs should be finite. Found a value that is not.")
        }
        for index in checks.indices {
          guard let target = batch.targets[checks[index].task.name] else { continue }
          do { try checks[index].task.validate(target) } catch {
            throw DatasetError("`\(source.name)`, split `\(split)`: \(error)")
          }
          checks[index].add(target)
        }
      }
      lines += checks.map { "\(split) · \($0.text)" }
    }
    return lines.joined(separator: "\n")
  }
}

/// Labels counted over a split.
private struct LabelSummary {
  let task: Task
  private var labelled = 0.0
  private var elements = 0
  private var classes: [Double] = []
  private var low = Double.infinity
  private var high = -Double.infinity

  init(_ task: Task) { self.task = task }

  mutating func add(_ target: Tensor) {
    labelled += task.labelled(target).item()
    elements += task.kind == .normals ? target.count / 3 : target.count
    switch task.kind {
    case .classification, .segmentation:
      let counts = target[target.greaterOrEqual(0)].flatten().bincount(minLength: task.outputs).array(of: Double.self)
      classes = classes.isEmpty ? counts : zip(classes, counts).map(+)
    case .depth, .regression, .binary:
      let known = target[target.isNaN().logicalNot()]
      guard known.count > 0 else { return }
      // In the target's own unit, not in standard deviations from its mean.
      low = min(low, task.scale.restore(known.min().item()))
      high = max(high, task.scale.restore(known.max().item()))
    case .normals: break
    }
  }

  var text: String {
    let share = elements == 0 ? 0 : labelled / Double(elements)
    var parts = ["\(task.name): \(Int(labelled)) labels, \(share.formatted(.percent.precision(.fractionLength(1))))"]
    let total = classes.reduce(0, +)
    if total > 0 {
      parts.append(
        "classes "
          + classes.map { ($0 / total).formatted(.percent.precision(.fractionLength(1))) }.joined(separator: " "))
    }
    if low <= high {
      parts.append(
        "from \(low.formatted(.number.precision(.significantDigits(4)))) to \(high.formatted(.number.precision(.significantDigits(4))))"
      )
    }
    return parts.joined(separator: "; ")
  }
}
