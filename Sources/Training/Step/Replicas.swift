import Sharing
import Torch

/// The processes that train one network together, each on batches of its own.
///
/// A replica counts like an accumulated batch: `count` replicas with n batches each make the update of `count` · n
/// batches. A step asks for the values that must be the same in all processes:
///
/// | what | how |
/// |---|---|
/// | the losses, and which tasks have labels, before a method sees them | ``average(_:present:)`` |
/// | the gradients of the network's parameters, and of a penalty | ``sum(_:)`` |
/// | rows of the Jacobian before their inner products; stage by stage, each stage's K gradients; in the scope of the representation the inner products | ``sum(_:)`` |
/// | the gradients of what a loss weighting learns; running statistics | ``average(_:)`` |
///
/// All replicas call the same functions in the same order. ``Alone`` is a process that trains by itself.
public protocol Replicas {
  /// This process's number, from 0.
  var rank: Int { get }

  /// The number of processes.
  var count: Int { get }

  /// The mean of each task's loss, `[K]`, over the replicas where it has labels, and whether each task has labels in
  /// any replica.
  ///
  /// The result has the graph of `losses`: its gradient with respect to them is 1 / `count`.
  func average(_ losses: Tensor, present: [Bool]) throws -> (losses: Tensor, present: [Bool])

  /// Replaces each tensor's values with their sum over the replicas.
  func sum(_ tensors: [Tensor]) throws

  /// Replaces each tensor's values with their mean over the replicas.
  func average(_ tensors: [Tensor]) throws
}

/// One process that trains alone: every sum and mean is the value itself.
public struct Alone: Replicas {
  public init() {}

  public var rank: Int { 0 }
  public var count: Int { 1 }
  public func average(_ losses: Tensor, present: [Bool]) -> (losses: Tensor, present: [Bool]) { (losses, present) }
  public func sum(_ tensors: [Tensor]) {}
  public func average(_ tensors: [Tensor]) {}
}

extension Replicas {
  /// Sums the accumulated gradients of some parameters. A missing one counts as zero.
  func sumGradients(of parameters: [Tensor]) throws {
    if count > 1 { try sum(Self.gradients(of: parameters)) }
  }

  /// Averages the accumulated gradients of some parameters. A missing one counts as zero.
  func averageGradients(of parameters: [Tensor]) throws {
    if count > 1, !parameters.isEmpty { try average(Self.gradients(of: parameters)) }
  }

  private static func gradients(of parameters: [Tensor]) -> [Tensor] {
    for tensor in parameters where tensor.grad == nil { tensor.grad = tensor.zerosLike() }
    return parameters.compactMap(\.grad)
  }
}

extension MultiTaskNetwork {
  /// The buffers that are averaged, such as running means: those of a floating-point type, not counts.
  var runningStatistics: [Tensor] { namedBuffers().map(\.tensor).filter(\.dtype.isFloatingPoint) }
}
