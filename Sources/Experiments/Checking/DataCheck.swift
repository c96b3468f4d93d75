import Configuration
import Datasets
import Foundation
import Printing
import Reports
import Tasks
import Torch

/// The result of reading every sample of an experiment's data: `equipoise data check`.
package struct DataCheck: Codable, Sendable {
  /// A split: the number of its samples, their inputs and their labels.
  package struct SplitCheck: Codable, Sendable {
    package var name: String
    /// The number of samples that were read.
    package var samples: Int
    /// The smallest and largest input.
    package var low, high: Double
    package var tasks: [LabelSummary]
  }

  package var name: String
  /// The sizes of one sample; empty for data of several sets.
  package var inputShape: [Int]
  package var fingerprint: String
  package var splits: [SplitCheck]
  /// The weights of the samples; nil if all weigh the same.
  package var weights: [WeightSummary]?
  /// Sentences on what deserves a look though nothing is wrong.
  package var notes: [String]
  /// The doubts about columns of a table that make results doubtful.
  package var suspicions: [TableSuspicion] = []
  /// The damage: one text for each sample that cannot be used.
  package var damaged: [String]

  /// Whether every sample can be used.
  package var isWhole: Bool { damaged.isEmpty }

  /// Reads every sample and checks every label. It collects all damage, without a limit.
  ///
  /// - Throws: the error of the data as a whole, such as a missing folder or a ragged table.
  package init(of configuration: ExperimentConfiguration) throws {
    let reading = DataReading(seed: configuration.seed, damagedLimit: .max)
    try self.init(of: try configuration.data.source(reading))
    suspicions = try configuration.data.suspicions(reading)
  }

  init(of source: DataSource) throws {
    name = source.name
    inputShape = source.sets.count == 1 ? source.inputShape : []
    fingerprint = source.fingerprint
    notes =
      source.notes
      + source.sets.compactMap { set in
        set.unlabelledSamples.map { source.sets.count > 1 ? "`\(set.name)`: \($0)" : $0 }
      }
    weights = source.weightSummaries.isEmpty ? nil : source.weightSummaries
    damaged = source.damaged.map(\.reason)
    splits = []
    for set in source.sets {
      for split in Split.allCases {
        var reading = SplitReading(set, split)
        reading.read(Array(0..<set[split].count))
        if source.sets.count > 1 { reading.check.name = "\(set.name), \(reading.check.name)" }
        splits.append(reading.check)
        damaged += reading.damaged
      }
    }
  }

  package var text: String {
    let isOne = !inputShape.isEmpty
    let counts = splits.map { isOne ? "\($0.samples) \($0.name)" : "\($0.name) \($0.samples)" }
      .joined(separator: isOne ? ", " : "; ")
    let shape = isOne ? " samples; one is \(inputShape)" : " samples"
    var lines = ["\(TerminalText.escaped("\(name): \(counts)"))\(shape)", "fingerprint \(fingerprint)"]
    for split in splits {
      lines.append(
        "\(TerminalText.escaped(split.name)) · inputs from \(LabelSummary.short(split.low)) to \(LabelSummary.short(split.high))"
      )
      lines += split.tasks.map { "\(TerminalText.escaped(split.name)) · \($0.text)" }
    }
    lines += (weights ?? []).map { TerminalText.escaped($0.text) }
    lines += notes.map { "note: " + TerminalText.escaped($0) }
    lines += suspicions.map { "suspicious: " + TerminalText.escaped($0.sentence) }
    lines.append(isWhole ? "damaged: none" : "damaged: \(damaged.count)")
    return (lines + damaged.map { "  " + TerminalText.escaped($0) }).joined(separator: "\n")
  }

  package func json() throws -> String { try JSONText.encode(self) }
}

/// The reading of one split, batch by batch. A damaged batch is read sample by sample.
private struct SplitReading {
  let source: DataSource
  let split: Split
  var check: DataCheck.SplitCheck
  var damaged: [String] = []

  /// The number of samples read at a time.
  private static let batchSize = 64

  init(_ source: DataSource, _ split: Split) {
    self.source = source
    self.split = split
    check = DataCheck.SplitCheck(
      name: split.rawValue, samples: 0, low: .infinity, high: -.infinity,
      tasks: source.tasks.map {
        LabelSummary(
          $0,
          names: $0.labels.form.answer == .yesOrNo
            ? source.answers[$0.name].map { [$0.no, $0.yes] } : source.classNames[$0.name])
      })
  }

  mutating func read(_ indices: [Int]) {
    for start in stride(from: 0, to: indices.count, by: Self.batchSize) {
      let part = Array(indices[start..<min(indices.count, start + Self.batchSize)])
      do { try add(part) } catch { part.forEach { readAlone($0) } }
    }
  }

  private mutating func readAlone(_ index: Int) {
    do { try add([index]) } catch { damaged.append("`\(split)`, sample \(index): \(error)") }
  }

  /// Adds samples; nothing is added if anything is wrong.
  private mutating func add(_ indices: [Int]) throws {
    let dataset = source[split], tasks = source.tasks
    let batch = try withTorchErrors { try dataset.batch(indices) }
    guard batch.inputs.areFinite().item() != 0 else {
      throw DatasetError("Inputs should be finite. Found a value that is not.")
    }
    for task in tasks { if let target = batch.targets[task.name] { try task.validate(target) } }
    // Padding in front of shorter sequences lacks no label.
    let elements = source.input.form == .sequence ? batch.inputs.sole.abs().sum([2]).greater(0) : nil
    for (index, task) in tasks.enumerated() {
      guard let target = batch.targets[task.name] else { continue }
      check.tasks[index].add(elements.map { task.kind.isDense ? target[$0] : target } ?? target, of: task)
    }
    check.samples += batch.count
    for (_, tensor) in batch.inputs.tensors {
      check.low = min(check.low, tensor.min().item())
      check.high = max(check.high, tensor.max().item())
    }
  }
}

extension DataSource {
  /// What a check of the data says of the training samples that have no label of the tasks that are trained: trainings leave
  /// them out. Nil for none.
  var unlabelledSamples: String? {
    let names = tasks.map(\.name)
    let alone = names.map { (task: $0, unlabelled: train.unlabelledCount(for: [$0])) }
    return Comparison.unlabelledSamples(
      together: train.unlabelledCount(for: names), alone: names.count > 1 ? alone : [], of: train.count)
  }
}
