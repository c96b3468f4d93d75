import Testing
import Torch

@testable import Balancing
import Components

/// A method that is given what failed before leaves the failure to `withTorchErrors`, and does not trap.
@Suite struct FailedLossTests {
  private func failed() -> Tensor { Tensor.ones([2]).matmul(Tensor.ones([3])) }

  @Test(arguments: MethodSample.all)
  func noLossWeightingTraps(_ sample: MethodSample) throws {
    let weighting = try sample.make(3, dtype: .float32)
    #expect(throws: TorchError.self) {
      try withTorchErrors {
        let weighted = weighting.weigh(failed(), present: nil)
        weighted.objective.backward()
        _ = weighting.weigh(failed(), present: Tensor([1, 0, 1] as [Float]))
      }
    }
  }

  @Test(arguments: Catalogue.methods.map { $0.card.name }, [GradientScope.shared, .representation])
  func noGradientMethodTraps(_ name: String, _ scope: GradientScope) throws {
    guard let card = try Catalogue.find(name).card.gradients, card.permitted.contains(scope) else { return }
    let setup = BalancingSetup((0..<3).map { .init("task \($0)", .gaussian) }, generator: Generator(seed: 1))
    guard let method = try? GradientMethod(name, setup) else { return }
    let balancer = try GradientBalancer(method, tasks: ["a", "b", "c"], scope: scope)
    let shared = Tensor.ones([2, 2]).requiringGrad()
    balancer.balance(BalancedParameters(shared: [shared], lastLayer: [shared], own: [[], [], []]))
    #expect(throws: TorchError.self) {
      try withTorchErrors {
        for part in 0..<balancer.parts {
          let output = shared.matmul(Tensor.ones([3]))
          balancer.add(
            TaskGraph(
              losses: [failed(), failed(), failed()], stages: [.init(output: output, parameters: [shared])],
              views: [output, output, output]), part: part)
        }
        _ = try? balancer.finish()
      }
    }
  }

  @Test func lossesOfAnotherNumberAreAnError() {
    #expect(throws: TorchError.self) {
      try withTorchErrors { try LossCheck(tasks: ["a", "b"])([1], step: 3) }
    }
  }

  /// Numbers that are infinite in single precision, and counts without end, are no parameters.
  @Test(arguments: [
    ("uw", "start", 1e300), ("imtl-l", "start", 1e300), ("auto-lambda", "start", 1e300), ("uw-so", "temperature", 1e39),
    ("sdmgrad", "iterations", 1e9),
  ])
  func aParameterHasAnUpperEnd(_ method: String, _ parameter: String, _ value: Double) throws {
    let setup = BalancingSetup((0..<3).map { .init("task \($0)", .gaussian) }, parameters: [parameter: .number(value)])
    let error = #expect(throws: SettingError.self) {
      if try Catalogue.find(method) is any LossWeighting.Type {
        _ = try Catalogue.lossWeighting(method, setup)
      } else {
        _ = try GradientMethod(method, setup)
      }
    }
    #expect(error?.description.hasPrefix("`\(parameter)` should be") == true)
  }
}
