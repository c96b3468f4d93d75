import Components
import TestSupport
import Testing

@testable import Tasks

@Suite struct CorruptionEffectTests {
  private let clean = CorruptionEffect.Figures(clean: 0.8, corrupted: [[0.8, 0.8], [0.8, 0.8]])

  /// A multi-task network that loses nothing has a negative effect against one that loses something, whichever way is better.
  @Test func lessLossIsNegative() throws {
    let halved = CorruptionEffect.Figures(clean: 0.6, corrupted: [[0.3, 0.3], [0.3, 0.3]])
    #expect(try CorruptionEffect(of: clean, against: halved, .higherIsBetter).mean == -0.5)
    let doubled = CorruptionEffect.Figures(clean: 0.6, corrupted: [[1.2, 1.2], [1.2, 1.2]])
    #expect(try CorruptionEffect(of: clean, against: doubled, .lowerIsBetter).mean == -1)
  }

  @Test func theKindsAreMeansOverTheirSeverities() throws {
    let other = CorruptionEffect.Figures(clean: 1, corrupted: [[0.5, 0.7], [1, 1]])
    let effect = try CorruptionEffect(of: other, against: clean, .higherIsBetter)
    #expect(isClose(effect.kinds[0], 0.4, .absolute(1e-12)) && effect.kinds[1] == 0)
    #expect(isClose(effect.mean, 0.2, .absolute(1e-12)))
  }

  @Test func figuresThatDoNotMatchAreRefused() {
    let fewer = CorruptionEffect.Figures(clean: 1, corrupted: [[1, 1]])
    #expect(
      errorText { _ = try CorruptionEffect(of: clean, against: fewer, .higherIsBetter) }
        == "Figures on corrupted inputs should be of the same kinds and severities. Found [2, 2] and [2] severities.")
    let zero = CorruptionEffect.Figures(clean: 0, corrupted: [[1, 1], [1, 1]])
    #expect(
      errorText { _ = try CorruptionEffect(of: clean, against: zero, .higherIsBetter) }
        == "Figures on clean inputs should not be 0. Found 0.8 and 0.0.")
  }
}
