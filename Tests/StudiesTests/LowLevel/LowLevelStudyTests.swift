import Foundation
import Runs
import Testing

@testable import Studies

/// The claims of the study of low-level tasks on invented runs.
@Suite struct LowLevelStudyTests {
  private static let study = LowLevelStudy.card

  /// Ten runs of each arm on the treebank.
  ///
  /// - Parameters:
  ///   - accuracy: the main task's accuracy in points, by arm and split.
  ///   - seconds: by arm.
  private static func evidence(
    _ accuracy: (LowLevelStudy.Arm, _ split: String) -> Double, seconds: (LowLevelStudy.Arm) -> Double = { _ in 10 }
  ) throws -> StudyEvidence {
    var experiments: [String: [InventedRun]] = [:]
    for arm in LowLevelStudy.Arm.allCases {
      experiments[LowLevelStudy.name(arm, .treebank)] = (0..<10).map { seed in
        let noise = 0.01 * Double((seed + arm.rawValue.count) % 3)
        let splits = ["test", "validation"].map { split in
          var tasks = ["deprel-side": ["accuracy": (accuracy(arm, split) + noise) / 100]]
          if arm != .single { tasks["upos"] = ["accuracy": 0.8] }
          return (split, tasks)
        }
        return InventedRun(
          label: "EW", seed: seed, metrics: Dictionary(uniqueKeysWithValues: splits), seconds: seconds(arm))
      }
    }
    return StudyEvidence(study, invented: experiments, computed: try study.computed(.quick))
  }

  /// The task at the top always runs all layers, the other one those up to its own.
  @Test(arguments: [1, 2, 3]) func layersOfAPassAreCounted(_ level: Int) throws {
    let passes = try LayerPasses(lowTaskAt: level, of: 3)
    #expect(passes.high == 3 && passes.low == level && passes.sum == 3 + level)
  }

  @Test func domainsAndCostsAreJudged() throws {
    let claims = try Self.evidence { arm, split in
      split == "test" ? (arm == .single ? 66 : arm == .cascade ? 73 : 72) : (arm == .cascade ? 80 : 81)
    } seconds: {
      $0 == .cascade ? 7 : 10
    }.judged(by: Self.study)
    let effects = claims.prefix(4).map { $0.question.effects[0].value }
    #expect(abs(effects[0] - 7) < 0.02 && abs(effects[1] - 1) < 0.02 && abs(effects[2] + 1) < 0.02)
    #expect(abs(effects[3] - log(10 / 7)) < 1e-12)
    #expect(
      claims.map(\.verdict) == [
        "holds (of our reconstruction)", "holds (of our reconstruction)", "does not hold (of our reconstruction)",
        "holds", "holds",
      ])
    #expect(claims[1].contrasts == ["cascade over top, target domain"])
  }

  @Test func aSmallGainIsSmallerThanItsMargin() throws {
    let claims = try Self.evidence { arm, _ in arm == .cascade ? 70.3 : 70 }.judged(by: Self.study)
    #expect(claims[1].verdict == "holds, but smaller than the margin (of our reconstruction)")
  }

  /// Nothing but the scheme tells top, middle and cascade from each other.
  @Test func armsDifferInTheLayerAlone() {
    for corpus in LowLevelStudy.Corpus.allCases {
      let experiments = [LowLevelStudy.Arm.top, .middle, .cascade].map {
        LowLevelStudy.yaml($0, corpus, .standard).split(separator: "\n").filter { !$0.hasPrefix("network:") }
      }
      #expect(Set(experiments).count == 1)
    }
  }

  @Test func theTableHasBothDomains() throws {
    let evidence = try Self.evidence { arm, split in arm == .single ? 60 : split == "test" ? 70 : 80 }
    let table = try LowLevelStudy.table(.treebank, LowLevelStudy.Arm.allCases, StudyResults(evidence))
    #expect(table.rows.map { $0[0].text } == ["single", "top", "middle", "cascade"])
    #expect(
      table.rows[3][1].text == "1" && table.rows[3][2].text == "70.01 ± 0.01" && table.rows[3][3].text == "80.01 ± 0.01"
    )
    #expect(table.rows.map { $0[6].text } == ["3", "6", "5", "4"])
    #expect(table.rows[0][4].text == "–" && table.rows[1][4].text == "80.00 ± 0.00")
  }
}
