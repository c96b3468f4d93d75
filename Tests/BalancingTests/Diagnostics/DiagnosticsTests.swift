import Foundation
import Testing
import Torch

@testable import Balancing

private typealias Pair = GradientDiagnostics.Pair

@Suite struct GradientDiagnosticsTests {
  @Test func figuresOfGradientsThatCanBeWorkedOutByHand() throws {
    // 3-4-5 triangles: cosines 0.96 and −1, and the second pair of one length against twice that length.
    let measured = GradientDiagnostics(Tensor([3, 4, 4, 3, -6, -8] as [Double], shape: [3, 2]))
    #expect(measured.norms == [5, 5, 10])
    #expect(measured.pairs.map { [$0.first, $0.second] } == [[0, 1], [0, 2], [1, 2]])
    #expect(zip(measured.pairs, [0.96, -1, -0.96]).allSatisfy { abs($0.cosine - $1) < 1e-15 })
    #expect(zip(measured.pairs, [1, 0.8, 0.8]).allSatisfy { abs($0.magnitude - $1) < 1e-15 })
    #expect(measured.pairs.map(\.conflictingCoordinates) == [0, 1, 1])
    #expect(measured.conflictingPairs == 2.0 / 3)
    // Three vectors of a plane are linearly dependent.
    #expect(measured.conditionNumber == nil)
    let two = GradientDiagnostics(Tensor([3, 0, 0, 1] as [Double], shape: [2, 2]))
    #expect(abs(try #require(two.conditionNumber) - 9) < 1e-12)
    #expect(two.pairs[0].cosine == 0 && two.conflictingPairs == 0)
  }

  @Test func aCoordinateThatOneOfThemLacksIsNoConflict() {
    let measured = GradientDiagnostics(Tensor([1, -1, 0, 2, 1, 1, 5, -3] as [Float], shape: [2, 4]))
    #expect(measured.pairs[0].conflictingCoordinates == 0.5)
  }

  @Test func absentTasksAreGaps() throws {
    let gradients = Tensor([1, 0, 1, 1] as [Float], shape: [2, 2])
    let measured = GradientDiagnostics(gradients, places: [3, 1], count: 5)
    #expect(measured.norms == [nil, Float(2).squareRoot().asDouble(within: 1e-6, of: measured.norms[1]), nil, 1, nil])
    #expect(measured.pairs.count == 1)
    #expect(measured.pair(3, 1)?.first == 1 && measured.pair(1, 3)?.second == 3)
    #expect(measured.pair(0, 1) == nil)
  }

  @Test func aGradientOfZeroHasALengthAndNoPair() {
    let measured = GradientDiagnostics(Tensor([0, 0, 1, 1, 1, -2] as [Float], shape: [3, 2]))
    #expect(measured.norms[0] == 0)
    #expect(measured.pairs.map { [$0.first, $0.second] } == [[1, 2]])
    #expect(measured.conditionNumber == nil)
    let alone = GradientDiagnostics(Tensor([1, 1] as [Float], shape: [1, 2]))
    #expect(alone.pairs.isEmpty && alone.conflictingPairs == nil && alone.conditionNumber == nil)
  }

  @Test func aGradientThatIsNotFiniteIsAGap() {
    let measured = GradientDiagnostics(Tensor([.nan, 0, 1, 1, 1, -2] as [Float], shape: [3, 2]))
    #expect(measured.norms[0] == nil && measured.norms[2] != nil)
    #expect(measured.pairs.count == 1)
    #expect(measured.conditionNumber != nil)
  }

  @Test(arguments: [1e-12, 1, 1e12]) func similarityDoesNotDependOnTheCommonLength(_ scale: Double) throws {
    let generator = Generator(seed: 4)
    // More coordinates than are looked at together, so that the parts have to add up.
    let gradients = Tensor.randn([3, 300_001], generator: generator)
    let measured = GradientDiagnostics(gradients * scale)
    let exact = gradients.to(.float64)
    for pair in measured.pairs {
      let (g, h) = (exact[pair.first], exact[pair.second])
      let (n, m) = (g.norm().item(), h.norm().item())
      #expect(abs(pair.cosine - ATen.dot(g, h).item() / n / m) < 1e-7)
      #expect(abs(pair.magnitude - 2 * n * m / (n * n + m * m)) < 1e-7)
      #expect(abs(pair.conflictingCoordinates - (g * h).less(Tensor([0.0])).to(.float64).mean().item()) < 1e-12)
    }
    let spread = exact.svd().s.array(of: Double.self)
    let expected = (spread[0] / spread[2]) * (spread[0] / spread[2])
    #expect(abs(try #require(measured.conditionNumber) / expected - 1) < 1e-5)
  }

