import Torch

/// An encoder of sequences of vectors, from whatever they come: events, words or series of numbers. `[batch, length,
/// inputs]` → a vector for each element, `[batch, length, size]`, or one for the sequence, `[batch, size]`.
///
/// Shorter sequences are filled up in front with elements of zeros. An encoder is a trunk for sequences of numbers;
/// ``SequenceTrunk`` puts it behind an embedding of columns.
public protocol SequenceEncoder: StagedTrunk {
  /// The numbers of one element of the input.
  var inputs: Int { get }
  /// The only length of a sequence that it takes; nil for any.
  var length: Int? { get }
}

extension SequenceEncoder {
  public func outputShape(for input: [Int]) throws -> [Int] { try outputShape(for: input, columns: inputs) }

  /// The shape of the features of a sequence whose elements have some columns.
  ///
  /// - Throws: `ShapeError` for another shape than `[length, columns]`.
  func outputShape(for input: [Int], columns: Int) throws -> [Int] {
    guard input.count == 2, input[1] == columns, input[0] > 0, length == nil || input[0] == length else {
      let expected = length.map(String.init) ?? "length"
      throw ShapeError("the input of \(type(of: self)) should be [\(expected), \(columns)]. Found \(input).")
    }
    if case .sequence(let size, _) = features { return [input[0], size] }
    return [features.size]
  }
}
