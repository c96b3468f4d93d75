import Foundation
import Testing

@testable import Studies

@Suite struct ParadigmsStudyTests {
  /// Which updates a scale changes, after three steps: the claims of the study, and that the trial can tell.
  @Test(arguments: [
    (ScaleInvariance.Update.uwo, false, true), (.adam, true, true), (.adam, false, false), (.adaTask, false, true),
    (.sgd, false, false), (.sgd, true, false),
  ])
  func scalesChangeUpdatesOrNot(_ update: ScaleInvariance.Update, _ isFrozen: Bool, _ isInvariant: Bool) throws {
    let trial = ScaleInvariance(update: update, isFrozen: isFrozen, factors: [10, 0.1], steps: 3)
    let differences = try trial.differences().values.map(\.largest)
    #expect(differences.allSatisfy { $0 < 1e-9 } == isInvariant)
  }

  @Test func aFactorOfALossIsOneOfItsHeadsUpdate() throws {
    let trial = ScaleInvariance(update: .sgd, isFrozen: true, factors: [10, 0.1], steps: 1)
    #expect(try trial.differences(isRescaled: true).values.allSatisfy { $0.first < 1e-9 })
  }

  /// Of four runs two are optimal: a run that is worse in both tasks is not, nor is one that came to nothing.
  @Test func paretoOptimalRunsAreCounted() throws {
    func run(_ label: String, _ errors: [Double], failure: String? = nil) -> InventedRun {
      let metrics = Dictionary(uniqueKeysWithValues: zip(["Y1", "Y2"], errors).map { ($0, ["rmse": $1]) })
      return InventedRun(label: label, seed: 0, metrics: ["test": metrics], failure: failure)
    }
    let evidence = StudyEvidence(
      ParadigmsStudy.card,
      invented: [
        "sweep-adam": [run("EW 1e-2", [1, 3]), run("UW 1e-2", [2, 2])],
        "sweep-sgd": [run("EW 1e-2", [2, 3])],
        "sweep-sign-sgd": [run("EW 1e-2", [0, 0], failure: "The loss is not finite.")],
      ])
    #expect(try OptimiserSweep.paretoCounts(StudyResults(evidence)) == [0: ["sweep-adam": 2]])
  }

  /// A claim on three pairs of tasks is not borne out by two of them.
  @Test func theProbeNeedsAllPairs() {
    func runs(_ tasks: Double) -> [InventedRun] {
      (0..<5).map { seed in
        let noise = 0.001 * Double(seed)
        return InventedRun(
          label: "EW", seed: seed,
          kept: ["magnitude of tasks": [tasks + noise], "magnitude of samples": [0.9]])
      }
    }
    func verdict(_ last: Double) -> String {
      let evidence = StudyEvidence(
        ParadigmsStudy.card,
        invented: ["probe-digits": runs(0.2), "probe-ink": runs(0.3), "probe-100-ink": runs(last)])
      return evidence.judged(by: ParadigmsStudy.card).first { $0.unit == "magnitude similarity" }!.verdict
    }
    #expect(verdict(0.4) == "holds" && verdict(0.95) == "does not hold")
  }
}
