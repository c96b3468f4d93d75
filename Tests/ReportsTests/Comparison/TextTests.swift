import ExperimentFixtures
import Foundation
import Testing

@testable import Printing
@testable import Reports
@testable import Statistics

@Suite struct TextTests {
  @Test func numbersAreTypeset() {
    #expect(NumberText.fixed(-4.096, 1) == "−4.1")
    #expect(NumberText.fixed(-0.04, 1) == "0.0")
    #expect(NumberText.signed(0.04, 1) == "0.0")
    #expect(NumberText.signed(4.06, 1) == "+4.1")
    #expect(NumberText.fixed(.nan, 1) == "NaN")
    #expect(NumberText.fixed(-.infinity, 1) == "−∞")
    #expect(NumberText.grouped(1_234_567) == "1,234,567")
    #expect(NumberText.grouped(-999) == "−999")
    #expect(NumberText.seconds(99.94) == "99.9")
    #expect(NumberText.seconds(99.96) == "100")
    #expect(NumberText.full(0.1) == "0.1")
    #expect(NumberText.epochs([7, 9, 8]) == "8 (7–9)")
    #expect(NumberText.epochs([7, 7]) == "7")
    #expect(NumberText.list(["a", "b", "c"]) == "a, b and c")
  }

  @Test func intervalsKeepTheSideOfZero() {
    let interval = Interval(low: -0.04, high: 0.04, level: 0.95, method: .bootstrapT)
    #expect(NumberText.interval(interval, 1) == "[−0.0, 0.0]")
  }

  @Test func digitsFollowTheSpread() {
    #expect(NumberText.decimals(means: [0.412], deviations: [0.012]) == 3)
    #expect(NumberText.decimals(means: [24.8], deviations: [0.35]) == 2)
    #expect(NumberText.decimals(means: [0.0124], deviations: [0.00012]) == 5)
    #expect(NumberText.decimals(means: [0.412], deviations: []) == 4)
    #expect(NumberText.decimals(means: [0.412], deviations: [0.3]) == 3)
    #expect(NumberText.decimals(means: [0.412], deviations: [1e-9]) == 4)
    #expect(NumberText.decimals(means: [12345], deviations: [10]) == 0)
  }

