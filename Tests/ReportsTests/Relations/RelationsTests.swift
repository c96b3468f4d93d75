import ExperimentFixtures
import Foundation
import Testing

@testable import Printing
@testable import Reports
@testable import Runs
@testable import Statistics

/// How tasks get on with each other: cosines of their gradients, and what they gain in pairs.
@Suite struct RelationsTests {
  private static let options = ComparisonOptions(bootstrap: SeedBootstrap(samples: 100), familyDraws: 200)

  /// A comparison of two tasks of which each gains a fraction.
  private func pair(_ first: String, _ second: String, _ gains: [Double], label: String = "EW") throws -> Comparison {
    var fixture = ReportFixture()
    fixture.tasks = [first, second]
    fixture.metrics = fixture.tasks.map {
      .init(task: $0, name: "error", unit: "", direction: .lowerIsBetter, single: 0.5)
    }
    fixture.methods = [.init(name: "ew", label: label, gains: gains)]
    fixture.context.experiment = "\(first)-\(second)"
    return try Comparison(of: fixture.runs(), options: Self.options, context: fixture.context)
  }

  /// `a` and `c` help each other, `b` harms both.
  private func pairs() throws -> [Comparison] {
    try [pair("a", "b", [-0.4, 0.05]), pair("a", "c", [0.3, 0.4]), pair("b", "c", [0, -0.5])]
  }

  @Test func gainsAreThoseOfTheComparisonOfTheTwo() throws {
    let comparisons = try pairs(), study = try Survey(of: comparisons)
    let matrix = try #require(study.pairwiseGains.first)
    #expect(matrix.label == "EW" && Set(matrix.tasks) == ["a", "b", "c"])
    let places = Dictionary(uniqueKeysWithValues: matrix.tasks.enumerated().map { ($1, $0) })
    for comparison in comparisons {
      for (own, other) in [(0, 1), (1, 0)] {
        let cell = matrix.cells[places[comparison.tasks[own]]!][places[comparison.tasks[other]]!]
        let change = comparison.multiTask[0].taskChanges[own]!
        // Lower errors are better, and a gain is positive.
        #expect(cell?.value == -change.percent)
        #expect(cell?.interval?.low == change.interval.map { -$0.high })
      }
    }
    #expect(matrix.tasks.indices.allSatisfy { matrix.cells[$0][$0] == nil })
  }

  @Test func tasksThatGetOnStandTogether() throws {
    let matrix = try #require(Survey(of: pairs()).pairwiseGains.first)
    #expect(matrix.tasks == ["a", "c", "b"])
  }

  @Test func onlyALossBeyondItsIntervalAndTheMarginIsNegativeTransfer() throws {
    let study = try Survey(of: pairs()), matrix = try #require(study.pairwiseGains.first)
    let harmed = matrix.tasks.indices.flatMap { row in
      matrix.tasks.indices.filter { matrix.cells[row][$0]?.isHarmful == true }.map {
        [matrix.tasks[row], matrix.tasks[$0]]
      }
    }
    #expect(harmed == [["a", "b"], ["c", "b"]])
    let table = try #require(study.gainTables.first)
    #expect(table.table.rows[0][3].text.hasSuffix("†") && !table.table.rows[2][1].text.hasSuffix("†"))
    #expect(table.about[0].contains("† marks negative transfer"))
  }

  @Test func aStudyOfPairsShowsTheirGainsEverywhere() throws {
    let study = try Survey(of: pairs())
    #expect(study.markdown().contains("## Pairwise gain: EW"))
    #expect(try study.html().contains("Pairwise gain: EW"))
    #expect(study.json().contains(#""pairwiseGains":[{"label":"EW","tasks":["a","c","b"],"#))
    let lines = study.gainsCSV(study.pairwiseGains).split(separator: "\r\n")
    #expect(lines[0] == "label,task,with,gain_percent,low,high,negative_transfer" && lines.count == 7)
    #expect(lines.contains { $0.hasPrefix("EW,a,b,-") && $0.hasSuffix(",true") })
    let plot = try #require(study.plots.first { $0.id == "pairwise-gains" })
    #expect(plot.panels.map(\.title) == ["EW"] && plot.panels[0].spec.text.contains(#""harmful":true"#))
  }

