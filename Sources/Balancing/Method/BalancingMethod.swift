import Components
import Tasks
import Torch

/// What all methods have in common: they describe themselves, and what they remember can be saved and continued.
public protocol BalancingMethod: AnyObject {
  /// What the method says about itself.
  static var card: MethodCard { get }

  /// - Throws: `SettingError` for parameters that are unknown or not permitted.
  init(_ setup: BalancingSetup) throws

  /// What the method remembers, by name; together with `load` it continues exactly.
  var state: [String: Tensor] { get }

  /// - Throws: `SettingError` where a name is unknown or missing or a shape is another; nothing is changed then.
  func load(state: [String: Tensor]) throws

  /// Back to the state after `init`; random numbers continue.
  func reset()

  /// What happened since `init` that a reader of the run's figures should know, a sentence each.
  var remarks: [String] { get }

  /// Tells the mean loss of each task over the epoch's batches in which it was present, `[K]`; NaN where there was none.
  func epochEnded(meanLosses: Tensor)
}

extension BalancingMethod {
  public var state: [String: Tensor] { [:] }
  public func load(state: [String: Tensor]) throws { try check(state, like: self.state) }
  public func reset() {}
  public var remarks: [String] { [] }
  public func epochEnded(meanLosses: Tensor) {}

  /// Copies values into the tensors that hold a method's state, after all of them were checked.
  func copy(_ loaded: [String: Tensor], into own: [String: Tensor]) throws(SettingError) {
    try check(loaded, like: own)
    withoutGradients { for (name, tensor) in own { tensor.copyInPlace(loaded[name]!) } }
  }

  /// A number of steps or epochs in a loaded state that ``check(_:like:)`` has passed.
  func count(_ name: String, in loaded: [String: Tensor]) throws(SettingError) -> Int {
    let found = loaded[name]!.reshape([-1]).array(of: Double.self)[0]
    guard let count = Int(exactly: found), count >= 0 else {
      throw SettingError("`\(name)` of `\(Self.card.name)` should be a whole number, at least 0. Found \(found).")
    }
    return count
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

/// An update that has no answer: gradients that are not finite, or a problem without a solution.
public struct BalancingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// "`nash-mtl` has no solution for `depth` and `normals`: …", "the gradient of `depth` should be finite. Found nan."
  public let description: String

  public init(_ description: String) { self.description = description }
}
