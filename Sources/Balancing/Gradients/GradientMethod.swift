import Components
import Tasks
import Torch

/// A method of one of the two families that look at gradients.
public enum GradientMethod {
  case gramian(any GramianWeighting)
  case jacobian(any JacobianAggregator)

  /// A method of the catalogue, ready to combine gradients.
  ///
  /// - Parameter smoothing: of a Gramian weighting's weights, the share of the last step's; nil for none.
  /// - Throws: `SettingError` for another name or parameters that are not permitted.
  public init(_ name: String, _ setup: BalancingSetup, smoothing: Double? = nil) throws {
    try self.init(Catalogue.find(name), setup, smoothing: smoothing)
  }

  /// A method of any type, ready to combine gradients.
  ///
  /// - Parameter smoothing: of a Gramian weighting's weights, the share of the last step's; nil for none.
  /// - Throws: `SettingError` for a loss weighting or parameters that are not permitted.
  public init(_ method: any BalancingMethod.Type, _ setup: BalancingSetup, smoothing: Double? = nil) throws {
    switch method {
    case let type as any GramianWeighting.Type:
      let weighting = try type.init(setup)
      self = .gramian(try smoothing.map { try weighting.smoothed(by: $0, tasks: setup.count) } ?? weighting)
    case let type as any JacobianAggregator.Type: self = .jacobian(try type.init(setup))
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
}
