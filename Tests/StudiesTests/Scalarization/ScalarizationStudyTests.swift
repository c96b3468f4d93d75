import Balancing
import Testing

@testable import Studies

@Suite struct ScalarizationStudyTests {
  /// Accuracies of both digits on both splits.
  private func run(_ label: String, _ seed: Int, validation: Double, test: Double, turn: Double = 10) -> InventedRun {
    func both(_ value: Double) -> [String: [String: Double]] {
      ["left", "right"].reduce(into: [:]) { $0[$1] = ["accuracy": value] }
    }
    return InventedRun(
      label: label, seed: seed, metrics: ["validation": both(validation), "test": both(test)], kept: ["turn": [turn]])
  }

  private static let rivals = ["IMTL", "MGDA", "GradDrop", "PCGrad", "RLW Dirichlet", "RLW normal"]

  /// The rival is chosen on validation, though another is better on the test split.
  @Test func theBestSpecialisedMethodIsChosenOnValidation() throws {
    let runs = (0..<7).flatMap { seed -> [InventedRun] in
      let noise = 1e-4 * Double(seed % 3)
      return [run("EW", seed, validation: 0.9, test: 0.92 + noise)]
        + Self.rivals.map { rival in
          run(
            rival, seed, validation: rival == "MGDA" ? 0.91 : 0.9, test: rival == "PCGrad" ? 0.99 : 0.921)
        }
    }
    let evidence = StudyEvidence(ScalarizationStudy.card, invented: ["digits": runs])
    let claim = evidence.judged(by: ScalarizationStudy.card)[0]
    #expect(claim.contrasts == ["EW over MGDA"] && claim.verdict == "holds")
    #expect(abs(claim.question.effects[0].value - 100 * (-0.001 + 1e-4 * 6 / 7)) < 1e-9)
  }

  /// The turns of two experiments are paired by seed.
  @Test func regularisedTurnsAreHeldAgainstPlainOnes() {
    let plain = (0..<10).map { run("EW", $0, validation: 0.7, test: 0.7, turn: 20 + Double($0 % 2)) }
    let dropout = (0..<10).map { run("EW", $0, validation: 0.7, test: 0.7, turn: 60 + Double($0 % 3)) }
    let evidence = StudyEvidence(
      ScalarizationStudy.card, invented: ["overfitting-none": plain, "overfitting-dropout": dropout])
    let claims = evidence.judged(by: ScalarizationStudy.card)
    #expect(claims[5].contrasts == ["EW with dropout over EW"] && claims[5].verdict == "holds")
    #expect(claims[3].remarks == ["Not tested: MGDA has no run of seed 0."])
  }

  @Test(arguments: [
    ("ew", nil as GradientScope?, [1, 1, 2]), ("rlw", nil, [1, 1, 2]), ("pcgrad", nil, [1, 2, 2]),
    ("mgda", .representation, [1, 1, 2]), ("mgda", .shared, [1, 2, 2]),
  ])
  func passesAreCounted(_ method: String, _ scope: GradientScope?, _ expected: [Int]) throws {
    let passes = try PassCounts(of: method, scope: scope)
    #expect([passes.forward, passes.trunk, passes.heads] == expected)
  }
}
