import TestSupport
import Testing
import Torch

@testable import Balancing

private func smoothed(_ sample: MethodSample, _ smoothing: Double, seed: UInt64 = 0) throws
  -> any LossWeighting
{
  try sample.make(3, seed: seed).smoothed(by: smoothing, sample.setup(3))
}

private let losses = [0.4, 1.2, 2.7]

/// The gradients of what a method learns.
private func scaleGradients(_ method: any LossWeighting, _ losses: [Double], _ present: [Bool]?) -> [[Double]] {
  let objective = method.weigh(Tensor(losses), present: present.map { Tensor($0) }).objective
  return method.learnedScales.map { Tensor.grad(of: [objective], respectTo: [$0.tensor])[0]!.array(of: Double.self) }
}

@Suite struct SmoothedLossWeightingTests {
  @Test(arguments: MethodSample.all) func withoutSmoothingItIsTheInnerMethod(_ sample: MethodSample) throws {
    for present in [nil, [true, false, true]] as [[Bool]?] {
      let plain = try sample.make(3), wrapped = try smoothed(sample, 0)
      for factor in [1.0, 0.6] {
        try disturb(plain, factor)
        try disturb(wrapped, factor)
        let a = Answer(plain, losses, present: present), b = Answer(wrapped, losses, present: present)
        #expect(a.weights == b.weights)
        #expect(isClose(a.gradient, b.gradient, .relative(1e-7)))
        #expect(isClose(a.objective, b.objective, .relative(1e-9)))
        #expect(scaleGradients(plain, losses, present) == scaleGradients(wrapped, losses, present))
      }
    }
  }

  @Test func weightsAreAveraged() throws {
    let sample = MethodSample("uw-o", ["eps": 0])
    let method = try smoothed(sample, 0.75)
    #expect(Answer(method, [1, 2, 4]).weights == [1, 0.5, 0.25])
    let second = Answer(method, [0.5, 2, 8])
    #expect(isClose(second.weights, [1.25, 0.5, 0.21875], .relative(1e-10)))
    #expect(isClose(second.gradient, second.weights, .relative(1e-10)))
    #expect(!second.carriesGradient)
    #expect(isClose(second.objective, 3.375, .relative(1e-10)))
  }

  @Test(arguments: MethodSample.all.filter { $0.name == "uw" || $0.name == "imtl-l" })
  func learnedScalesGetTheirOwnGradient(_ sample: MethodSample) throws {
    let plain = try sample.make(3), wrapped = try smoothed(sample, 0.9)
    for row in [[1.0, 2, 3], [0.1, 5, 2]] {
      _ = plain.weigh(Tensor(row))
      _ = wrapped.weigh(Tensor(row))
    }
    #expect(scaleGradients(plain, losses, nil) == scaleGradients(wrapped, losses, nil))
  }

  @Test func anAbsentTasksAverageWaits() throws {
    let method = try smoothed(MethodSample("uw-o", ["eps": 0]), 0.5)
    #expect(Answer(method, [1, .nan, 4], present: [true, false, true]).weights == [1, 0, 0.25])
    #expect(Answer(method, [1, 2, 4]).weights == [1, 0.5, 0.25])
    #expect(Answer(method, [1, .nan, 4], present: [true, false, true]).weights == [1, 0, 0.25])
    #expect(Answer(method, [1, 1, 4]).weights == [1, 0.75, 0.25])
  }

  @Test(arguments: MethodSample.all) func aLoadedMethodContinuesExactly(_ sample: MethodSample) throws {
    let original = try smoothed(sample, 0.9)
    try disturb(original, 0.8)
    let saved = original.state
    let copy = try smoothed(sample, 0.9, seed: 99)
    try copy.load(state: saved)
    for factor in [0.7, 0.5] {
      #expect(Answer(original, losses).weights == Answer(copy, losses).weights)
      try disturb(original, factor)
      try disturb(copy, factor)
    }
    #expect(Answer(original, losses).objective == Answer(copy, losses).objective)
  }

  @Test func resetForgetsBoth() throws {
    let method = try smoothed(MethodSample("slaw", ["beta": 0.5]), 0.9)
    let before = Answer(method, losses).weights
    try disturb(method, 1)
    #expect(Answer(method, losses).weights != before)
    method.reset()
    #expect(Answer(method, losses).weights == before)
  }

  @Test func aBatchWithoutAnyLabelContributesNothing() throws {
    let answer = Answer(try smoothed(MethodSample("uw-so"), 0.9), [0, 0, 0], present: [false, false, false])
    #expect(answer.objective == 0)
    #expect(answer.weights == [0, 0, 0])
  }

  @Test func theOptionIsChecked() throws {
    let setup = try MethodSample("ew").setup(2)
    func message(_ smoothing: Double) throws -> String {
      errorText { _ = try SmoothedLossWeighting(EW(setup), smoothing: smoothing, setup) }
    }
    #expect(try message(1) == "`smoothing` should be at least 0 and below 1. Found 1.0.")
    #expect(try message(-0.1) == "`smoothing` should be at least 0 and below 1. Found -0.1.")
    #expect(try message(0.9) == "no error")
    #expect(Answer(try SmoothedLossWeighting<EW>(setup), [1, 2]).weights == [1, 1])
  }
}