  @Test func otherStudiesHaveNoGains() throws {
    #expect(try Survey(of: [pair("a", "b", [0, 0]), pair("c", "d", [0, 0])]).pairwiseGains.isEmpty)
    var again = try pair("a", "b", [0, 0])
    again.context.experiment = "again"
    #expect(try Survey(of: [again] + pairs()).pairwiseGains.isEmpty)
    let ordinary = try ReportFixture().comparison()
    #expect(try Survey(of: [ordinary] + pairs()).pairwiseGains.count == 1)
  }

  @Test func aPairThatIsMissingIsAGap() throws {
    let matrix = try #require(Survey(of: [pairs()[0], pairs()[1]]).pairwiseGains.first)
    let (b, c) = (matrix.tasks.firstIndex(of: "b")!, matrix.tasks.firstIndex(of: "c")!)
    #expect(matrix.cells[b][c] == nil && matrix.table("x", decimals: 1)?.rows[b][c + 1].text == "–")
  }

  /// In the fixture the cosine of tasks i and j falls with i + j and with the gain of the first task.
  @Test func cosinesAreMeansOverEpochsInOneOrderForAllRows() throws {
    var fixture = ReportFixture()
    fixture.comparesGradients = true
    let comparison = try fixture.comparison()
    let matrices = comparison.gradientCosines
    #expect(matrices.map(\.label) == comparison.multiTask.map(\.label))
    for matrix in matrices {
      #expect(matrix.tasks == ["segmentation", "depth", "normals"])
      let curves = comparison.methods.first { $0.label == matrix.label }!.curves.filter { $0.quantity == .cosine }
      let means = curves.map { Statistics.mean($0.points.compactMap(\.mean))! }
      #expect(matrix.values == [[nil, means[0], means[1]], [means[0], nil, means[2]], [means[1], means[2], nil]])
      #expect(means[0] > means[1] && means[1] > means[2])
    }
    let plot = try #require(Plot.taskCosines(comparison))
    #expect(plot.panels.count == matrices.count)
    #expect(comparison.markdown().contains("## Task relations\n\nMean cosine of the gradients"))
    #expect(try comparison.html().contains("id=\"relations-title\""))
    #expect(comparison.json().contains(#""gradientCosines":[{"label""#))
  }

  @Test func withoutDiagnosticsThereAreNoCosines() throws {
    let comparison = try ReportFixture().comparison()
    #expect(comparison.gradientCosines.isEmpty && comparison.cosineTable == nil && Plot.taskCosines(comparison) == nil)
  }

  @Test func negativeTransferNamesMethodTaskAndInterval() throws {
    var fixture = ReportFixture()
    fixture.methods = [
      .init(name: "ew", label: "EW", gains: [0.2, -0.4, 0.2]), .init(name: "uw", label: "UW", gains: [0.2, 0.1, 0]),
    ]
    let comparison = try Comparison(of: fixture.runs(), options: Self.options, context: fixture.context)
    #expect(comparison.negativeTransfer.map(\.label) == ["EW"] && comparison.negativeTransfer.map(\.task) == ["depth"])
    let text = comparison.markdown()
    #expect(text.contains("## Negative transfer\n\nTasks that are worse than alone"))
    #expect(text.contains("beyond the margin of 1 %."))
    #expect(try comparison.html().contains("id=\"negative-transfer-title\""))
    #expect(comparison.json().contains(#""negativeTransfer":[{"label":"EW","task":"depth","percent":"#))
    var wide = Self.options
    wide.margin = 60
    let within = try Comparison(of: fixture.runs(), options: wide, context: fixture.context)
    #expect(within.negativeTransfer.isEmpty && !within.markdown().contains("## Negative transfer"))
  }
}