  @Test func measurementsAreJSON() throws {
    let measured = GradientDiagnostics(Tensor([1, 0, 1, 1] as [Float], shape: [2, 2]), places: [0, 2], count: 3)
    let data = try JSONEncoder().encode(measured)
    #expect(try JSONDecoder().decode(GradientDiagnostics.self, from: data) == measured)
  }
}

@Suite struct DiagnosticsHistoryTests {
  private func measured(_ cosines: [(Int, Int, Double)], condition: Double? = 10) -> GradientDiagnostics {
    GradientDiagnostics(
      norms: (0..<3).map { place in cosines.contains { $0.0 == place || $0.1 == place } ? Double(place + 1) : nil },
      pairs: cosines.map { Pair(first: $0, second: $1, cosine: $2, magnitude: 0.5, conflictingCoordinates: 0.25) },
      conditionNumber: condition)
  }

  private func history() -> DiagnosticsHistory {
    var history = DiagnosticsHistory(tasks: ["a", "b", "c"])
    history.append(tasks: measured([(0, 1, 0.5), (0, 2, -0.5), (1, 2, 0.1)]))
    history.append(tasks: measured([(0, 1, 0.3)], condition: 1000))
    history.append(tasks: measured([(0, 1, -0.2)], condition: nil))
    history.append(tasks: measured([], condition: nil))
    history.append(samples: measured([(0, 1, -0.4), (0, 5, 0.6)]), of: 2)
    return history
  }

  @Test func anEpochSummarisesItsSteps() throws {
    let epoch = try #require(history().epoch())
    #expect(epoch.steps == 4)
    #expect(epoch.conflictingSteps == 2.0 / 3)
    let pair = try #require(epoch.pairs.first)
    #expect(pair.tasks == ["a", "b"] && epoch.pairs.map(\.tasks) == [["a", "b"], ["a", "c"], ["b", "c"]])
    #expect(pair.similarity.cosine.count == 3)
    #expect(abs(pair.similarity.cosine.mean - 0.2) < 1e-12)
    #expect(abs(try #require(pair.similarity.cosine.standardDeviation) - 0.13.squareRoot()) < 1e-12)
    #expect(abs(pair.similarity.conflicting - 1.0 / 3) < 1e-12)
    #expect(epoch.tasks?.cosine.count == 5 && epoch.tasks?.conflicting == 0.4)
    #expect(epoch.logConditionNumber?.count == 2 && epoch.logConditionNumber?.mean == 2)
    #expect(epoch.norms["c"]?.count == 1)
    #expect(epoch.samples.keys.sorted() == ["c"] && epoch.samples["c"]?.conflicting == 0.5)
    #expect(DiagnosticsHistory(tasks: ["a"]).epoch() == nil)
  }

  @Test func percentilesLieBetweenNeighbours() throws {
    // NumPy: np.percentile(range(1, 11), [2.5, 97.5]) is [1.225, 9.775].
    let summary = try #require(GradientDiagnostics.Summary((1...10).reversed().map(Double.init)))
    #expect(abs(summary.low - 1.225) < 1e-12 && abs(summary.high - 9.775) < 1e-12)
    #expect(GradientDiagnostics.Summary([7])?.standardDeviation == nil)
    #expect(GradientDiagnostics.Summary([]) == nil)
  }

  @Test func aLoadedHistoryEndsInTheSameFigures() throws {
    var (whole, resumed) = (history(), DiagnosticsHistory(tasks: ["a", "b", "c"]))
    try resumed.load(state: history().state)
    for _ in 0..<2 {
      #expect(resumed.epoch() == whole.epoch())
      whole.append(tasks: measured([(1, 2, 0.9)]))
      resumed.append(tasks: measured([(1, 2, 0.9)]))
    }
    try resumed.load(state: [:])
    #expect(resumed.epoch() == nil)
  }

  @Test func aStateOfOtherTasksIsRefused() {
    var other = DiagnosticsHistory(tasks: ["a", "b"])
    let error = #expect(throws: (any Error).self) { try other.load(state: self.history().state) }
    #expect("\(error!)".contains("`norms` of the diagnostics should have rows of 2 numbers. Found the shape [4, 3]."))
    #expect(other.epoch() == nil)
    var incomplete = history().state
    incomplete["pairs"] = nil
    var same = DiagnosticsHistory(tasks: ["a", "b", "c"])
    #expect(throws: (any Error).self) { try same.load(state: incomplete) }
    #expect(same.epoch() == nil)
  }
}

extension Float {
  /// The other number where it is this one to a tolerance, else this one.
  fileprivate func asDouble(within tolerance: Double, of other: Double?) -> Double? {
    other.flatMap { abs($0 - Double(self)) < tolerance ? $0 : nil } ?? Double(self)
  }
}
