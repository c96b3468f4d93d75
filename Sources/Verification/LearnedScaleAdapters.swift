import Balancing
import Components
import Tasks
import Torch

extension Verification {
  /// Methods with learned scales, under the optimiser that the case names.
  static let learnedScaleAdapters: [String: GoldenAdapter] = [
    "UW_learned": { item in
      guard let form = uncertaintyForms[try item.hyperparameters.string("form")] else {
        throw Unimplemented("the form `\(try item.hyperparameters.string("form"))`")
      }
      return try learn(item, "uw", form.parameters.merging(try start(item)) { $1 }, form.likelihood)
    },
    "IMTL_L": { try learn($0, "imtl-l", try start($0)) },
  ]

  private static func start(_ item: GoldenCase) throws -> [String: SettingValue] {
    ["start": .number(try item.hyperparameters.number("init"))]
  }

  /// Runs a method whose learned scales take a step of the case's optimiser after each step of the losses.
  static func learn(
    _ item: GoldenCase, _ name: String, _ parameters: [String: SettingValue], _ likelihood: Likelihood = .gaussian
  ) throws -> [String: GoldenValue] {
    var sequence = try LossSequence(item)
    let method = try sequence.method(name, parameters, likelihood: likelihood)
    let optimizer = try optimizer(item, of: method.learnedScales)
    var scales: [Tensor] = []
    for row in 0..<sequence.steps {
      sequence.step(row, method)
      method.learnedScales[0].tensor.grad = sequence.scaleGradients[row]
      optimizer.step()
      scales.append(method.learnedScales[0].tensor.detach().clone())
    }
    return sequence.results.merging(["parameters_after_step": GoldenValue(Tensor.stack(scales))]) { $1 }
  }

  private static func optimizer(
    _ item: GoldenCase, of learned: [(name: String, tensor: Tensor)]
  ) throws -> any Optimizer {
    let group = ParameterGroup(
      "scales", learned, learningRate: try item.hyperparameters.number("lr"),
      weightDecay: try item.hyperparameters.number("weight_decay", default: 0))
    switch try item.hyperparameters.string("optimizer") {
    case "SGD": return SGD([group], momentum: try item.hyperparameters.number("momentum", default: 0))
    case "Adam": return Adam([group])
    case let other: throw Unimplemented("the optimiser \(other) for learned scales")
    }
  }
}
