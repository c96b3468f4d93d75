import Backbones
import Foundation
import Tasks
import TestSupport
import Testing
import Torch

@testable import Sharing

/// A narrow network in double precision against the same graph in PyTorch: outputs, losses, the gradients of both losses and five
/// steps of Adam.
///
/// All numbers follow from waves, sin(step · element + start), so that the file holds results alone. A convolution's offset before a
/// normalisation has no effect, and is neither compared nor trained: its gradient is rounding alone.
@Suite struct DeepMTSAgainstPyTorchTests {
  /// What PyTorch gave. A tensor is two numbers: Σ |x| and Σ x cos(element).
  private struct Values: Decodable {
    let risk: [Double]
    let logit: [Double]
    let dice: Double
    let cox: Double
    let l2: Double
    let gradients: [String: [String: [Double]]]
    let losses: [Double]
  }

  private static let tolerance = Tolerance.relative(1e-9, absolute: 1e-12)
  private static let normalisations = [".bn.", ".norm.", ".norm1.", ".norm2.", "cascade.exits."]
  private static let offsets = [".conv.bias", ".conv1.bias", ".conv2.bias", "cascade.stem.bias"]

  private let values: Values
  private let network: DeepMTS
  private let inputs: Inputs
  private let mask: Tensor

  init() throws {
    values = try JSONDecoder().decode(
      Values.self, from: Data(contentsOf: packageFolder.appending(path: "Tests/Fixtures/deepmts.json")))
    var sizes = DeepMTS.Sizes()
    (sizes.blocks, sizes.transitions, sizes.stem, sizes.growth) = ([2, 3], [5, 6], 6, 4)
    (sizes.bottleneck, sizes.hidden, sizes.dropout, sizes.headDropout) = (8, 7, 0, 0)
    let generator = Generator(seed: 1)
    network = DeepMTS(
      ResidualUNet(2, widths: [4, 8], generator: generator), tasks: ["tumour", "survival"], mask: "tumour",
      survival: ("survival", 1), reading: .init(volumes: "volumes", clinical: ("clinical", 1)), sizes: sizes,
      generator: generator)
    network.to(.float64)
    inputs = Inputs([
      ("volumes", Self.wave([3, 2, 16, 16, 16], step: 1.9)), ("clinical", Self.wave([3, 1], step: 2, start: 1)),
    ])
    mask = Self.wave([3, 1, 16, 16, 16], step: 0.013).greater(0.5).to(.float64)
    withoutGradients {
      for (place, parameter) in network.namedParameters().enumerated() {
        _ = parameter.tensor.copyInPlace(Self.start(parameter.name, parameter.tensor.shape, place))
      }
    }
  }

  private static func wave(_ shape: [Int], step: Double, start: Double = 0) -> Tensor {
    Tensor((0..<shape.reduce(1, *)).map { sin(step * Double($0) + start) }).reshape(shape)
  }

  /// The start value of a parameter from its place among all.
  private static func start(_ name: String, _ shape: [Int], _ place: Int) -> Tensor {
    let wave = wave(shape, step: 0.7, start: Double(place))
    guard normalisations.contains(where: name.contains) else {
      let fan = shape.count > 1 ? shape.dropFirst().reduce(1, *) : 16
      return wave * (1.5 / Double(fan).squareRoot())
    }
    return name.hasSuffix("weight") ? wave * 0.3 + 1 : wave * 0.2
  }

  private func probe(_ tensor: Tensor) -> [Double] {
    let numbers = tensor.detach().array(of: Double.self)
    return [
      numbers.reduce(0) { $0 + abs($1) }, numbers.enumerated().reduce(0) { $0 + $1.element * cos(Double($1.offset)) },
    ]
  }

  private func losses() -> (outputs: TaskTensors, dice: Tensor, cox: Tensor) {
    let outputs = network.outputs(inputs, tasks: ["tumour", "survival"])
    return (
      outputs, DiceLoss(.sigmoid, smooth: 0, isPerSample: true)(outputs["tumour"]!, mask),
      CoxLoss()(outputs["survival"]!, Tensor([3.0, 1, -2]))
    )
  }

  @Test func outputsAndLossesAgree() {
    let (outputs, dice, cox) = losses()
    #expect(isClose(outputs["survival"]!.detach().array(of: Double.self), values.risk, Self.tolerance))
    #expect(isClose(probe(outputs["tumour"]!), values.logit, .ofLength(1e-9)))
    #expect(isClose(dice.item(), values.dice, Self.tolerance))
    #expect(isClose(cox.item(), values.cox, Self.tolerance))
    #expect(isClose(network.penalties[0].value.item() * network.penalties[0].weight, values.l2, Self.tolerance))
  }

  @Test(arguments: ["dice", "cox"]) func gradientsAgree(_ loss: String) throws {
    let (_, dice, cox) = losses(), expected = try #require(values.gradients[loss])
    let parameters = network.namedParameters().filter { parameter in
      !Self.offsets.contains { parameter.name.hasSuffix($0) }
    }
    let gradients = Tensor.grad(
      of: [loss == "dice" ? dice : cox], respectTo: parameters.map(\.tensor), allowUnused: true)
    for (parameter, gradient) in zip(parameters, gradients) {
      #expect((gradient == nil) == (expected[parameter.name] == nil), "\(parameter.name)")
      guard let gradient, let wanted = expected[parameter.name] else { continue }
      // A constant added to all risks has no effect on the Cox loss, so that some gradients are rounding alone.
      let tolerance = Tolerance.relative(1e-9, absolute: 1e-9 * wanted[0] + 1e-13)
      #expect(isClose(probe(gradient), wanted, tolerance), "\(parameter.name)")
    }
  }

  @Test func stepsOfAdamAgree() {
    let parameters = network.namedParameters().filter { parameter in
      !Self.offsets.contains { parameter.name.hasSuffix($0) }
    }
    let optimizer = Adam([ParameterGroup("all", parameters, learningRate: 1e-3)])
    for (step, expected) in values.losses.enumerated() {
      optimizer.zeroGradients()
      let (_, dice, cox) = losses(), penalty = network.penalties[0]
      let loss = dice + cox + penalty.value * penalty.weight
      loss.backward()
      optimizer.step()
      #expect(isClose(loss.item(), expected, .relative(1e-8)), "step \(step + 1)")
    }
  }
}
