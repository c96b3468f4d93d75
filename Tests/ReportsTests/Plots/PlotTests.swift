import Balancing
import ExperimentFixtures
import Foundation
import Testing

@testable import Printing
@testable import Reports
@testable import Runs
@testable import Statistics

@Suite struct PlotTests {
  func points(_ panel: Plot.Panel) throws -> [[String: Any]] {
    let spec = try JSONSerialization.jsonObject(with: Data(panel.spec.text.utf8)) as? [String: Any]
    return try #require((spec?["data"] as? [String: Any])?["values"] as? [[String: Any]])
  }

  func compared(_ runs: [RunFolder.Finished]) throws -> Comparison {
    let options = ComparisonOptions(bootstrap: SeedBootstrap(samples: 50))
    return try Comparison(of: runs, options: options, context: ReportContext(experiment: "scenes"))
  }

  @Test func aMethodWithoutWeightsHasNoCurve() throws {
    let plot = try #require(Plot.weights(ReportFixture().comparison()))
    #expect(!plot.panels.map(\.title).contains("GLS"))
    #expect(plot.panels.count == 6)
    #expect(plot.caption.hasSuffix("No effective weights: GLS."))
  }

  @Test func anEpochWithoutWeightsIsAGap() throws {
    var runs = ReportFixture().runs()
    for index in runs.indices where runs[index].result.method == "uw" { runs[index].records[4].weights = nil }
    let comparison = try compared(runs)
    let panel = try #require(Plot.weights(comparison)?.panels.first { $0.title == "UW" })
    let gaps = try points(panel).filter { $0["mean"] is NSNull }
    #expect(gaps.count == 3)
    #expect(gaps.allSatisfy { $0["epoch"] as? Int == 5 && $0["low"] is NSNull && $0["high"] is NSNull })
    #expect(panel.spec.text.contains("break-paths"))
  }

  @Test func lossesThatAreNotFiniteAreGaps() throws {
    var runs = ReportFixture().runs()
    for index in runs.indices where runs[index].result.method == "ew" {
      runs[index].records[9].losses["train"]?["depth"] = .infinity
    }
    let comparison = try compared(runs)
    let panel = try #require(Plot.losses(comparison, split: "train")?.panels.first { $0.title == "depth" })
    #expect(try points(panel).filter { $0["mean"] is NSNull }.count == 1)
  }

  @Test func curvesHaveMeanAndRangeOverSeeds() throws {
    let records = [0.4, 0.6, 0.5].map { value in
      [EpochRecord(epoch: 1, step: 1, learningRate: 1, seconds: 1, losses: ["train": ["age": value]])]
    }
    let runs = zip(0..., records).map { seed, records in
      RunFolder.Finished(
        result: SmallExperiment.result("EW", "ew", seed: seed, values: [(1, 2)]), records: records)
    }
    let curves = Curve.all(of: runs, tasks: ["kind", "age"])
    #expect(curves == [curves[0]])
    #expect(curves[0].quantity == .loss(split: "train"))
    #expect(curves[0].points == [.init(epoch: 1, mean: 0.5, low: 0.4, high: 0.6)])
  }

  @Test func linesThatCoincideAreDashed() throws {
    let panels = try #require(Plot.weights(ReportFixture().comparison())?.panels)
    func isDashed(_ title: String) -> Bool? {
      panels.first { $0.title == title }?.spec.text.contains(#""strokeDash":{"#)
    }
    #expect(isDashed("EW") == true)
    #expect(isDashed("UW") == false)
  }

  @Test func withoutIntervalsThereIsNoLine() throws {
    var fixture = ReportFixture()
    fixture.seeds = [0]
    let plot = try #require(Plot.deltaM(fixture.comparison()))
    #expect(plot.panels[0].spec.text.contains(#""low":null"#))
    #expect(!plot.caption.contains("interval"))
  }

  @Test func coloursStayApart() {
    #expect(Set((0..<60).map { Plot.Palette.colour($0) }).count == 60)
    #expect(Set((0..<60).map { Plot.Palette.colour($0, dark: true) }).count == 60)
    #expect(Plot.Palette.colour(12).wholeMatch(of: /#[0-9a-f]{6}/) != nil)
  }

  @Test func picturesHaveTheirLegend() throws {
    let plots = Plot.all(of: try ReportFixture().comparison())
    #expect(
      plots.map(\.id) == [
        "delta-m", "critical-difference", "task-changes", "performance-profile", "pareto-front", "losses-train",
        "losses-validation", "weights", "seconds",
      ])
    for plot in plots {
      let text = plot.standalone.text
      #expect(text.contains(#""legend":null"#) == !plot.showsLegend)
      #expect(!text.contains(#""params""#))
    }
  }

