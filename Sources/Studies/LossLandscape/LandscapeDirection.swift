import Balancing
import Components
import Foundation
import Tasks
import Torch

/// A method of the catalogue as a direction at each place of the landscape.
///
/// Methods differ in the length of their directions: some replace the sum of the gradients, some their mean. So that
/// all of them go down the mean loss, a direction is divided by the sum of the method's weights for two tasks with the
/// same loss, one, and the same gradient, of length one; if it has no answer there, by the number of tasks. EW is then
/// the gradient of the mean loss, PCGrad sums to half of the projected gradients, and CAGrad is divided by 1 + c, as in
/// the paper.
final class LandscapeDirection {
  private enum Kind {
    case losses(any LossWeighting)
    case gramian(any GramianWeighting)
    case jacobian(any JacobianAggregator)
  }

  private let kind: Kind
  private let scale: Double
  /// The parameters as a tensor, for methods that make passes of their own.
  private let place: Tensor
  /// The tensors that the method learns with the parameters' optimiser.
  let learned: [Tensor]
  /// Whether the same place always gives the same direction.
  let isStateless: Bool

  /// Creates the direction.
  ///
  /// - Throws: `SettingError` for a parameter that the method refuses.
  init(_ method: LandscapeConfiguration.Method, seed: Int) throws {
    let type = try Catalogue.find(method.name)
    guard !(type is any IndicatorDriven.Type) else {
      throw SettingError("`\(method.name)` needs each task's key performance indicator, which a landscape has not.")
    }
    kind = try Self.kind(method, seed)
    place = Tensor([0.0, 0]).requiringGrad()
    if case .losses(let weighting) = kind { learned = weighting.learnedScales.map(\.tensor) } else { learned = [] }
    isStateless = type.card.state == nil && learned.isEmpty && !(type is any SecondLook.Type)
    // A method of its own, because the question would leave a trace in one that remembers.
    let same = Landscape.Values(losses: (1, 1), gradients: (Landscape.Point(1, 0), Landscape.Point(1, 0)))
    let sum = try? Self.direction(Self.kind(method, seed), same, wantingLearned: false).direction.x
    scale = sum.flatMap { $0.isFinite && $0 > 0 ? $0 : nil } ?? 2
  }

  private static func kind(_ method: LandscapeConfiguration.Method, _ seed: Int) throws -> Kind {
    let setup = BalancingSetup(
      [.init("first"), .init("second")], parameters: method.parameters, generator: Generator(seed: UInt64(seed)),
      dtype: .float64)
    switch try Catalogue.find(method.name).card.family {
    case .lossWeighting: return .losses(try Catalogue.lossWeighting(method.name, setup))
    case .gramianWeighting: return .gramian(try Catalogue.gramianWeighting(method.name, setup))
    case .jacobianAggregator: return .jacobian(try Catalogue.jacobianAggregator(method.name, setup))
    }
  }

  /// The direction of descent at a place, before the optimiser, and the gradients of what the method learns.
  ///
  /// - Throws: `BalancingError` if the method has no answer.
  func callAsFunction(
    at point: Landscape.Point, _ values: Landscape.Values, learningRate: Double
  ) throws -> (direction: Landscape.Point, learned: [[Double]]) {
    if case .losses(let weighting as any SecondLook) = kind { try weighting.stepWillBegin(probe(point, learningRate)) }
    let (direction, learned) = try Self.direction(kind, values, wantingLearned: !learned.isEmpty)
    return (Landscape.Point(direction.x / scale, direction.y / scale), learned)
  }

  /// Tells the method of an update to `point`. An update uses all there is to learn from, so it is an epoch too.
  func updated(to point: Landscape.Point, _ values: Landscape.Values, learningRate: Double) throws {
    switch kind {
    case .losses(let weighting):
      if let weighting = weighting as? any SecondLook { try weighting.stepEnded(probe(point, learningRate)) }
      weighting.epochEnded(meanLosses: Tensor([values.losses.0, values.losses.1]))
    case .gramian, .jacobian: break
    }
  }

  /// The direction of a method at the values of two losses and their gradients, and the gradients of what it learns.
  private static func direction(
    _ kind: Kind, _ values: Landscape.Values, wantingLearned: Bool
  ) throws -> (direction: Landscape.Point, learned: [[Double]]) {
    let (g, h) = values.gradients
    func sum(_ one: Double, _ other: Double) -> Landscape.Point {
      Landscape.Point(one * g.x + other * h.x, one * g.y + other * h.y)
    }
    let losses = [values.losses.0, values.losses.1]
    switch kind {
    case .gramian(let method):
      let inner = g.x * h.x + g.y * h.y
      let gramian = Gramian([g.x * g.x + g.y * g.y, inner, inner, h.x * h.x + h.y * h.y], count: 2)
      // Nothing here is random, so independent samples are the same.
      let weights = try method.weigh(GramianSample(gramian, cross: gramian, losses: losses))
      return (sum(weights[0], weights[1]), [])
    case .jacobian(let method):
      let jacobian = Tensor([g.x, g.y, h.x, h.y], shape: [2, 2])
      let direction = try method.aggregate(JacobianSample(jacobian, losses: losses)).direction.array(of: Double.self)
      return (Landscape.Point(direction[0], direction[1]), [])
    case .losses(let method):
      guard wantingLearned else {
        let weights = withoutGradients { method.weigh(Tensor(losses)).weights.array(of: Double.self) }
        return (sum(weights[0], weights[1]), [])
      }
      let leaves = method.learnedScales.map(\.tensor)
      let weighted = method.weigh(Tensor(losses))
      let gradients = Tensor.grad(of: [weighted.objective], respectTo: leaves, allowUnused: true)
      let weights = weighted.weights.array(of: Double.self)
      let learned = zip(gradients, leaves).map { ($0 ?? $1.detach().zerosLike()).array(of: Double.self) }
      return (sum(weights[0], weights[1]), learned)
    }
  }

  /// The passes that a method may ask for: losses that are exact in value and gradient at any place to which it moves
  /// the parameters.
  private func probe(_ point: Landscape.Point, _ learningRate: Double) -> StepProbe {
    withoutGradients { _ = place.copyInPlace(Tensor([point.x, point.y])) }
    let parameters = place
    return StepProbe(
      losses: { _ in
        let now = parameters.array(of: Double.self)
        let values = Landscape.values(at: Landscape.Point(now[0], now[1]))
        let (g, h) = values.gradients
        let jacobian = Tensor([g.x, g.y, h.x, h.y], shape: [2, 2])
        return Tensor([values.losses.0, values.losses.1]) + jacobian.mv(parameters - parameters.detach())
      }, present: nil, parameters: [parameters], learningRate: learningRate)
  }
}
