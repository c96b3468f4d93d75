import OrderedCollections
import Tasks
import Torch

/// Samples that are held in memory as a whole; a batch is one gather from each field.
public struct InMemoryDataset: Dataset {
  /// The inputs of all samples; the first of several.
  public var inputs: Field { parts[0].field }
  /// The tensors of the inputs by name, with the values of all samples.
  private let parts: [(name: String, field: Field)]
  /// The targets of all samples, by task.
  public let targets: OrderedDictionary<String, Field>
  /// Targets of one form, which a batch gathers in one go.
  private let together: [(order: TaskTensors.Order, field: Field)]
  /// The names of all other targets.
  private let single: [String]
  /// The weights of all samples; nil if all samples weigh the same.
  private let weightField: Field?
  /// Whether each sample has a weight above 0; empty if all have.
  private let counts: [Bool]

  /// Creates a data set. All fields should have the same number of samples.
  ///
  /// - Parameter weights: the weight of each sample, at least 0; nil if all samples weigh the same.
  public init(inputs: Field, targets: OrderedDictionary<String, Field>, weights: Field? = nil) {
    self.init(inputs: [(Inputs.usualName, inputs)], targets: targets, weights: weights)
  }

  /// Creates a data set whose samples have several tensors. All fields should have the same number of samples.
  ///
  /// - Parameters:
  ///   - parts: the tensors by name, in the order of a batch's inputs; at least one, with different names.
  ///   - weights: the weight of each sample, at least 0; nil if all samples weigh the same.
  public init(
    inputs parts: [(name: String, field: Field)], targets: OrderedDictionary<String, Field>, weights: Field? = nil
  ) {
    precondition(!parts.isEmpty, "`inputs` should have a tensor. Found none.")
    precondition(
      Set(parts.map(\.name)).count == parts.count, "`inputs` should have different names. Found \(parts.map(\.name)).")
    let inputs = parts[0].field
    for part in parts.dropFirst() {
      precondition(
        part.field.count == inputs.count,
        "`\(part.name)` should have \(inputs.count) samples, as `\(parts[0].name)`. Found \(part.field.count).")
    }
    for (name, field) in targets {
      precondition(
        field.count == inputs.count,
        "`\(name)` should have \(inputs.count) samples, as the inputs. Found \(field.count).")
    }
    precondition(
      weights.map { $0.count == inputs.count } ?? true,
      "`weights` should have \(inputs.count) samples, as the inputs. Found \(weights?.count ?? 0).")
    self.parts = parts
    self.targets = targets
    together = [DType.float32, .int64].compactMap { type in
      let alike = targets.filter { $0.value.shape.isEmpty && $0.value.labelType == type }
      guard alike.count >= Self.fewestTogether else { return nil }
      return (TaskTensors.Order(Array(alike.keys)), Field(columns: Array(alike.values)))
    }
    let names = Set(together.flatMap(\.order.tasks))
    single = targets.keys.filter { !names.contains($0) }
    weightField = weights
    let counts = weights?.floats.map { $0 > 0 } ?? []
    self.counts = counts.contains(false) ? counts : []
  }

  /// The fewest targets that are gathered in one go.
  package static let fewestTogether = 4

  public var count: Int { inputs.count }

  public var copiedValuesPerSample: Int? {
    (parts.map(\.field) + targets.values).reduce(0) { $0 + $1.shape.reduce(1, *) }
  }

  public func batch(_ indices: [Int]) throws -> Batch {
    var batch = Batch(
      inputs: Inputs(parts.map { ($0.name, $0.field.gather(indices)) }), targets: [:], labelled: [:],
      count: indices.count)
    batch.weights = weightField?.gather(indices)
    let counted = counts.isEmpty ? indices : indices.filter { counts[$0] }
    for (name, field) in targets {
      batch.labelled[name] = !counted.isEmpty && field.anyLabel(counted)
    }
    batch.targets = TaskTensors(
      Array(targets.keys), single: single.reduce(into: [:]) { $0[$1] = targets[$1]!.gather(indices) },
      blocks: together.map { TaskTensors.Block($0.order, $0.field.gather(indices)) })
    return batch
  }

  public func labelledSamples(of tasks: [String]) -> [Int]? {
    let fields = tasks.compactMap { targets[$0] }
    return (0..<count).filter { sample in
      (counts.isEmpty || counts[sample]) && fields.contains { $0.hasLabel(sample) }
    }
  }

  public func events(of task: String) -> [Bool]? { targets[task]?.events }

  public var weights: [Float]? { weightField?.floats }

  func addContent(to fingerprint: inout Fingerprint) {
    inputs.addContent(to: &fingerprint)
    for part in parts.dropFirst() {
      fingerprint.add(part.name)
      part.field.addContent(to: &fingerprint)
    }
    for (name, field) in targets {
      fingerprint.add(name)
      field.addContent(to: &fingerprint)
    }
    if let weightField {
      fingerprint.add("weights")
      weightField.addContent(to: &fingerprint)
    }
  }
}
