import Components
import Tasks
import Torch

/// A method of one of the two families that look at gradients.
public enum GradientMethod {
  case gramian(any GramianWeighting)
  case jacobian(any JacobianAggregator)

  /// A method of the catalogue, ready to combine gradients.
  ///
  /// - Parameters:
  ///   - smoothing: of a Gramian weighting's weights, the share of the last step's; nil for none.
  ///   - every: the steps from one solution of a Gramian weighting to the next; nil for each step.
  /// - Throws: `SettingError` for another name or parameters that are not permitted.
  public init(_ name: String, _ setup: BalancingSetup, smoothing: Double? = nil, every: Int? = nil) throws {
    try self.init(Catalogue.find(name), setup, smoothing: smoothing, every: every)
  }

  /// A method of any type, ready to combine gradients.
  ///
  /// - Parameters:
  ///   - smoothing: of a Gramian weighting's weights, the share of the last step's; nil for none.
  ///   - every: the steps from one solution of a Gramian weighting to the next; nil for each step.
  /// - Throws: `SettingError` for a loss weighting or parameters that are not permitted.
  public init(
    _ method: any BalancingMethod.Type, _ setup: BalancingSetup, smoothing: Double? = nil, every: Int? = nil
  ) throws {
    switch method {
    case let type as any GramianWeighting.Type:
      var weighting = try type.init(setup)
      if let smoothing { weighting = try weighting.smoothed(by: smoothing, tasks: setup.count) }
      if let every { weighting = try weighting.solved(every: every, tasks: setup.count) }
      self = .gramian(weighting)
    case let type as any JacobianAggregator.Type:
      guard every ?? 1 == 1 else {
        throw SettingError(
          "`every` should be 1 for `\(method.card.name)`, whose direction is no sum of the gradients with weights that could be kept. "
            + "Found \(every!).")
      }
      self = .jacobian(try type.init(setup))
    default:
      throw SettingError("`\(method.card.name)` should be a method that looks at gradients. It looks at losses alone.")
    }
  }

  public var method: any BalancingMethod {
    switch self {
    case .gramian(let method): method
    case .jacobian(let method): method
    }
  }

  public var card: MethodCard { type(of: method).card }

  /// The method where it knows its weights beforehand at some steps; nil for one that looks at the gradients of every step.
  var periodic: (any PeriodicWeighting)? { method as? any PeriodicWeighting }
}
