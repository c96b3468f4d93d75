import Foundation
import Testing

@testable import Experiments

@Suite struct ReportPlotTests {
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
      plots.map(\.id) == ["delta-m", "task-changes", "losses-train", "losses-validation", "weights", "seconds"])
    for plot in plots {
      let text = plot.standalone.text
      #expect(text.contains(#""legend":null"#) == !plot.showsLegend)
      #expect(!text.contains(#""params""#))
    }
  }

  @Test func jsonKeepsItsOrder() {
    let tree: JSONTree = ["b": 1, "a": [1.5, true, nil, "q\"\\\n\u{1}"], "n": JSONTree(Double.nan)]
    #expect(tree.text == #"{"b":1,"a":[1.5,true,null,"q\"\\\n\u0001"],"n":null}"#)
    #expect(tree.merging(["b": 2, "c": ["d": 3]]).merging(["c": ["e": 4]]).text.hasSuffix(#""c":{"d":3,"e":4}}"#))
    let script: JSONTree = "</script><!--&\u{2028}"
    #expect(script.scriptText == #""\u003c/script\u003e\u003c!--\u0026\u2028""#)
  }
}
