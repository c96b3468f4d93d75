import ExperimentFixtures
import Foundation
import Testing

@testable import Reports

@Suite struct PaperTableTests {
  /// EW gains on every seed by much, UW loses by much: differences that three seeds can show.
  func experiment() -> SmallExperiment {
    var experiment = SmallExperiment()
    experiment.single = [[0.500, 0.501, 0.502], [2.00, 2.01, 2.02]]
    experiment.methods = [
      ("EW_1", [[0.600, 0.601, 0.602], [1.00, 1.01, 1.02]]), ("UW", [[0.400, 0.401, 0.402], [3.00, 3.01, 3.02]]),
    ]
    return experiment
  }

  @Test func rowsAreMethodsAndDeltaMIsLast() throws {
    let text = try experiment().comparison().paperTable()
    #expect(
      text == #"""
        % \usepackage{booktabs}
        \begin{table}
          \centering
          \caption{small, test split: mean $\pm$ standard deviation over 3 runs. $\Delta$m, mean of ratio metrics, lower is better, \%, over accuracy and MAE of 2 tasks, against single-task training. Bold: the best and what does not differ from it beyond a simultaneous 95\,\% interval; underlined: the best of the others.}
          \begin{tabular}{lrrr}
            \toprule
             & \multicolumn{1}{c}{kind} & \multicolumn{1}{c}{age} &  \\
            \cmidrule(lr){2-2} \cmidrule(lr){3-3}
            Method & accuracy $\uparrow$ & MAE (years) $\downarrow$ & $\Delta$m (\%) $\downarrow$ \\
            \midrule
            single-task & \underline{0.5010} {\scriptsize $\pm$ 0.0010} & \underline{2.010} {\scriptsize $\pm$ 0.010} & \underline{0.0} \\
            \midrule
            EW\_1 & \textbf{0.6010} {\scriptsize $\pm$ 0.0010} & \textbf{1.010} {\scriptsize $\pm$ 0.010} & \textbf{$-$34.9} {\scriptsize $\pm$ 0.1} \\
            UW & 0.4010 {\scriptsize $\pm$ 0.0010} & 3.010 {\scriptsize $\pm$ 0.010} & +34.9 {\scriptsize $\pm$ 0.1} \\
            \bottomrule
          \end{tabular}
        \end{table}

        """#)
  }

  @Test func theMarksAreThoseOfTheReport() throws {
    let comparison = try ReportFixture().comparison()
    let text = comparison.paperTable()
    let marked = comparison.metricsTable.rows.joined().count { $0.isBest }
    let deltas = comparison.summaryTable.rows.count { $0[1].isBest }
    #expect(text.matches(of: /\\textbf/).count == marked + deltas)
  }

  @Test func whereNothingDiffersNothingIsBoldOrUnderlined() throws {
    var experiment = SmallExperiment()
    experiment.seeds = [0]
    let text = try experiment.comparison().paperTable()
    #expect(!text.contains("textbf") && !text.contains("underline{"))
    #expect(text.contains("one run.") && !text.contains("scriptsize"))
  }

  @Test func manyMetricsAreRows() throws {
    let text = try ReportFixture.attributes(20).comparison().paperTable()
    #expect(text.contains(#"\begin{tabular}{llrrrrrrrr}"#))
    #expect(text.contains(#"Task & Metric & single-task & "#))
    #expect(text.contains(#"attribute 19 & error-rate $\downarrow$ & "#))
    let lines = text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    let last = try #require(lines.lastIndex { $0.contains(#"$\Delta$m (\%)"#) })
    #expect(lines[last - 1] == #"\midrule"# && lines[last + 1] == #"\bottomrule"#)
  }

  @Test func everyRowHasAllCells() throws {
    for comparison in [try ReportFixture().comparison(), try ReportFixture.attributes(20).comparison()] {
      let rows = comparison.paperTable().split(separator: "\n").filter {
        $0.hasSuffix(#"\\"#) && !$0.contains("multicolumn")
      }
      #expect(Set(rows.map { $0.matches(of: #/ & /#).count }).count == 1)
    }
  }
}