  @Test func conflictsAreDrawnOnlyWhereGradientsWereCompared() throws {
    let without = try ReportFixture().comparison()
    #expect(Plot.cosines(without) == nil && Plot.gradients(without) == nil)
    #expect(!(try without.html()).contains("Which tasks conflict"))
    var fixture = ReportFixture()
    fixture.comparesGradients = true
    let comparison = try fixture.comparison()
    let cosines = try #require(Plot.cosines(comparison))
    // A panel a method; the single-task runs have no pairs.
    #expect(cosines.panels.map(\.title) == comparison.multiTask.map(\.label))
    let cells = try points(cosines.panels[0])
    #expect(cells.count == 3 * fixture.epochs)
    #expect(Set(cells.compactMap { $0["pair"] as? String }).count == 3)
    #expect(cells.allSatisfy { $0["to"] as! Double - ($0["from"] as! Double) == 1 })
    let lines = try #require(Plot.gradients(comparison))
    #expect(lines.panels.count == 5)
    #expect(Plot.all(of: comparison).map(\.id).suffix(3) == ["cosines", "gradients", "seconds"])
    #expect(try comparison.html().contains("<h2 id=\"cosines-title\">") == false, "without a bundle there is no plot")
  }

  @Test func aHeatMapHasMeansOverSeedsAndGaps() throws {
    func record(_ epoch: Int, _ cosine: Double?) -> EpochRecord {
      var history = DiagnosticsHistory(tasks: ["kind", "age"])
      if let cosine {
        let pair = GradientDiagnostics.Pair(
          first: 0, second: 1, cosine: cosine, magnitude: 0.5, conflictingCoordinates: 0.25)
        history.append(tasks: GradientDiagnostics(norms: [1, 2], pairs: [pair], conditionNumber: 100))
      }
      return EpochRecord(
        epoch: epoch, step: epoch, learningRate: 1, seconds: 1, losses: [:], diagnostics: history.epoch())
    }
    let runs = zip(0..., [[0.2, nil, -0.4], [0.4, nil, -0.1]]).map { seed, cosines in
      RunFolder.Finished(
        result: SmallExperiment.result("EW", "ew", seed: seed, values: [(0, 1), (1, 2)]),
        records: cosines.enumerated().map { record($0 + 1, $1) })
    }
    let comparison = try compared(runs)
    let cells = try points(try #require(Plot.cosines(comparison)?.panels.first))
    #expect(cells.map { $0["epoch"] as? Int } == [1, 3])
    #expect(cells.map { ($0["cosine"] as! Double * 100).rounded() } == [30, -25])
    #expect(cells[1]["low"] as? Double == -0.4 && cells[1]["high"] as? Double == -0.1)
    // As far from zero as the farthest mean, in tenths.
    #expect(Plot.cosines(comparison)!.panels[0].spec.text.contains("\"domain\":[-0.3,0,0.3]"))
    let panels = try #require(Plot.gradients(comparison)?.panels)
    #expect(
      panels.map(\.title) == [
        "Magnitude similarity of tasks", "Conflicting pairs of tasks", "Condition number of the Gramian",
      ])
    let conflict = try points(panels[1])
    #expect(conflict.map { $0["mean"] as? Double } == [0, nil, 1])
    #expect(try points(panels[2]).compactMap { $0["mean"] as? Double } == [2, 2])
  }

  @Test func ofManyPairsTheMostConflictingAreShown() throws {
    let tasks = (0..<9).map { "t\($0)" }
    var history = DiagnosticsHistory(tasks: tasks)
    let pairs = (0..<9).flatMap { first -> [GradientDiagnostics.Pair] in
      (first + 1..<9).map { second -> GradientDiagnostics.Pair in
        GradientDiagnostics.Pair(
          first: first, second: second, cosine: Double(first * 9 + second) / 100, magnitude: 1,
          conflictingCoordinates: 0)
      }
    }
    history.append(tasks: GradientDiagnostics(norms: tasks.map { _ in 1 }, pairs: pairs, conditionNumber: nil))
    let record = EpochRecord(
      epoch: 1, step: 1, learningRate: 1, seconds: 1, losses: [:], diagnostics: history.epoch())
    var result = SmallExperiment.result("EW", "ew", seed: 0, values: [(1, 2)])
    result.tasks = tasks
    let plot = try #require(Plot.cosines(compared([RunFolder.Finished(result: result, records: [record])])))
    let shown = try points(plot.panels[0]).compactMap { $0["pair"] as? String }
    #expect(shown.count == 28 && shown.first == "t0 · t1" && !shown.contains("t7 · t8"))
    #expect(plot.caption.hasSuffix("Of 36 pairs, the 28 with the lowest cosines are shown."))
  }

  @Test func jsonKeepsItsOrder() {
    let tree: JSONTree = ["b": 1, "a": [1.5, true, nil, "q\"\\\n\u{1}"], "n": JSONTree(Double.nan)]
    #expect(tree.text == #"{"b":1,"a":[1.5,true,null,"q\"\\\n\u0001"],"n":null}"#)
    #expect(tree.merging(["b": 2, "c": ["d": 3]]).merging(["c": ["e": 4]]).text.hasSuffix(#""c":{"d":3,"e":4}}"#))
    let script: JSONTree = "</script><!--&\u{2028}"
    #expect(script.scriptText == #""\u003c/script\u003e\u003c!--\u0026\u2028""#)
  }
}
