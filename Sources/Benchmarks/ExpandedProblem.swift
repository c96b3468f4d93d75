import Backbones
import Balancing
import Components
import Datasets
import Sharing
import Tasks
import Torch
import Training

/// One classification of 28×28 pixels by an MLP 784–32–10, whose 25,450 weights are trained as they are, or are a random expansion of
/// 200 numbers.
struct ExpandedProblem {
  /// The samples of the batch, which are all of a task where networks of short messages are studied.
  static let samples = 600

  private static let input = InputDescription.vector(784)
  private static let hidden = [32.0]
  private static let numbers = 200
  private static let task = LearningTask.classification("task", classes: 10)

  /// A training step of the weights themselves: equal weights and Adam.
  func plainStep() throws -> () throws -> Void { try step("hard", [:]) }

  /// A training step of the numbers whose expansion the weights are.
  func step(_ form: ExpansionForm) throws -> () throws -> Void {
    try step(
      "subspace",
      ["shared-dimension": .number(Double(Self.numbers)), "basis": 1, "expansion": .word(form.rawValue)])
  }

  private func step(_ scheme: String, _ settings: [String: SettingValue]) throws -> () throws -> Void {
    let network = try Schemes.all.choose(scheme, settings).network(
      for: [Self.task], input: Self.input, trunk: Trunks.all.choose("mlp", ["hidden": .numbers(Self.hidden)]),
      heads: Heads.all.choose("usual"), generator: Generator(seed: 0))
    let weighting = try Catalogue.lossWeighting("ew", BalancingSetup([Self.task]))
    let step = try TrainingStep(
      ForwardPass(network), tasks: [Self.task], weighting: weighting,
      optimizer: Adam(ParameterGroup.groups(of: network, weighting, learningRate: SharingProblem.learningRate)))
    let generator = Generator(seed: 1)
    let batch = Batch(
      inputs: Tensor.randn([Self.samples] + Self.input.shape, generator: generator),
      targets: [Self.task.name: Tensor.randint(0, Self.task.outputs, [Self.samples], generator: generator)],
      labelled: [Self.task.name: true], count: Self.samples)
    return { try step([batch]) }
  }
}
