import TestSupport
import Testing
import Torch

@testable import Balancing
@testable import Components

/// A Jacobian aggregator with settings, as the property tests run over it.
struct AggregatorSample: CustomTestStringConvertible, Sendable {
  let name: String
  let settings: [String: SettingValue]

  var testDescription: String { "\(name) \(settings.sorted { $0.key < $1.key }.map { "\($0): \($1)" })" }

  /// Every Jacobian aggregator in every form.
  static let all = MethodForms.of(Catalogue.jacobianAggregators).map {
    AggregatorSample(name: $0.name, settings: $0.settings)
  }

  /// Whether its settings and the method itself permit so many tasks.
  func permits(_ count: Int) -> Bool {
    settings.values.allSatisfy { $0.isForAnyCount(count) } && (name != "trimmed-mean" || count > 2)
  }

  func make(_ count: Int, seed: UInt64 = 0) throws -> any JacobianAggregator {
    try Catalogue.jacobianAggregator(name, setup(count, settings, seed: seed))
  }
}

extension JacobianAggregator {
  /// The directions of some steps, of which each sees other losses and other lengths.
  fileprivate func directions(
    _ steps: ClosedRange<Int>, _ sample: HardJacobian = threeGradients
  ) throws -> [[Double]] {
    try steps.map { step in
      let losses = sample.rows.indices.map { 0.5 + Double($0) / Double(step) }
      let rows = sample.tensor * (1 + 0.1 * Double(step))
      let found = try aggregate(JacobianSample(rows, losses: losses))
      if step % 2 == 0 { epochEnded(meanLosses: Tensor(losses)) }
      return found.direction.array()
    }
  }
}

@Suite struct AggregatorPropertyTests {
  @Test(arguments: AggregatorSample.all, HardJacobian.all)
  func directionsAreFinite(_ method: AggregatorSample, _ sample: HardJacobian) throws {
    guard method.permits(sample.count) else { return }
    for direction in try method.make(sample.count).directions(1...3, sample) {
      #expect(direction.count == sample.width && direction.allSatisfy(\.isFinite))
    }
  }

  @Test(arguments: AggregatorSample.all, HardJacobian.all.filter { $0.kind == .ordinary })
  func weightsAreThoseOfTheDirection(_ method: AggregatorSample, _ sample: HardJacobian) throws {
    guard method.permits(sample.count) else { return }
    let losses = sample.rows.map { _ in 1.0 }
    let found = try method.make(sample.count).aggregate(JacobianSample(sample.tensor, losses: losses))
    guard let weights = found.weights else { return }
    #expect(isClose(found.direction.array(), sample.direction(weights), .ofLength(1e-9)))
  }

  @Test(arguments: AggregatorSample.all) func theGradientsAreOnlyRead(_ method: AggregatorSample) throws {
    let rows = threeGradients.tensor
    _ = try method.make(3).aggregate(JacobianSample(rows, losses: [1, 2, 3]))
    #expect(rows.array(of: Double.self) == threeGradients.tensor.array(of: Double.self))
  }

  @Test(arguments: AggregatorSample.all) func aLoadedMethodContinuesExactly(_ method: AggregatorSample) throws {
    let (original, copy) = (try method.make(3, seed: 1), try method.make(3, seed: 2))
    _ = try original.directions(1...3)
    let saved = original.state
    let before = saved.mapValues { "\($0.array(of: Double.self))" }
    try copy.load(state: saved)
    #expect(try original.directions(4...6) == copy.directions(4...6))
    #expect(saved.mapValues { "\($0.array(of: Double.self))" } == before)
  }

  @Test(arguments: AggregatorSample.all) func resetReturnsToTheStart(_ method: AggregatorSample) throws {
    let made = try method.make(3)
    guard made.state["generator"] == nil else { return }
    let first = try made.directions(1...4)
    made.reset()
    #expect(try made.directions(1...4) == first)
  }

  @Test(arguments: AggregatorSample.all) func theCardSaysWhetherThereIsState(_ method: AggregatorSample) throws {
    let made = try method.make(3)
    _ = try made.directions(1...1)
    #expect((type(of: made).card.state != nil) == !made.state.isEmpty)
    #expect(
      errorText { try made.load(state: made.state.merging(["x": Tensor.zeros([1])]) { $1 }) }.hasPrefix("`x` is not in")
    )
  }

  @Test func everyPairOfMethodsDiffers() throws {
    let answers = try Catalogue.jacobianAggregators.map { type in
      let name = type.card.name
      return (name, try AggregatorSample(name: name, settings: [:]).make(3).directions(1...6).last!)
    }
    for (index, (name, a)) in answers.enumerated() {
      for (other, b) in answers[..<index] {
        #expect(!isClose(a, b, .ofLength(1e-3)), "\(name) and \(other) should differ. Both are \(a).")
      }
    }
  }
}
