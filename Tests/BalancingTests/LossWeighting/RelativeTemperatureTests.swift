import TestSupport
import Testing
import Torch

@testable import Balancing
import Components

private let steps = [[0.5, 1.0, 2.0], [0.4, 0.9, 2.5], [0.02, 1.1, 0.3]]

private func relative(_ factor: Double, _ others: [String: SettingValue] = [:]) -> MethodSample {
  MethodSample("uw-so", others.merging(["relative-temperature": .number(factor)]) { $1 })
}

private func absolute(_ temperature: Double, _ others: [String: SettingValue] = [:]) -> MethodSample {
  MethodSample("uw-so", others.merging(["temperature": .number(temperature)]) { $1 })
}

private func weights(
  _ method: any LossWeighting, _ losses: [[Double]] = steps, dtype: DType = .float64, present: [Bool]? = nil
) -> [[Double]] {
  losses.map { Answer(method, $0, dtype: dtype, present: present).weights }
}

/// UW-SO at a temperature in units of the first batch's mean inverse loss.
@Suite struct RelativeTemperatureTests {
  @Test(arguments: [DType.float32, .float64], [nil, [true, false, true]] as [[Bool]?])
  func itIsTheAbsoluteTemperatureThatTheFirstBatchGives(_ dtype: DType, _ present: [Bool]?) throws {
    let method = try relative(7).make(3, dtype: dtype)
    let found = weights(method, dtype: dtype, present: present)
    let mean = try #require(method.state["mean-inverse-loss"]).item()
    // 1e-8 is added to each loss.
    let inverses = zip([0.5, 1.0, 2.0], present ?? [true, true, true]).filter(\.1).map { 1 / ($0.0 + 1e-8) }
    #expect(mean == inverses.reduce(0, +) / Double(inverses.count))
    let same = try absolute(7 * mean).make(3, dtype: dtype)
    #expect(found == weights(same, dtype: dtype, present: present))
    #expect(try found != weights(absolute(7).make(3, dtype: dtype), dtype: dtype, present: present))
  }

  @Test func theUnitsOfTheLossesDoNotMatter() throws {
    // Powers of two change no digit.
    let scaled = steps.map { $0.map { $0 * 1024 } }
    let plain = try weights(relative(3, ["eps": 0]).make(3))
    #expect(try weights(relative(3, ["eps": 0]).make(3), scaled) == plain)
    #expect(try weights(absolute(3, ["eps": 0]).make(3), scaled) != weights(absolute(3, ["eps": 0]).make(3)))
  }

  @Test func aBatchWithoutLabelsMeasuresNothing() throws {
    let method = try relative(3).make(3)
    #expect(Answer(method, [9, 9, 9], present: [false, false, false]).weights == [0, 0, 0])
    #expect(try weights(method) == weights(relative(3).make(3)))
  }

  @Test func aResumedTrainingKeepsItsTemperature() throws {
    let (method, resumed, fresh) = (try relative(3).make(3), try relative(3).make(3), try relative(3).make(3))
    _ = weights(method, [steps[0]])
    try resumed.load(state: method.state)
    #expect(weights(resumed, [steps[2]]) == weights(method, [steps[2]]))
    #expect(weights(fresh, [steps[2]]) != weights(method, [steps[2]]))
  }

  @Test func onlyOneTemperatureIsGiven() throws {
    #expect(
      errorText { _ = try MethodSample("uw-so", ["temperature": 3, "relative-temperature": 2]).make(3) }
        == "`temperature` should be left out where `relative-temperature` is given. Found `3`.")
    #expect(try absolute(3).make(3).state.isEmpty)
  }

  @Test func aDamagedStateIsRefused() throws {
    #expect(
      errorText { try relative(3).make(3).load(state: ["mean-inverse-loss": Tensor([-1.0])]) }
        == "`mean-inverse-loss` of `uw-so` should be positive. Found -1.0.")
  }
}
