import Balancing
import Testing

@testable import Benchmarks

/// The residuals are small for the solution and large for other weights; both are known here.
@Suite struct OptimalityConditionTests {
  private static let gramian = Gramian([[1, -0.5], [-0.5, 4]])

  /// Solved by hand for this Gramian.
  private static func solution(_ method: String) throws -> [Double] {
    let (a, b, c) = (1.0, -0.5, 4.0)
    switch method {
    case "mgda": return [(c - b) / (a + c - 2 * b), (a - b) / (a + c - 2 * b)]
    case "nash-mtl", "fairgrad":
      // w₁ (w₁ a + w₂ b) = w₂ (w₁ b + w₂ c) = 1: w₁² a = w₂² c.
      let second = 1 / (c + b * (c / a).squareRoot()).squareRoot()
      return [second * (c / a).squareRoot(), second]
    case "imtl-g":
      // (w₁ a + w₂ b) / √a = (w₁ b + w₂ c) / √c
      let first = c / 2 - b, second = a - b / 2
      return [first / (first + second), second / (first + second)]
    default: throw BalancingError("not solved by hand: \(method)")
    }
  }

  @Test(arguments: ["mgda", "nash-mtl", "fairgrad", "imtl-g"])
  func aSolutionByHandHasNoResidual(_ method: String) throws {
    let weights = try Self.solution(method)
    #expect(OptimalityCondition.residual(of: method, Self.gramian, weights) < 1e-12)
  }

  /// Every one notices when one of the weights is off by a hundredth.
  @Test(arguments: OptimalityCondition.methods)
  func aWrongAnswerHasAResidual(_ method: String) throws {
    let weights = try SolverBenchmark.weights(method, Self.gramian)
    let right = OptimalityCondition.residual(of: method, Self.gramian, weights)
    let wrong = OptimalityCondition.residual(of: method, Self.gramian, [weights[0] * 1.01, weights[1]])
    #expect(right < 1e-9)
    #expect(wrong > 1e-4)
    #expect(OptimalityCondition.residual(of: method, Self.gramian, [.nan, 1]) == .infinity)
  }

  @Test func theScaleOfTheWeightsDoesNotMatterWhereTheMethodLeavesItFree() throws {
    for method in ["cagrad", "nash-mtl", "fairgrad", "imtl-g", "aligned-mtl"] {
      let weights = try SolverBenchmark.weights(method, Self.gramian).map { $0 * 3 }
      #expect(OptimalityCondition.residual(of: method, Self.gramian, weights) < 1e-9, "\(method)")
    }
  }

  /// Two camps are no reason to leave the mean for DualProj alone, which only looks at conflicts with it.
  @Test(arguments: OptimalityCondition.methods.filter { $0 != "dualproj" }, [2, 10])
  func equalWeightsAreNotASolution(_ method: String, _ tasks: Int) {
    let gramian = SampleGramians.conflict.gramian(tasks: tasks, seed: 1)
    let weights = [Double](repeating: 1 / Double(tasks), count: tasks)
    #expect(OptimalityCondition.residual(of: method, gramian, weights) > 1e-3)
  }
}

@Suite struct SampleGramiansTests {
  @Test(arguments: SampleGramians.allCases)
  func theyAreTheSameEveryTime(_ kind: SampleGramians) {
    #expect(kind.gramian(tasks: 3, seed: 1) == kind.gramian(tasks: 3, seed: 1))
    #expect(kind.gramian(tasks: 3, seed: 1) != kind.gramian(tasks: 3, seed: 2))
  }

  @Test func theyAreWhatTheirNamesSay() {
    let conflict = SampleGramians.conflict.gramian(tasks: 10, seed: 0)
    #expect(conflict[0, 1] < 0)
    let parallel = SampleGramians.nearParallel.gramian(tasks: 10, seed: 0)
    #expect(parallel[0, 1] > 0.999 * parallel.norms[0] * parallel.norms[1])
    let norms = SampleGramians.scales.gramian(tasks: 10, seed: 0).norms
    #expect(norms[9] / norms[0] > 1e5)
  }
}

@Suite struct SolverReportTests {
  @Test func theTableSaysResidualAndTime() {
    var ours = SolverFigures()
    ours.add(1e-15, 2e-6, .wellConditioned)
    ours.add(3e-14, 4e-6, .nearParallel)
    ours.add(2e-15, 3e-6, .scales)
    var peer = SolverFigures()
    peer.add(0.25, 3e-4, .conflict)
    peer.unanswered = 2
    var report = SolverReport(missing: ["fairgrad"])
    report.peerVersion = "0.18.0"
    report.rows = [
      SolverMeasurement(method: "mgda", tasks: 3, ours: ours, peer: peer),
      SolverMeasurement(method: "nash-mtl", tasks: 256, ours: ours, peer: nil),
    ]
    #expect(
      report.table == """
        method      K  residual          worst   µs  no answer  TorchJD     worst     µs  no answer
        mgda        3   3.0e-14  near-parallel  3.0          0  2.5e-01  conflict  300.0          2
        nash-mtl  256   3.0e-14  near-parallel  3.0          0        –         –      –          –

        residual: the largest over the Gramians, relative; µs: the median of a call on one thread
        TorchJD 0.18.0; – where it has no such method, or took over 3 s on a smaller problem
        not in the catalogue: fairgrad
        """)
  }

  @Test func weightsThatCanBeNoAnswerAreCountedApart() {
    let gramian = Gramian([[1, -0.5], [-0.5, 4]])
    var figures = SolverFigures()
    figures.add("nash-mtl", gramian, .conflict, SolverAnswer(weights: [0, 0], seconds: 1))
    figures.add("nash-mtl", gramian, .conflict, SolverAnswer(weights: [1, -1], seconds: 1))
    figures.add("nash-mtl", gramian, .conflict, nil)
    #expect(figures.unanswered == 3)
    figures.add("nash-mtl", gramian, .conflict, SolverAnswer(weights: [1, 1], seconds: 1))
    #expect(figures.residuals.count == 1)
  }

  @Test func aBenchmarkMeasuresWhatItIsAskedFor() throws {
    var benchmark = SolverBenchmark(peer: nil)
    benchmark.methods = ["mgda", "upgrad"]
    benchmark.counts = [2, 3]
    benchmark.seconds = 1e-3
    let report = try benchmark.run()
    #expect(report.rows.map(\.method) == ["mgda", "mgda", "upgrad", "upgrad"])
    for row in report.rows {
      #expect(row.ours.residuals.count == 4 * benchmark.seeds)
      #expect(row.ours.residuals.max()! < 1e-9)
    }
    #expect(report.table.contains("Python has no torchjd"))
  }
}
