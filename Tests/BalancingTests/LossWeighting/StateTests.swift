import TestSupport
import Testing
import Torch

@testable import Balancing
@testable import Components

private let losses = [0.4, 1.2, 2.5]

@Suite struct StateTests {
  @Test(arguments: MethodSample.all) func aLoadedMethodContinuesExactly(_ sample: MethodSample) throws {
    let original = try sample.make(3)
    try disturb(original, 1.5)
    let saved = original.state
    let copy = try sample.make(3, seed: 99)
    try copy.load(state: saved)
    for _ in 0..<3 {
      let (a, b) = (Answer(original, losses), Answer(copy, losses))
      #expect(a.weights == b.weights)
      #expect(a.objective == b.objective)
    }
    try disturb(original, 0.7)
    try disturb(copy, 0.7)
    #expect(Answer(original, losses).weights == Answer(copy, losses).weights)
  }

  @Test(arguments: MethodSample.all) func aSavedStateDoesNotMove(_ sample: MethodSample) throws {
    let method = try sample.make(3)
    try disturb(method, 1)
    let saved = method.state
    let before = saved.mapValues { $0.array(of: Double.self) }
    try disturb(method, 2)
    #expect(saved.mapValues { $0.array(of: Double.self) } == before)
  }

  @Test(arguments: MethodSample.all.filter { !$0.isRandom }) func resetReturnsToTheStart(_ sample: MethodSample)
    throws
  {
    let method = try sample.make(3)
    // Of another one where the first batch itself is remembered.
    let before = Answer(["uw-so", "ldc-mtl"].contains(sample.name) ? try sample.make(3) : method, losses)
    try disturb(method, 1.5)
    if !method.state.isEmpty { #expect(Answer(method, losses).weights != before.weights) }
    method.reset()
    let after = Answer(method, losses)
    #expect(after.weights == before.weights)
    #expect(after.objective == before.objective)
  }

  @Test(arguments: MethodSample.all) func theCardSaysWhetherThereIsState(_ sample: MethodSample) throws {
    let method = try sample.make(3)
    let card = type(of: method).card
    // Some methods have state in one of their forms only.
    if card.state?.hasPrefix("with `") != true { #expect((card.state != nil) == !method.state.isEmpty) }
    #expect((card.learned != nil) == !method.learnedScales.isEmpty)
    #expect(method.learnedScales.allSatisfy { $0.tensor.requiresGrad && $0.tensor.isLeaf })
    #expect(method.state.values.allSatisfy { !$0.requiresGrad })
  }

  /// A single number of a damaged state is refused, or the method lives with it.
  @Test(arguments: MethodSample.all) func aDamagedNumberIsNoEnd(_ sample: MethodSample) throws {
    for value in Self.damaged {
      let method = try sample.make(3), whole = method.state
      for (name, tensor) in whole where tensor.count == 1 {
        let state = whole.merging([name: Tensor.full(tensor.shape, value, dtype: tensor.dtype)]) { $1 }
        if (try? method.load(state: state)) != nil { try disturb(method, 1) }
      }
    }
  }

  static let damaged = [Double.nan, .infinity, -1, 0.5, 1e300]

  @Test func aNumberOfStepsIsWhole() throws {
    func message(_ method: String, _ name: String, _ parameters: [String: SettingValue] = [:]) throws -> String {
      let method = try MethodSample(method, parameters).make(3)
      var state = method.state
      state[name] = Tensor.full(state[name]!.shape, .nan, dtype: state[name]!.dtype)
      return errorText { try method.load(state: state) }
    }
    #expect(try message("slaw", "steps") == "`steps` of `slaw` should be a whole number, at least 0. Found nan.")
    #expect(try message("igb", "epoch") == "`epoch` of `igb` should be a whole number, at least 0. Found nan.")
  }

  @Test func aStrangeStateIsRefused() throws {
    func message(_ method: any LossWeighting, _ state: [String: Tensor]) -> String {
      errorText { try method.load(state: state) }
    }
    let method = try MethodSample("uw").make(3)
    #expect(
      message(method, ["log-varance": Tensor.zeros([3])])
        == "`log-varance` is not in the state of `uw`. Did you mean `log-variance`?")
    #expect(message(method, [:]) == "The state of `uw` should hold `log-variance`.")
    #expect(
      message(method, ["log-variance": Tensor.zeros([2])])
        == "`log-variance` of `uw` should have the shape [3]. Found [2].")
    #expect(method.state["log-variance"]?.array(of: Double.self) == [-0.5, -0.5, -0.5])
    #expect(
      message(try MethodSample("ew").make(3), ["x": Tensor.zeros([1])])
        == "`x` is not in the state of `ew`. There is none.")
    #expect(
      message(try MethodSample("rlw").make(3), ["generator": Tensor.zeros([1])]).hasPrefix(
        "`generator` of `rlw` should have"))
  }

  @Test func randomNumbersContinueWhereTheyWereSaved() throws {
    let method = try MethodSample("rlw").make(3)
    _ = Answer(method, losses)
    let saved = method.state
    let next = Answer(method, losses).weights
    try method.load(state: saved)
    #expect(Answer(method, losses).weights == next)
  }
}
