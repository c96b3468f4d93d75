import Balancing
import Components
import Tasks
import Torch

/// The length of a method's direction relative to the sum of the gradients, on a problem that favours no task: three
/// gradients of length 1 at right angles, losses of 1, the first step. Plain gradient descent takes steps by that
/// factor.
struct MethodScale {
  /// Creates the scale; nil if the direction is a finished update, or the method has no answer with its defaults.
  let value: Double

  var text: String {
    "for three orthogonal gradients of length 1 and losses of 1 the first direction is \(value.formatted(.number.precision(.significantDigits(1...3)).locale(.init(identifier: "en_US")))) times as long as their sum"
  }

  init?(of type: any BalancingMethod.Type) {
    guard type.card.gradients?.isUpdate != true, let length = try? Self.length(type), length.isFinite else {
      return nil
    }
    value = length / Double(Self.tasks).squareRoot()
  }

  private static let tasks = 3

  /// Losses that are the parameters, at 1.
  private static var probe: StepProbe {
    let point = Tensor([Double](repeating: 1, count: tasks)).requiringGrad()
    return StepProbe(losses: { _ in point * 1 }, present: nil, parameters: [point], learningRate: 0.1)
  }

  private static func length(_ type: any BalancingMethod.Type) throws -> Double {
    let card = type.card
    var parameters: [String: SettingValue] = [:]
    for setting in card.settings where setting.isRequired {
      if case .numbers = setting.kind { parameters[setting.name] = .numbers((0..<tasks).map { _ in 1 }) }
    }
    let setup = BalancingSetup((0..<tasks).map { .init("task \($0)") }, parameters: parameters, dtype: .float64)
    func norm(_ weights: [Double]) -> Double { weights.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    let unit = Tensor.eye(tasks, dtype: .float64)
    let losses = [Double](repeating: 1, count: tasks)
    switch type {
    case let type as any LossWeighting.Type:
      let method = try type.init(setup)
      try (method as? any SecondLook)?.stepWillBegin(probe)
      return norm(method.weigh(Tensor(losses)).weights.array())
    case let type as any GramianWeighting.Type:
      let sample = GramianSample(Gramian(unit), cross: Gramian(unit), losses: losses)
      return norm(try type.init(setup).weigh(sample))
    case let type as any JacobianAggregator.Type:
      return norm(try type.init(setup).aggregate(JacobianSample(unit, losses: losses)).direction.array())
    default: return .nan
    }
  }
}
