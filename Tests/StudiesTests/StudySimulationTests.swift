import Components
import Experiments
import Foundation
import Statistics
import Synchronization
import TestSupport
import Testing

@testable import Studies

/// A study of simulations that count how often they are run.
private final class CountedStudy: Sendable {
  private let counts = Mutex<[String: Int]>([:])
  /// What a simulation adds to its figure.
  let offset = Mutex(0.0)

  var runs: [String: Int] { counts.withLock { $0 } }

  var card: StudyCard {
    StudyCard(
      About("counted", title: "Counted", "simulations that count how often they are run"), minutes: 1, protocolText: [],
      claims: [
        StudyClaim(
          "The seeds grow.", source: "ours", confidence: .own, kind: .superiority, margin: 0.5, unit: "seeds",
          experiments: ["seeds"], otherwise: "they do not."
        ) { results in
          let values = try (0..<6).map { try results.simulated("seed", of: "seed \($0)", in: "seeds") }
          return .init([EffectEstimate(paired: values)], ["seeds over none"])
        }
      ],
      simulations: { [self] _ in
        (0..<6).map { seed in
          StudySimulation("seeds", "seed \(seed)") { [self] in
            counts.withLock { $0["seed \(seed)", default: 0] += 1 }
            if seed == 3, runs["seed 3"] == 1 { throw ComparisonInterrupted() }
            return ["seed": Double(seed + 1) + offset.withLock { $0 }, "none": .infinity]
          }
        }
      })
  }
}

@Suite struct StudySimulationTests {
  private let folder = TemporaryFolder()

  private func run(
    _ study: CountedStudy, shard: String? = nil, shouldStop: @escaping @Sendable () -> Bool = { false }
  ) throws -> StudyEvidence {
    try StudyRunner(study.card, .standard, in: folder.url).run(
      executable: URL(filePath: "/none"), command: "equipoise study run counted", shard: shard.map { try RunShard($0) },
      shouldStop: shouldStop)
  }

  /// One of six fails at first: the next run computes it and what had not begun, and nothing twice.
  @Test func whatIsDoneIsNotRunAgain() throws {
    let study = CountedStudy()
    #expect(throws: ComparisonInterrupted.self) { try run(study) }
    let evidence = try run(study)
    #expect(study.runs.values.allSatisfy { $0 <= 2 } && study.runs.count(where: { $0.value == 2 }) == 1)
    #expect(evidence.simulations?.map { $0.figures["seed"] } == [1, 2, 3, 4, 5, 6])
    #expect(evidence.simulations?.first?.figures["none"] == .infinity)
    #expect(evidence.claims[0].verdict == "holds" && evidence.claims[0].effects[0].value == 3.5)
  }

  @Test func aStopLeavesTheRestForTheNextRun() throws {
    let study = CountedStudy()
    #expect(throws: ComparisonInterrupted.self) { try run(study, shouldStop: { true }) }
    #expect(study.runs.isEmpty)
  }

  @Test func aDamagedFileIsCalculatedAgain() throws {
    let study = CountedStudy()
    _ = try? run(study)
    _ = try run(study)
    let file = folder.url.appending(path: "studies/counted/simulations/seeds/seed 2.json")
    try Data("{".utf8).write(to: file)
    #expect(try run(study).simulations?[2].figures["seed"] == 3)
  }

  @Test func sharesDivideTheSimulations() throws {
    let study = CountedStudy()
    _ = try? run(study)
    #expect(throws: (any Error).self) { try run(study, shard: "1/2") }
    let evidence = try run(study, shard: "2/2")
    #expect(evidence.simulations?.count == 6 && study.runs.values.reduce(0, +) == 7)
  }

  @Test func aCheckRunsSomeAgainAndNamesWhatDiffers() throws {
    let study = CountedStudy()
    _ = try? run(study)
    let evidence = try run(study)
    let check = StudyCheck(file: folder.url.appending(path: "evidence.json"), evidence: evidence, study: study.card)
    #expect(try check.simulateAgain(2).problems.isEmpty)
    study.offset.withLock { $0 = 0.25 }
    let again = try check.simulateAgain(1)
    #expect(again.run == 1 && again.problems.count == 1)
    #expect(again.problems[0].contains("came out otherwise: seed is ") && again.problems[0].contains(".25 instead of "))
  }
}
