import Foundation
import Testing

/// Claims of an experiment, as its user states and reads them.
@Suite struct ClaimTests {
  private struct Report: Decodable {
    struct Claim: Decodable, Equatable {
      struct Effect: Decodable, Equatable { var values: [Double] }
      var claim: String
      var effects: [Effect]
      var verdict: String
      var remarks: [String]
    }
    var claims: [Claim]
  }

  private func claims(_ program: Program, _ arguments: [String] = []) throws -> [Report.Claim] {
    let outcome = try program.run(["compare", "tiny.yaml", "--json"] + arguments)
    #expect(outcome.status == 0, "\(outcome.error)")
    return try JSONDecoder().decode(Report.self, from: Data(outcome.out.utf8)).claims
  }

  @Test func claimsAreStatedBeforeTheRunsAndJudgedAfterThem() throws {
    let program = try TinyTable.program()
    let stated = """

      claims:
        - {kind: equivalence, rows: [uw, ew], figure: sum/mae, margin: 100}
      """
    try program.write(
      TinyTable.yaml.replacingOccurrences(
        of: "methods: [ew, {method: scalarization, grid: {weights: {step: 0.25}}}]\n  seeds: 2",
        with: "methods: [ew, uw]\n  seeds: 5")
        + stated, to: "tiny.yaml")
    let first = try claims(program)
    #expect(first.count == 1 && first[0].verdict == "holds" && first[0].remarks.isEmpty)
    #expect(first[0].effects[0].values.count == 5)
    #expect(
      try String(decoding: program.read("runs/tiny/claims.csv"), as: UTF8.self).contains(",equivalence,UW over EW,"))

    // The same claim keeps its standing; one that is changed now is said to be late, and no run is trained again.
    #expect(try claims(program) == first)
    let changed = try claims(program, ["--set", "claims.0.margin=1e-9"])
    #expect(changed[0].remarks == ["The claim was stated, or changed, when 20 runs were finished."])
    #expect(changed[0].verdict != "holds" && changed[0].effects == first[0].effects)

    // A row that a command leaves out leaves its claim untested.
    let without = try claims(program, ["--balancing", "ew"])
    #expect(without[0].verdict == "undecided at this scale")
    #expect(without[0].remarks.first == "Not tested: there is no row UW in this comparison.")
  }
}
