import Tasks
import Torch

/// A method that balances K tasks by looking at their K losses: one backward pass.
///
/// ```swift
/// let balancing = try Catalogue.lossWeighting("uw-so", BalancingSetup(tasks, parameters: ["temperature": 3]))
/// let weighted = balancing.weigh(Tensor.stack(losses), present: nil)
/// weighted.objective.backward()
/// ```
///
/// A step never waits for the device: weights are tensor arithmetic. A loss that is not finite makes the objective not
/// finite; ``LossCheck`` then names the task.
public protocol LossWeighting: AnyObject {
  /// What the method says about itself.
  static var card: MethodCard { get }

  /// - Throws: `SettingError` for parameters that are unknown or not permitted.
  init(_ setup: BalancingSetup) throws

  /// One update's objective.
  ///
  /// - Parameters:
  ///   - losses: `[K]`, with their graph.
  ///   - present: `[K]`, not zero where the task has a label in this batch; nil where all have. An absent task has weight 0
  ///     and contributes neither value nor gradient; a learned scale of it does not move.
  func weigh(_ losses: Tensor, present: Tensor?) -> WeightedLosses

  /// Scales that an optimiser should learn together with the network, in a group of their own without weight decay.
  var learned: [(name: String, tensor: Tensor)] { get }

  /// What the method remembers, by name; together with `load` it continues exactly.
  var state: [String: Tensor] { get }

  /// - Throws: `SettingError` where a name is unknown or missing or a shape is another; nothing is changed then.
  func load(state: [String: Tensor]) throws

  /// Back to the state after `init`; random numbers continue.
  func reset()

  /// Tells the mean loss of each task over the epoch's batches in which it was present, `[K]`; NaN where there was none.
  func epochEnded(meanLosses: Tensor)
}

extension LossWeighting {
  public func weigh(_ losses: Tensor) -> WeightedLosses { weigh(losses, present: nil) }
  public var learned: [(name: String, tensor: Tensor)] { [] }
  public var state: [String: Tensor] { [:] }
  public func load(state: [String: Tensor]) throws { try check(state, like: self.state) }
  public func reset() {}
  public func epochEnded(meanLosses: Tensor) {}

  /// Copies values into the tensors that hold a method's state, after all of them were checked.
  func copy(_ loaded: [String: Tensor], into own: [String: Tensor]) throws(SettingError) {
    try check(loaded, like: own)
    withoutGradients { for (name, tensor) in own { tensor.copyInPlace(loaded[name]!) } }
  }

  /// - Throws: `SettingError` unless the names and shapes are those of the method's own state.
  func check(_ loaded: [String: Tensor], like own: [String: Tensor]) throws(SettingError) {
    let method = Self.card.name
    for name in loaded.keys.sorted() where own[name] == nil {
      throw .unknown(name, "in the state of `\(method)`", among: own.keys.sorted())
    }
    for (name, tensor) in own.sorted(by: { $0.key < $1.key }) {
      guard let shape = loaded[name]?.shape else {
        throw SettingError("The state of `\(method)` should hold `\(name)`.")
      }
      guard shape == tensor.shape else {
        throw SettingError("`\(name)` of `\(method)` should have the shape \(tensor.shape). Found \(shape).")
      }
    }
  }
}

/// What a method makes of the losses of one batch.
public struct WeightedLosses {
  /// The scalar to be differentiated.
  public let objective: Tensor
  /// The factor of each task's gradient in the objective's, `[K]`, without a graph.
  public let weights: Tensor

  public init(objective: Tensor, weights: Tensor) {
    self.objective = objective
    self.weights = weights
  }

  /// Σ w_k L_k with weights that have no graph.
  init(_ weights: Tensor, times losses: Tensor) {
    objective = ATen.dot(weights, losses)
    self.weights = weights
  }
}
