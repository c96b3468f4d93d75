/// The inputs of some samples: tensors by name, usually one, and the lengths of samples that differ in length.
///
/// ```swift
/// let pictures = Inputs(Tensor.zeros([16, 3, 64, 64]))
/// let words = Inputs([("words", words), ("letters", letters)], lengths: ["words": lengths])
/// ```
///
/// Every tensor has the samples along its first dimension.
public struct Inputs: Sendable {
  /// The tensors with their names, `[sample, …]` each.
  public private(set) var tensors: [(name: String, tensor: Tensor)]
  /// The lengths of the samples in a tensor along its second dimension, `[sample]` of int64, by the tensor's name. A
  /// tensor without lengths has samples of one length.
  public private(set) var lengths: [String: Tensor]
  /// The way that each sample takes through a network with several ways, `[sample]` of int64; nil if all samples take every way.
  public var ways: Tensor?

  /// The name of a tensor that stands alone.
  public static let usualName = "input"

  /// Creates inputs of one tensor, `[sample, …]`.
  public init(_ tensor: Tensor) {
    tensors = [(Self.usualName, tensor)]
    lengths = [:]
  }

  /// Creates inputs of several tensors.
  ///
  /// - Parameters:
  ///   - tensors: at least one, with different names and the same samples.
  ///   - lengths: the lengths of the samples in a tensor, by its name.
  public init(_ tensors: [(name: String, tensor: Tensor)], lengths: [String: Tensor] = [:]) {
    require(!tensors.isEmpty, "inputs should have a tensor. Found none.")
    self.tensors = tensors
    self.lengths = lengths
  }

  /// The tensor that stands alone. For inputs of several tensors it is a failed operation.
  public var sole: Tensor {
    guard tensors.count == 1 else {
      failOperation("inputs should be one tensor. Found \(tensors.map(\.name)).")
      return Tensor(owning: nil)
    }
    return tensors[0].tensor
  }

  /// The tensor of a name; nil if there is none.
  public subscript(name: String) -> Tensor? { tensors.first { $0.name == name }?.tensor }

  /// The number of samples.
  public var count: Int { tensors[0].tensor.size(0) }

  /// The same inputs with every tensor changed by `change`, which keeps the samples.
  public func map(_ change: (Tensor) throws -> Tensor) rethrows -> Inputs {
    var inputs = self
    for index in tensors.indices { inputs.tensors[index].tensor = try change(tensors[index].tensor) }
    return inputs
  }

  /// The samples of several inputs with the same names, those of the first before those of the second.
  public init(joining parts: [Inputs]) {
    require(!parts.isEmpty, "inputs to join should be at least one. Found none.")
    self = parts[0]
    for index in tensors.indices { tensors[index].tensor = Tensor.cat(parts.map { $0.tensors[index].tensor }) }
    for name in lengths.keys { lengths[name] = Tensor.cat(parts.compactMap { $0.lengths[name] }) }
    if ways != nil { ways = Tensor.cat(parts.compactMap(\.ways)) }
  }

  /// The samples with the given numbers, in their order.
  ///
  /// - Parameter samples: `[count]` of int64.
  public func select(_ samples: Tensor) -> Inputs {
    var inputs = map { $0.indexSelect(0, samples) }
    inputs.lengths = lengths.mapValues { $0.indexSelect(0, samples) }
    inputs.ways = ways?.indexSelect(0, samples)
    return inputs
  }

  /// Some samples, one after another.
  public func narrow(start: Int, length: Int) -> Inputs {
    func part(_ tensor: Tensor) -> Tensor { tensor.narrow(0, start: start, length: length) }
    var inputs = map(part)
    inputs.lengths = lengths.mapValues(part)
    inputs.ways = ways.map(part)
    return inputs
  }

  /// Whether all numbers of each sample are finite, as one scalar of bool on the device of the tensors.
  public func areFinite() -> Tensor {
    tensors.dropFirst().reduce(tensors[0].tensor.isFinite().all()) { $0.logicalAnd($1.tensor.isFinite().all()) }
  }
}
