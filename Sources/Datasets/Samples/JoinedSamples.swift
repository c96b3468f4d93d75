import Tasks
import Torch

/// The samples of several data sets as one data set, one set after the other.
public struct JoinedSamples: Dataset {
  private let parts: [any Dataset]
  /// The number of the first sample of each part.
  private let starts: [Int]
  public let count: Int

  /// Joins data sets.
  ///
  /// - Parameter parts: at least one; all with the same inputs and tasks.
  public init(_ parts: [any Dataset]) {
    precondition(!parts.isEmpty, "`parts` should hold at least one data set. Found none.")
    self.parts = parts
    (starts, count) = parts.reduce(into: ([], 0)) { result, part in
      result.0.append(result.1)
      result.1 += part.count
    }
  }

  public var copiedValuesPerSample: Int? {
    let values = parts.compactMap(\.copiedValuesPerSample)
    return values.count == parts.count ? values.max() : nil
  }

  public func labelledSamples(of tasks: [String]) -> [Int]? {
    var all: [Int] = []
    for (part, start) in zip(parts, starts) {
      guard let own = part.labelledSamples(of: tasks) else { return nil }
      all += own.map { $0 + start }
    }
    return all
  }

  public func events(of task: String) -> [Bool]? {
    let all = parts.compactMap { $0.events(of: task) }
    return all.count == parts.count ? all.flatMap(\.self) : nil
  }

  public var lengths: [Int]? {
    let all = parts.compactMap(\.lengths)
    return all.count == parts.count ? all.flatMap(\.self) : nil
  }

  public var weights: [Float]? {
    let all = parts.map(\.weights)
    guard all.contains(where: { $0 != nil }) else { return nil }
    return zip(parts, all).flatMap { $1 ?? Array(repeating: 1, count: $0.count) }
  }

  public func batch(_ indices: [Int]) throws -> Batch {
    var batches: [Batch] = []
    /// The place of each row of the joined batches.
    var places: [Int] = []
    for (number, part) in parts.enumerated() {
      let range = starts[number]..<starts[number] + part.count
      let own = indices.indices.filter { range.contains(indices[$0]) }
      guard !own.isEmpty else { continue }
      batches.append(try part.batch(own.map { indices[$0] - range.lowerBound }))
      places += own
    }
    guard batches.count > 1 else { return batches[0] }
    if lengths != nil, let longest = batches.map({ $0.inputs.sole.size(1) }).max() {
      batches = batches.map { $0.filled(to: longest) }
    }
    var rows = Array(repeating: 0, count: places.count)
    for (row, place) in places.enumerated() { rows[place] = row }
    let order = Tensor(rows.map { Int64($0) })
    func joined(_ tensors: [Tensor]) -> Tensor { Tensor.cat(tensors).indexSelect(0, order) }
    var batch = Batch(
      inputs: Inputs(joining: batches.map(\.inputs)).select(order),
      targets: TaskTensors(joining: batches.map(\.targets), joined),
      labelled: batches.reduce(into: [:]) { labelled, batch in labelled.merge(batch.labelled) { $0 || $1 } },
      count: indices.count)
    if batches.contains(where: { $0.weights != nil }) {
      batch.weights = joined(batches.map { $0.weights ?? .ones([$0.count]) })
    }
    return batch
  }
}

extension Batch {
  /// Sequences that are filled up in front: inputs with zeros, classes of elements with −1.
  fileprivate func filled(to length: Int) -> Batch {
    let missing = length - inputs.sole.size(1)
    guard missing > 0 else { return self }
    func filled(_ tensor: Tensor, with value: Double) -> Tensor {
      var shape = tensor.shape
      shape[1] = missing
      return .cat([.full(shape, value, dtype: tensor.dtype), tensor], 1)
    }
    var batch = self
    batch.inputs = Inputs(filled(inputs.sole, with: 0))
    batch.targets = targets.map { $0.rank > 1 && $0.dtype == .int64 ? filled($0, with: -1) : $0 }
    return batch
  }
}

extension DataSource {
  /// The samples of all splits: training, validation, test.
  public var wholeSamples: any Dataset { JoinedSamples([train, validation, test]) }
}
