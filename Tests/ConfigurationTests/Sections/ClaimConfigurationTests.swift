import ExperimentFixtures
import Runs
import Statistics
import TestSupport
import Testing

@testable import Configuration

@Suite struct ClaimConfigurationTests {
  private func claims(_ yaml: String, comparison: String = "{methods: [ew, uw, {method: uw-o, label: mine}]}") throws
    -> [ComparedClaim]
  {
    let document = try ConfigurationSample.document("comparison: \(comparison)\nclaims:\n\(yaml)")
    return try ExperimentConfiguration(reading: document, catalogue: ConfigurationSample.catalogue).claims
  }

  @Test func rowsAreNamedByLabelOrMethod() throws {
    let read = try claims(
      "  - {kind: equivalence, rows: [uw-o, single-task], figure: a/b/mae, change: percent, margin: 2}")
    #expect(
      read == [
        ComparedClaim(
          kind: .equivalence, rows: ["mine", "Single-task"], figure: .metric(task: "a/b", name: "mae"),
          change: .percent,
          margin: 2)
      ])
  }

  /// A method without a row, as `--balancing` can leave it, is the report's to name.
  @Test func aMethodWithoutARowIsKept() throws {
    #expect(try claims("  - {kind: superiority, rows: [ew, pcgrad], margin: 1}")[0].rows == ["EW", "PCGrad"])
  }

  @Test func claimsAreNoPartOfARunsName() throws {
    func name(_ yaml: String) throws -> String {
      let document = try ConfigurationSample.document(yaml)
      return try ExperimentConfiguration(reading: document, catalogue: ConfigurationSample.catalogue).run().hash()
    }
    #expect(try name("claims: [{kind: superiority, rows: [ew, uw], margin: 1}]") == name("seed: 0"))
  }

  @Test(arguments: [
    ("  - {rows: [ew, uw], margin: 1}", "`claims.0.kind` is missing. (experiment.yaml:3)"),
    ("  - {kind: superiority, rows: [ew, uw]}", "`claims.0.margin` is missing. (experiment.yaml:3)"),
    ("  - {kind: superiority, margin: 1}", "`claims.0.rows` is missing. (experiment.yaml:3)"),
    (
      "  - {kind: superiority, rows: [], margin: 1}",
      "`rows` of a claim should be two different rows. Found none. (experiment.yaml:3)"
    ),
    (
      "  - {kind: superiority, rows: [ew], margin: 1}",
      "`rows` of a claim should be two different rows. Found `EW`. (experiment.yaml:3)"
    ),
    (
      "  - {kind: ordering, rows: [ew, EW]}",
      "`rows` of a claim should be two or more different rows, the best first. Found `EW`, `EW`. (experiment.yaml:3)"
    ),
    (
      "  - {kind: superiority, rows: [ew, uww], margin: 1}",
      "`rows` of a claim should name rows of the comparison: `single-task`, `EW`, `UW`, `mine`. Found \"uww\". "
        + "Did you mean `UW`? (experiment.yaml:3)"
    ),
    (
      "  - {kind: superiority, rows: [ew, uw], figure: accuracy, margin: 1}",
      "`figure` of a claim should be `delta-m`, `seconds` or TASK/METRIC. Found \"accuracy\". (experiment.yaml:3)"
    ),
  ])
  func whatIsWrongIsSaid(_ yaml: String, _ message: String) {
    #expect(errorText { _ = try claims(yaml) } == message)
  }

  @Test func deltaMNeedsItsBaseline() {
    #expect(
      errorText {
        _ = try claims(
          "  - {kind: superiority, rows: [ew, uw], margin: 1}", comparison: "{methods: [ew, uw], single-task: false}")
      }
        == "A claim on Δm or on single-task training should stand with its runs. Found `comparison.single-task: false`. "
        + "(experiment.yaml:3)")
  }
}
