import Foundation
import Testing
import Torch

struct OptimizerRecipe: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let make: @Sendable ([ParameterGroup]) -> any Optimizer

  static let all: [OptimizerRecipe] = [
    OptimizerRecipe(testDescription: "SGD") { SGD($0) },
    OptimizerRecipe(testDescription: "SGD, momentum") { SGD($0, momentum: 0.9, dampening: 0.1) },
    OptimizerRecipe(testDescription: "SGD, Nesterov") { SGD($0, momentum: 0.9, nesterov: true) },
    OptimizerRecipe(testDescription: "Adam") { Adam($0) },
    OptimizerRecipe(testDescription: "Adam, AMSGrad") { Adam($0, amsgrad: true) },
    OptimizerRecipe(testDescription: "AdamW") { AdamW($0) },
    OptimizerRecipe(testDescription: "Adagrad") { Adagrad($0, learningRateDecay: 0.1, initialSum: 0.2) },
    OptimizerRecipe(testDescription: "RMSprop") { RMSprop($0) },
    OptimizerRecipe(testDescription: "RMSprop, centred, momentum") { RMSprop($0, momentum: 0.5, centered: true) },
    OptimizerRecipe(testDescription: "Adadelta") { Adadelta($0) },
    OptimizerRecipe(testDescription: "Adamax") { Adamax($0) },
    OptimizerRecipe(testDescription: "NAdam") { NAdam($0) },
    OptimizerRecipe(testDescription: "RAdam") { RAdam($0) },
    OptimizerRecipe(testDescription: "SignSGD") { SignSGD($0) },
    OptimizerRecipe(testDescription: "SignSGD with momentum") { SignSGD($0, momentum: 0.9) },
  ]
}

@Suite struct OptimisersTests {
  /// Two layers; the second gets gradients from step 3 on only.
  private static func model(_ dtype: DType = .float32) -> Sequential {
    Sequential(
      Conv2d(2, 3, kernel: 3, generator: Generator(seed: 5)), Conv2d(3, 2, kernel: 1, generator: Generator(seed: 6))
    )
    .to(dtype)
  }

  private static func groups(_ model: Sequential) -> [ParameterGroup] {
    [
      ParameterGroup("body", Array(model.namedParameters().prefix(2)), learningRate: 0.05, weightDecay: 0.01),
      ParameterGroup("head", Array(model.namedParameters().dropFirst(2)), learningRate: 0.1),
    ]
  }

  private static func setGradients(_ model: Sequential, _ step: Int) {
    for (index, parameter) in model.parameters.enumerated() {
      let generator = Generator(seed: UInt64(100 * step + index))
      let skipped = index >= 2 && step < 3
      parameter.grad =
        skipped ? nil : Tensor.randn(parameter.shape, dtype: parameter.dtype, generator: generator)
    }
  }

  private static func values(_ model: Sequential) -> [[Float]] { model.parameters.map { $0.array(of: Float.self) } }

  @Test(arguments: OptimizerRecipe.all)
  func aResumedOptimiserGivesTheSameBits(_ recipe: OptimizerRecipe) throws {
    try Fixtures.withFolder { folder in
      let url = folder.appending(path: "optimizer.safetensors")
      let model = Self.model()
      let optimizer = recipe.make(Self.groups(model))
      for split in [0, 2, 5] {
        for step in 0..<split {
          Self.setGradients(model, step)
          optimizer.step()
        }
        optimizer.groups[0].learningRate = 0.03
        try optimizer.state().write(to: url)

        let copy = Self.model()
        try copy.load(Dictionary(uniqueKeysWithValues: model.stateDictionary().map { ($0.name, $0.tensor.clone()) }))
        let resumed = recipe.make(Self.groups(copy))
        try resumed.load(try OptimizerState.read(url))
        #expect(resumed.groups[0].learningRate == 0.03)
        for step in split..<(split + 6) {
          for (model, optimizer) in [(model, optimizer), (copy, resumed)] {
            Self.setGradients(model, step)
            optimizer.step()
          }
        }
        #expect(Self.values(model) == Self.values(copy))
      }
    }
  }