  @Test func theTerminalTable() throws {
    var comparison = try SmallExperiment().comparison(ComparisonOptions(bootstrap: SeedBootstrap(samples: 2000)))
    comparison.context.command = "equipoise compare small.yaml"
    let text = comparison.terminal(width: 100)
    #expect(
      text == """
        small
        Results on       test split, mean ± standard deviation over seeds
        Epoch chosen by  loss, on the validation split
        Seeds            0, 1, 2
        Intervals        over 3 seeds of initialisation and order, with one split; 95 %, simultaneous over
                         methods, pointwise for the change of one task
        Δm               mean change against the baseline in %, lower is better: mean of ratio metrics, over
                         accuracy and MAE of 2 tasks
        Baseline         single-task runs of this comparison (seeds 0, 1, 2)
        Parameters       100 shared; 200 in the single-task networks together
        Repeat with      equipoise compare small.yaml

                                               change by task, %
        Method       Δm (%) ↓  95 % interval       kind       age  Mean rank over metrics ↓  Seconds  Runs
        ──────────────────────────────────────────────────────────────────────────────────────────────────
        single-task      0.0*      baseline          –         –                       2.0      6.0     6
        ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌
        EW              −6.4*  [−14.7, 1.9]       −9.6*     −3.2                       1.0      3.0     3
        UW              +3.0   [−5.6, 11.7]       +1.3      +4.8                       3.0      3.0     3

                     ──── kind ────  ──── age ─────
        Method           accuracy ↑   MAE (years) ↓
        ───────────────────────────────────────────
        single-task  0.520 ± 0.020   2.100 ± 0.100
        ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌
        EW           0.570 ± 0.026*  2.033 ± 0.058
        UW           0.513 ± 0.015   2.200 ± 0.100

        Ranked over 3 seeds: Nemenyi's test separates no two methods.

        Whether to train the tasks together is open: with EW they are 6.4 % better on average, and the
        uncertainty is too large to say (the best of 2 methods: Δm −6.4 % [−14.7, 1.9], mean of ratio
        metrics, lower is better, over accuracy and MAE of 2 tasks). UW (+9.4 % [5.1, 13.7]) is worse than
        EW beyond the interval. One network of 100 parameters replaces 2 with 200 together, and trains in
        3.0 s instead of 6.0 s. Only 3 seeds: small differences cannot be detected. docs/choosing.md says
        what held on other data, and what to try next.

        """)
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
  }

  @Test func wideTablesAreSplitAtTasks() throws {
    let text = try ReportFixture().comparison().terminal(width: 110)
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 110 })
    #expect(text.components(separatedBy: "\nMethod ").count == 4)
    #expect(!text.contains("\u{1B}"))
    #expect(try ReportFixture().comparison().terminal(colour: true).contains("\u{1B}[1m"))
  }

  @Test func linesBreakAtSpaces() {
    #expect(TextWrap.wrapped("one two three", width: 8) == "one two\nthree")
    #expect(TextWrap.wrapped("one two three", width: 9, indent: 2) == "one two\n  three")
    #expect(TextWrap.wrapped("indivisible", width: 4) == "indivisible")
  }

  @Test func theBestIsMarkedOncePerColumn() {
    #expect(Comparison.best([0.3, nil, 0.5, 0.5], .higherIsBetter) == [2, 3])
    #expect(Comparison.best([0.3, 0.5], .lowerIsBetter) == [0])
    #expect(Comparison.best([0.3, nil], .lowerIsBetter).isEmpty)
  }

  @Test func csvHasEveryDigit() throws {
    let comparison = try SmallExperiment().comparison()
    let lines = comparison.csv().components(separatedBy: "\r\n")
    #expect(lines.count == 5 && lines[4].isEmpty)
    let header = lines[0].components(separatedBy: ",")
    #expect(header.last == "age/MAE/sd")
    #expect(lines[2].hasPrefix("small,ew,EW,test,0 1 2,"))
    let percent = try #require(comparison.methods[1].deltaM?.percent)
    #expect(lines[2].contains(",\(percent),"))
    let convention =
      #","Δm, mean of ratio metrics, lower is better, %","single-task runs of this comparison (seeds 0, 1, 2)","#
    #expect(lines[1].contains(convention))
    let seeds = comparison.seedsCSV().components(separatedBy: "\r\n")
    #expect(seeds.count == 1 + 3 * 3 * 2 + 1)
    #expect(seeds.contains("small,ew,EW,1,test,age,MAE,years,lower,1,2.0"))
  }

  @Test func jsonHasEveryDigitAndNoPlaceholder() throws {
    let comparison = try SmallExperiment().comparison()
    let object = try JSONSerialization.jsonObject(with: Data(comparison.json().utf8)) as? [String: Any]
    let methods = try #require(object?["methods"] as? [[String: Any]])
    #expect(methods.map { $0["label"] as? String } == ["single-task", "EW", "UW"])
    #expect(methods[0]["deltaM"] is NSNull)
    #expect((methods[1]["deltaM"] as? [String: Any])?["percent"] as? Double == comparison.methods[1].deltaM?.percent)
    #expect(object?["recommendation"] as? String == comparison.recommendation.text)
  }

  @Test func markdownTablesHaveAllTheirCells() throws {
    let lines = try ReportFixture().comparison().markdown().split(separator: "\n").filter { $0.hasPrefix("|") }
    let counts = Set(lines.map { $0.replacing("\\|", with: "").count { $0 == "|" } })
    #expect(counts == [10, 9, 8, 5])
  }

  @Test func latexCommandsBalance() throws {
    let text = try ReportFixture().comparison().latex()
    #expect(text.components(separatedBy: #"\begin{tabular}"#).count == 5)
    #expect(text.components(separatedBy: #"\end{tabular}"#).count == 5)
    #expect(text.count { $0 == "{" } == text.count { $0 == "}" })
    #expect(text.contains(#"\textbf{$-$"#))
    #expect(text.contains(#"\cmidrule(lr){2-3} \cmidrule(lr){4-5} \cmidrule(lr){6-8}"#))
  }

  /// pdfLaTeX stops at a letter or sign that no package gives it, such as χ or α outside of mathematics.
  @Test func latexKnowsEveryCharacter() throws {
    let text = try ReportFixture().comparison().latex()
    let read = text.split(separator: "\n").filter { !$0.hasPrefix("%") }.joined()
    #expect(text.contains("Friedman") && read.allSatisfy(\.isASCII), "\(Set(read.filter { !$0.isASCII }))")
  }
}
