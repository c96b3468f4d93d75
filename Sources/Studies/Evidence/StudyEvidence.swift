import Foundation
import Printing
import Reports
import Runs
import Statistics

/// The file `evidence.json`: everything from which a study's page follows, so that each printed figure can be derived again
/// without the runs.
package struct StudyEvidence: Codable, Sendable {
  /// One run of an experiment.
  package struct Run: Codable, Sendable {
    package var result: RunResult
    /// The SHA-256 digest of the run's `result.json`, in hexadecimal digits.
    package var digest: String
    /// What the study took from the run besides: series by name.
    package var kept: [String: [Double]]
  }

  /// One experiment with its runs.
  package struct Experiment: Codable, Sendable {
    package var name: String
    package var yaml: String
    package var record: ExperimentRecord
    package var constant: ConstantRecord?
    /// The search of an experiment that has one: every training that chose, and what it cost.
    package var search: SearchRecord?
    /// The runs of which figures are reported. After a search they are those of seeds that took no part in it.
    package var runs: [Run]
    /// The trainings that failed, a sentence each.
    package var failures: [String]
  }

  /// What a simulation gave.
  package struct Simulation: Codable, Sendable, Equatable {
    package var group: String
    package var name: String
    package var figures: [String: Double]
  }

  /// A claim as it is printed.
  package struct Claim: Codable, Sendable, Equatable {
    /// One effect with the interval that decided.
    package struct Effect: Codable, Sendable, Equatable {
      package var contrast: String
      package var value: Double
      package var low: Double?
      package var high: Double?
      package var level: Double?
      package var method: String
      package var perSeed: [Double]
    }

    package var sentence: String
    package var kind: ClaimKind
    package var margin: Double
    package var unit: String
    package var effects: [Effect]
    package var checks: [String: Bool]
    package var verdict: String
    package var remarks: [String]
  }

  static let currentSchema = 1
  package static let fileName = "evidence.json"

  private var schema = StudyEvidence.currentSchema
  package var study: String
  package var scale: StudyCard.Scale
  /// The command, the machine, the date and the versions, by name.
  package var made: [String: String]
  package var experiments: [Experiment]
  /// The simulations; nil for a study without.
  package var simulations: [Simulation]?
  package var computed: [String: Double]
  package var claims: [Claim] = []

  /// Gathers evidence; its claims are judged by what there is.
  package init(
    of study: StudyCard, _ scale: StudyCard.Scale, made: [String: String], experiments: [Experiment],
    simulations: [Simulation] = [], computed: [String: Double]
  ) {
    self.study = study.name
    self.scale = scale
    self.made = made
    self.experiments = experiments
    self.simulations = simulations.isEmpty ? nil : simulations
    self.computed = computed
    claims = judged(by: study).map(\.recorded)
  }

  /// Reads a file.
  ///
  /// - Throws: `ResultsError` if there is none, or it is no evidence.
  package init(from file: URL) throws(ResultsError) {
    self = try RunFolder.decode(Self.self, from: file, schemas: 1...Self.currentSchema, isMarked: true)
  }

  /// The text of the file: equal evidence has the same bytes.
  package func text() throws -> String { String(decoding: try JSONText.encoder().encode(self), as: UTF8.self) + "\n" }

  /// The claims of the study, judged again from the runs' figures.
  package func judged(by study: StudyCard) -> [JudgedClaim] {
    let results = StudyResults(self)
    var judged = study.claims.map { claim -> JudgedClaim in
      var judged = JudgedClaim(
        claim.sentence, ClaimQuestion(claim.kind, margin: claim.margin), contrasts: [], unit: claim.unit,
        standing: scale == .quick ? .smoke : claim.isReconstruction ? .reconstruction : .whole)
      do {
        let answer = try claim.answer(results)
        judged.question.effects = answer.effects
        judged.contrasts = answer.contrasts
        judged.repeated = answer.repeated
        judged.checks = answer.checks.map { JudgedClaim.Check(name: $0.name, passed: $0.passed) }
        judged.question.checks = answer.checks.map(\.passed)
      } catch {
        judged.leaveUntested(error)
      }
      return judged
    }
    JudgedClaim.judge(&judged, level: SeedBootstrap.defaultLevel)
    return judged
  }
}

extension JudgedClaim {
  /// The claim as evidence keeps it.
  package var recorded: StudyEvidence.Claim {
    .init(
      sentence: sentence, kind: question.kind, margin: question.margin, unit: unit,
      effects: question.effects.enumerated().map { index, effect in
        let interval = ruling.intervals.indices.contains(index) ? ruling.intervals[index] : nil
        return .init(
          contrast: contrasts[index], value: effect.value, low: interval?.low, high: interval?.high,
          level: interval?.level, method: effect.method.rawValue, perSeed: effect.perSeed)
      },
      checks: Dictionary(checks.map { ($0.name, $0.passed) }) { $0 && $1 }, verdict: verdict, remarks: remarks)
  }
}