  @Test(arguments: OptimizerRecipe.all)
  func parametersWithoutGradientsKeepValueAndState(_ recipe: OptimizerRecipe) {
    let model = Self.model()
    let optimizer = recipe.make([ParameterGroup(model: model, weightDecay: 0.1)])
    let before = Self.values(model)
    Self.setGradients(model, 0)
    optimizer.step()
    let after = Self.values(model)
    #expect(after[0] != before[0] && after[1] != before[1])
    #expect(after[2] == before[2] && after[3] == before[3])
    let state = optimizer.state()
    #expect(state.tensors["1.weight.step"]!.item() == 0 && state.tensors["0.weight.step"]!.item() == 1)
    #expect(!state.tensors.keys.contains { $0.hasPrefix("1.weight.") && $0 != "1.weight.step" })
    optimizer.zeroGradients()
    #expect(model.parameters.gradients.allSatisfy { $0 == nil })
    optimizer.step()
    #expect(Self.values(model) == after)
  }

  /// The order in memory changes nothing, whether the gradients, the state or the parameters have another.
  @Test(arguments: OptimizerRecipe.all)
  func theMemoryFormatChangesNothing(_ recipe: OptimizerRecipe) {
    let (plain, changing) = (Self.model(.float64), Self.model(.float64))
    let optimizers = [recipe.make(Self.groups(plain)), recipe.make(Self.groups(changing))]
    for step in 3..<9 {
      if step == 5 { changing.to(.channelsLast) }
      for (model, optimizer) in zip([plain, changing], optimizers) {
        Self.setGradients(model, step)
        if step > 6, model === changing {
          for parameter in model.parameters where parameter.rank == 4 {
            parameter.grad = parameter.grad!.contiguous(.channelsLast)
          }
        }
        optimizer.step()
      }
    }
    for (a, b) in zip(plain.parameters, changing.parameters) {
      #expect((a - b).abs().max().item() < 1e-12)
    }
    #expect(changing.parameters[0].isContiguous(.channelsLast))
  }

  @Test func castParametersTakeTheirStateAlong() {
    let model = Self.model()
    let optimizer = Adam(Self.groups(model))
    Self.setGradients(model, 3)
    optimizer.step()
    model.to(.float64)
    Self.setGradients(model, 4)
    optimizer.step()
    #expect(optimizer.state().tensors["0.weight.exp_avg"]!.dtype == .float64)
    #expect(model.parameters[0].isFinite().all().item() == 1)
  }

  @Test func eachGroupHasItsOwnRateAndDecay() {
    let model = Self.model()
    let optimizer = SGD([
      ParameterGroup("still", Array(model.namedParameters().prefix(2)), learningRate: 0, weightDecay: 3),
      ParameterGroup("decaying", Array(model.namedParameters().dropFirst(2)), learningRate: 0.5, weightDecay: 1),
    ])
    let before = Self.values(model)
    for parameter in model.parameters { parameter.grad = parameter.zerosLike() }
    optimizer.step()
    let after = Self.values(model)
    #expect(after[0] == before[0])
    #expect(after[2] == before[2].map { $0 * 0.5 })
    optimizer.groups[1].learningRate = 0
    optimizer.step()
    #expect(Self.values(model) == after)
  }

