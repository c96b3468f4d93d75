import Balancing
import Components
import Tasks
import Torch

extension Verification {
  /// The loss weightings, by the names of the reference files.
  static let lossWeightingAdapters = [
    learnedScaleAdapters, scalarizationAdapters, runningWeightAdapters, progressWeightingAdapters,
  ].reduce(plainWeightingAdapters) { $0.merging($1) { $1 } }

  private static let plainWeightingAdapters: [String: GoldenAdapter] = [
    "EW": { item in
      try answers(item, "ew", ["reduction": .word(try item.hyperparameters.string("reduction"))])
    },
    "Scalarization": { item in
      try answers(item, "scalarization", ["weights": .numbers(try item.hyperparameters.numbers("weights"))])
    },
    "GLS": { item in try answers(item, "gls", [:]) },
    "DWA": dwa,
    "RLW": rlw,
    "UW_O": { item in
      guard let form = optimalForms[try item.hyperparameters.string("form")] else {
        throw Unimplemented("the form `\(try item.hyperparameters.string("form"))`")
      }
      let parameters = form.parameters.merging(["eps": 0]) { $1 }
      return try answers(item, "uw-o", parameters, form.likelihood)
    },
    "UW_SO": { item in
      guard try item.hyperparameters.bool("stop_gradient", default: true) else {
        throw Unimplemented("a gradient through the weights")
      }
      return try answers(
        item, "uw-so",
        [
          "temperature": .number(try item.hyperparameters.number("T")),
          "eps": .number(try item.hyperparameters.number("eps")),
        ])
    },
    "UW": { item in
      guard let form = uncertaintyForms[try item.hyperparameters.string("form")] else {
        throw Unimplemented("the form `\(try item.hyperparameters.string("form"))`")
      }
      var sequence = try LossSequence(item)
      let method = try sequence.method("uw", form.parameters, likelihood: form.likelihood)
      let scales = Tensor(try item.hyperparameters.numbers("parameters"))
      try method.load(state: [method.learnedScales[0].name: scales])
      sequence.run(method)
      return sequence.results
    },
  ]

  /// A form of uncertainty weighting as parameters and the likelihood of all losses.
  struct UncertaintyForm {
    let parameters: [String: SettingValue]
    let likelihood: Likelihood
  }

  static let uncertaintyForms: [String: UncertaintyForm] = [
    "sum L exp(-s)/2 + s/2, s = log sigma^2": UncertaintyForm(parameters: ["form": "unified"], likelihood: .softmax),
    "sum L exp(-s)/2 + s/2": UncertaintyForm(parameters: ["form": "unified"], likelihood: .softmax),
    "sum L exp(-s) + s/2, s = log sigma^2": UncertaintyForm(parameters: ["form": "likelihood"], likelihood: .softmax),
    "sum L/(2 sigma^2) + log sigma": UncertaintyForm(
      parameters: ["form": "likelihood", "parameter": "sigma"], likelihood: .gaussian),
    "sum L/sigma^2 + log sigma": UncertaintyForm(
      parameters: ["form": "likelihood", "parameter": "sigma"], likelihood: .softmax),
    "sum L/sigma + log sigma": UncertaintyForm(
      parameters: ["form": "likelihood", "parameter": "sigma"], likelihood: .laplace),
    "sum L/(2 c^2) + log(1 + c^2)": UncertaintyForm(
      parameters: ["form": "revised", "parameter": "sigma"], likelihood: .gaussian),
  ]

  private static let optimalForms: [String: UncertaintyForm] = [
    "w = 1/sg[L]": UncertaintyForm(parameters: ["form": "unified"], likelihood: .gaussian),
    "w = 1/(2 sg[L])": UncertaintyForm(parameters: ["form": "likelihood"], likelihood: .gaussian),
    "sum (1 + log L), no stop-gradient: sigma = L inserted in L/sigma + log sigma": UncertaintyForm(
      parameters: ["form": "likelihood", "objective": "plug-in"], likelihood: .laplace),
    "sum (1/2 + log(L)/2), no stop-gradient: sigma^2 = L inserted in L/(2 sigma^2) + log sigma": UncertaintyForm(
      parameters: ["form": "likelihood", "objective": "plug-in"], likelihood: .gaussian),
  ]

  private static func answers(
    _ item: GoldenCase, _ name: String, _ parameters: [String: SettingValue], _ likelihood: Likelihood = .gaussian
  ) throws -> [String: GoldenValue] {
    var sequence = try LossSequence(item)
    sequence.run(try sequence.method(name, parameters, likelihood: likelihood))
    return sequence.results
  }

  @Sendable private static func dwa(_ item: GoldenCase) throws -> [String: GoldenValue] {
    var sequence = try LossSequence(item)
    let method = try sequence.method("dwa", ["temperature": .number(try item.hyperparameters.number("T"))])
    let batches = try item.hyperparameters.integer("batches_per_epoch")
    var means: [Tensor] = []
    for start in stride(from: 0, to: sequence.steps, by: batches) {
      let epoch = start..<min(start + batches, sequence.steps)
      for row in epoch { sequence.step(row, method) }
      means.append(sequence.losses[epoch].mean([0]))
      method.epochEnded(meanLosses: means[means.count - 1])
    }
    return sequence.results.merging(["epoch_means": GoldenValue(Tensor.stack(means))]) { $1 }
  }
}
