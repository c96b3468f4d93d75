import Statistics
import Torch

/// Fixed random linear maps P_1 … P_k, each from l numbers to D weights. They are made from a seed when they are needed and are
/// part of no file.
public protocol RandomExpansions {
  /// The maps with tensors of this one's type and on its device.
  func like(_ tensor: Tensor) -> Self

  /// The expanded vectors, `[k, l]` → `[k, D]`: row i is P_i v_i. Gradients flow to the vectors.
  func callAsFunction(_ vectors: Tensor) -> Tensor
}

/// The forms of a random expansion.
public enum ExpansionForm: String, CaseIterable, Sendable {
  /// Entries N(0, 1) / √D.
  case dense
  /// Orthonormal columns.
  case orthonormal
  /// A Kronecker product of two matrices with orthonormal columns, and a few dense rows. See ``KroneckerExpansions``.
  case kronecker

  /// Makes the expansions of a seed, in float32 on the CPU. Each has a random stream of its own.
  ///
  /// - Parameters:
  ///   - count: the number k of expansions.
  ///   - inputs: the number l of numbers that each expands, at most that of weights.
  ///   - outputs: the number D of weights.
  /// - Throws: ``StateError`` if there are fewer weights than numbers.
  public func expansions(_ count: Int, from inputs: Int, to outputs: Int, seed: UInt64) throws -> any RandomExpansions {
    try check(from: inputs, to: outputs)
    let generators = (0..<count).map { place -> Generator in
      var stream = SplitMix64(key: seed, UInt64(place))
      return Generator(seed: stream.next())
    }
    switch self {
    case .dense:
      let start = Initialiser.normal(std: 1 / Double(outputs).squareRoot())
      return DenseExpansions(generators.map { start.tensor([outputs, inputs], generator: $0) })
    case .orthonormal:
      return DenseExpansions(generators.map { Initialiser.orthogonal().tensor([outputs, inputs], generator: $0) })
    case .kronecker:
      return KroneckerExpansions(from: inputs, to: outputs, generators: generators)
    }
  }

  /// Checks that an expansion of this form exists.
  ///
  /// - Throws: ``StateError`` if there are fewer weights than numbers.
  func check(from inputs: Int, to outputs: Int) throws {
    let largest = self == .kronecker ? KroneckerExpansions.mostInputs(of: outputs) : outputs
    guard inputs > 0, inputs <= largest else {
      throw StateError(
        "A \(rawValue) expansion to \(outputs) weights should have 1 to \(largest) numbers. Found \(inputs).")
    }
  }
}

/// Random expansions that are matrices.
public struct DenseExpansions: RandomExpansions {
  /// The matrices, `[D, l]` each.
  private let matrices: [Tensor]

  /// - Parameter matrices: `[D, l]` each, one at least.
  public init(_ matrices: [Tensor]) { self.matrices = matrices }

  public func like(_ tensor: Tensor) -> DenseExpansions {
    DenseExpansions(matrices.map { $0.to(tensor.dtype).to(tensor.device) })
  }

  public func callAsFunction(_ vectors: Tensor) -> Tensor {
    Tensor.stack(zip(matrices, vectors.unbind()).map { $0.matmul($1) })
  }
}
