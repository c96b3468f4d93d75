import Components
import Foundation
import Runs
import Sharing
import Tasks
import Testing
import Torch

@testable import Configuration
@testable import Studies

/// The claims of the study of language on invented runs, and the sizes of its networks.
@Suite struct LanguageStudyTests {
  private static let study = LanguageStudy.card
  private typealias Arm = LanguageStudy.Arm

  /// Five runs of each way to share and of each task alone, whose figures are in points.
  private static func evidence(
    _ points: (_ arm: LanguageStudy.Arm?, LanguageStudy.Task, _ split: String, _ seed: Int) -> Double
  ) -> StudyEvidence {
    func run(_ arm: LanguageStudy.Arm?, _ tasks: [LanguageStudy.Task], _ seed: Int) -> InventedRun {
      let splits = ["test", "validation"].map { split in
        let figures = tasks.map { ($0.rawValue, [$0.metric: points(arm, $0, split, seed) / 100]) }
        return (split, Dictionary(uniqueKeysWithValues: figures))
      }
      var run = InventedRun(
        label: arm == nil ? RunResult.singleTaskLabel : "EW", seed: seed,
        metrics: Dictionary(uniqueKeysWithValues: splits))
      run.definitions = tasks.map { MetricDefinition(task: $0.rawValue, name: $0.metric, direction: .higherIsBetter) }
      return run
    }
    let experiments = LanguageStudy.Arm.allCases.map { arm -> (String, [InventedRun]) in
      let alone =
        arm == .fullyShared ? LanguageStudy.Task.allCases.flatMap { task in (0..<5).map { run(nil, [task], $0) } } : []
      return (arm.rawValue, alone + (0..<5).map { run(arm, LanguageStudy.Task.allCases, $0) })
    }
    return StudyEvidence(study, invented: Dictionary(uniqueKeysWithValues: experiments))
  }

  /// Gate is the best on validation, hierarchy on test: the former is judged.
  @Test func theWayIsChosenOnValidation() {
    let claims = Self.evidence { arm, _, split, seed in
      let noise = 0.01 * Double(seed % 2)
      if arm == nil { return 70 }
      if split == "validation" { return arm == .gate ? 90 : 80 }
      return (arm == .gate ? 73 : arm == .hierarchy ? 79 : 72) + noise
    }.judged(by: Self.study)
    for claim in claims.prefix(5) {
      #expect(abs(claim.question.effects[0].value - 3.004) < 1e-9)
      #expect(claim.verdict == "holds (of our reconstruction)")
    }
  }

  @Test func whatChangesLittleIsEquivalent() {
    let claims = Self.evidence { arm, task, _, seed in
      let noise = 0.01 * Double(seed % 2)
      // Two points on one of five corpora are 0.4 in the mean; five points are 1.
      if arm == .orthogonality { return task == .genre ? 72 + noise : 70 }
      if arm == .adversarial { return task == .genre ? 75 + noise : 70 }
      return 70
    }.judged(by: Self.study)
    #expect(abs(claims[5].question.effects[0].value - 0.4008) < 1e-9)
    #expect(claims[5].verdict == "holds (of our reconstruction)")
    #expect(claims[6].verdict == "does not hold (of our reconstruction)")
  }

  /// Label embedding is the best everywhere, and a network for each task the worst; the others are alike.
  @Test func ranksAreThoseOfCorporaAndSeeds() throws {
    let results = StudyResults(Self.evidence { arm, _, _, _ in arm == nil ? 60 : arm == .labelEmbedding ? 80 : 70 })
    let ranks = try LanguageStudy.ranks(results)
    #expect(ranks.title == "Ranks over 25 blocks, each a corpus and a seed" && ranks.rows.count == 9)
    #expect(ranks.rows[0].map(\.text) == ["label-embedding", "1.00", "25", "–"])
    #expect(ranks.rows[1][1].text == "5.00" && ranks.rows[8].map(\.text) == ["one task each", "9.00", "0", "<0.001"])
    let tests = try LanguageStudy.tests(results)
    #expect(tests.rows.map { $0[1].text } == ["<0.001", "2.40", "1.00"])
    let figures = try LanguageStudy.figures(results)
    #expect(figures.rows[0].prefix(2).map(\.text) == ["one task each", "60.0 ± 0.0"])
    // Ten of 60 are 16.7 %. The invented networks have seven parameters.
    #expect(figures.rows[1][6].text.hasPrefix("+16.7") && figures.rows[0][7].text == "35")
  }

  /// Without the vectors of words, which are the same in all, the networks' numbers of parameters differ by less than 2 %.
  @Test func networksAreEquallyLarge() throws {
    // Tags in 1,000 sentences of each corpus, and one further class for what training does not have.
    let classes: [LanguageStudy.Task: Int] = [.intent: 8, .slots: 73, .upos: 18, .genre: 6, .chunk: 22]
    let tasks = LanguageStudy.Task.allCases.map { task -> LearningTask in
      let count = classes[task]!
      guard task == .intent || task == .genre else {
        return .tagging(task.rawValue, tags: (0..<count).map { "\(task) \($0)" })
      }
      return .classification(task.rawValue, classes: count)
    }
    let runner = try StudyRunner(Self.study, .standard, in: URL(filePath: "/runs"), data: "/data")
    let sizes = try Arm.allCases.map { arm -> Double in
      let experiment = StudyExperiment(arm.rawValue, LanguageStudy.yaml(arm, .standard))
      let network = try runner.configuration(experiment).network.network(
        for: tasks,
        sets: [("all", tasks.map(\.name), .sequence(length: 512, columns: [.code(100)]))], generator: Generator(seed: 0)
      )
      return network.namedParameters().filter { !$0.name.contains("embedding") }.reduce(0) {
        $0 + Double($1.tensor.shape.reduce(1, *))
      }
    }
    let (least, most) = (sizes.min()!, sizes.max()!)
    #expect(most / least < 1.02, "\(zip(Arm.allCases, sizes).map { "\($0.rawValue): \(Int($1))" })")
  }
}