  @Test func differentOptimisersMoveDifferently() {
    let results = OptimizerRecipe.all.map { recipe in
      let model = Self.model()
      let optimizer = recipe.make(Self.groups(model))
      for step in 3..<10 {
        Self.setGradients(model, step)
        optimizer.step()
      }
      return Self.values(model)
    }
    for (index, result) in results.enumerated() {
      for other in results[..<index] { #expect(result != other, "\(OptimizerRecipe.all[index].testDescription)") }
    }
  }

  @Test func loadingIsStrictAndChangesNothingWhereItFails() throws {
    let model = Self.model()
    let optimizer = Adam(Self.groups(model))
    for step in 0..<4 {
      Self.setGradients(model, step)
      optimizer.step()
    }
    let good = optimizer.state()
    func fails(_ message: String, _ change: (inout OptimizerState) -> Void) {
      var state = good
      change(&state)
      let error = #expect(throws: StateError.self) { try optimizer.load(state) }
      #expect(error?.description == message)
    }
    fails("the optimiser's state should be of Adam. Found SGD.") { $0.algorithm = "SGD" }
    fails("the optimiser's state should hold `0.weight.step`. Found 11 other tensors.") {
      $0.tensors["0.weight.step"] = nil
    }
    fails("the optimiser's state should hold nothing for parameters it does not know. Found `2.weight.step`.") {
      $0.tensors["2.weight.step"] = Tensor(scalar: 0)
    }
    fails("the optimiser's state should hold `0.bias.exp_avg_sq`, since its parameter was updated 4 times.") {
      $0.tensors["0.bias.exp_avg_sq"] = nil
    }
    fails("`0.weight.exp_avg` in the optimiser's state should have the shape [3, 2, 3, 3]. Found [3].") {
      $0.tensors["0.weight.exp_avg"] = Tensor.zeros([3])
    }
    fails("`0.bias.step` in the optimiser's state should be one whole number. Found [1.5].") {
      $0.tensors["0.bias.step"] = Tensor(scalar: 1.5)
    }
    fails("the optimiser's state should hold no `0.bias.exp_avg`, since its parameter was never updated.") {
      $0.tensors["0.bias.step"] = Tensor(scalar: 0)
    }
    fails("`beta2` in the optimiser's state should be 0.999. Found 0.9.") { $0.numbers["beta2"] = 0.9 }
    fails("the optimiser's state should hold `head.learning_rate`. Found 7 other numbers.") {
      $0.numbers["head.learning_rate"] = nil
    }
    #expect(optimizer.state().numbers == good.numbers)
    #expect(
      optimizer.state().tensors["0.weight.exp_avg"]!.equal(good.tensors["0.weight.exp_avg"]!).all().item() == 1)
    try optimizer.load(good)
  }

  @Test func theStateIsACopy() {
    let model = Self.model()
    let optimizer = Adam(Self.groups(model))
    Self.setGradients(model, 3)
    optimizer.step()
    let state = optimizer.state()
    let before = state.tensors["0.weight.exp_avg"]!.array(of: Float.self)
    Self.setGradients(model, 4)
    optimizer.step()
    #expect(state.tensors["0.weight.exp_avg"]!.array(of: Float.self) == before)
  }

  @Test func clippingScalesAllGradientsTogether() {
    let model = Self.model()
    Self.setGradients(model, 0)
    let before = model.parameters.gradients.compactMap { $0 }
    let norm = before.reduce(0) { $0 + $1.square().sum().item() }.squareRoot()
    let copies = before.map { $0.clone() }
    let found = model.parameters.clipGradientNorm(0.5)
    #expect(abs(found.item() - norm) < 1e-4)
    for (gradient, copy) in zip(model.parameters.gradients.compactMap { $0 }, copies) {
      #expect((gradient - copy * (0.5 / norm)).abs().max().item() < 1e-5)
    }
    #expect(abs(model.parameters.clipGradientNorm(.infinity).item() - 0.5) < 1e-4)
    model.parameters.clipGradientNorm(100)
    #expect(abs(model.parameters.clipGradientNorm(100).item() - 0.5) < 1e-4)
    model.parameters.clearGradients()
    #expect(model.parameters.clipGradientNorm(1).item() == 0)
  }

  @Test func theParametersOfAnOptimiserAreFixed() async {
    await #expect(processExitsWith: .failure) {
      let tensor = Tensor.ones([1])
      let optimizer = SGD([ParameterGroup("a", [("x", tensor)], learningRate: 1)])
      optimizer.groups = [ParameterGroup("a", [("y", Tensor.ones([1]))], learningRate: 1)]
    }
    await #expect(processExitsWith: .failure) {
      let tensor = Tensor.ones([1])
      _ = SGD([
        ParameterGroup("a", [("x", tensor)], learningRate: 1), ParameterGroup("b", [("y", tensor)], learningRate: 1),
      ])
    }
    await #expect(processExitsWith: .failure) { _ = Adam([], betas: (1, 0.9)) }
  }
}

extension ParameterGroup {
  fileprivate init(model: Module, weightDecay: Double) {
    self.init("model", model, learningRate: 0.05, weightDecay: weightDecay)
  }
}
