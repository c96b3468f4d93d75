import TestSupport
import Testing
import Torch

@testable import Balancing
@testable import Components

@Suite("The penalty on cosines") struct OrthogonalGradientsTests {
  private func penalty(_ rows: [[Double]]) -> Double {
    OrthogonalGradients.penalty(Tensor(rows.flatMap { $0 }, shape: [rows.count, rows[0].count])).item()
  }

  @Test func itIsZeroForOrthogonalAndOneForParallelGradients() {
    #expect(penalty([[1, 0, 0], [0, 2, 0], [0, 0, 3]]) == 0)
    #expect(isClose(penalty([[1, 2], [2, 4], [-3, -6]]), 1, .relative(1e-10)))
    #expect(isClose(penalty([[1, 0], [1, 1]]), 0.5, .relative(1e-10)))
    #expect(isClose(penalty([[1, 2], [3, -1]]), penalty([[10, 20], [0.3, -0.1]]), .relative(1e-10)))
    #expect(penalty([[1, 2]]) == 0)
    #expect(penalty([[1, 2], [0, 0]]) == 0)
  }

  /// A smooth network with two heads in double precision.
  private struct Network {
    let first: Tensor, last: Tensor
    let heads: [Tensor]
    let inputs: Tensor

    init(heads count: Int = 3) {
      let generator = Generator(seed: 3)
      first = Tensor.randn([3, 4], dtype: .float64, generator: generator).requiringGrad()
      last = Tensor.randn([4, 3], dtype: .float64, generator: generator).requiringGrad()
      heads = (0..<count).map { _ in Tensor.randn([3], dtype: .float64, generator: generator).requiringGrad() }
      inputs = .randn([7, 3], dtype: .float64, generator: generator)
    }

    var parameters: [Tensor] { [first, last] + heads }

    func losses() -> [Tensor] {
      let representation = inputs.mm(first).tanh().mm(last).tanh()
      return heads.enumerated().map { (representation.mv($1) - Double($0)).pow(2).mean() }
    }

    func penalty() -> Double {
      let losses = losses()
      return OrthogonalGradients.penalty(
        Tensor.stack(losses.map { Tensor.grad(of: [$0], respectTo: [last], retainGraph: true)[0]!.flatten() })
      ).item()
    }
  }

  @Test func theExactGradientIsThatOfDifferences() throws {
    let network = Network()
    let found = try OrthogonalGradients(strength: 2).gradients(
      losses: network.losses(), lastLayer: [network.last], parameters: network.parameters, again: network.losses)
    #expect(isClose(found.penalty.item(), network.penalty(), .relative(1e-10)))
    let h = 1e-6
    for (parameter, gradient) in zip(network.parameters, found.gradients) {
      let values = parameter.detach().view([-1])
      for index in 0..<parameter.count {
        func moved(_ by: Double) -> Double {
          _ = withoutGradients { values.narrow(0, start: index, length: 1).addInPlace(Tensor([by])) }
          defer { _ = withoutGradients { values.narrow(0, start: index, length: 1).addInPlace(Tensor([-by])) } }
          return network.penalty()
        }
        let difference = 2 * (moved(h) - moved(-h)) / (2 * h)
        #expect(abs(difference - gradient!.flatten()[index].item()) < 1e-6)
      }
    }
  }

  @Test func theFiniteDifferenceFormAgreesWithTheExactOne() throws {
    let network = Network()
    let before = network.last.array(of: Double.self)
    func gradients(_ form: OrthogonalGradients.Form) throws -> [Double] {
      let found = try OrthogonalGradients(strength: 1, form: form).gradients(
        losses: network.losses(), lastLayer: [network.last], parameters: network.parameters, again: network.losses)
      return found.gradients.flatMap { $0?.flatten().array(of: Double.self) ?? [] }
    }
    let exact = try gradients(.exact)
    let difference = try gradients(.finiteDifference)
    let size = exact.map(abs).max()!
    #expect(exact.count == difference.count)
    #expect(zip(exact, difference).allSatisfy { abs($0 - $1) < 1e-3 * size })
    #expect(network.last.array(of: Double.self) == before)
  }

  @Test func theStrengthCanFollowTheLosses() throws {
    let network = Network(heads: 2)
    func first(_ scaled: Bool) throws -> Double {
      try OrthogonalGradients(strength: 1, lossScaled: scaled).gradients(
        losses: network.losses(), lastLayer: [network.last], parameters: [network.first], again: network.losses
      ).gradients[0]!.flatten()[0].item()
    }
    let mean = network.losses().map { $0.item() }.reduce(0, +) / 2
    #expect(isClose(try first(true), try first(false) * mean, .relative(1e-9)))
  }

  @Test func aStrongPenaltyMakesGradientsOrthogonal() throws {
    let network = Network(heads: 2)
    _ = withoutGradients { network.heads[1].copyInPlace(network.heads[0]) }
    let regulariser = try OrthogonalGradients(strength: 100)
    let optimizer = Adam([
      ParameterGroup(
        "network", network.parameters.enumerated().map { ("\($0)", $1) }, learningRate: 1e-2, weightDecay: 0)
    ])
    let start = network.penalty()
    for _ in 0..<200 {
      let found = regulariser.gradients(
        losses: network.losses(), lastLayer: [network.last], parameters: network.parameters, again: network.losses)
      for (parameter, gradient) in zip(network.parameters, found.gradients) { parameter.grad = gradient }
      optimizer.step()
    }
    #expect(start > 0.01)
    #expect(network.penalty() < 1e-3)
  }

  @Test func aBadStrengthIsNamed() {
    #expect(throws: SettingError("`strength` should be positive. Found 0.0.")) {
      try OrthogonalGradients(strength: 0)
    }
  }
}
