import Foundation
import Statistics
import TestSupport
import Testing
import Verification

@testable import Studies

@Suite struct AlignmentEvolutionTests {
  @Test func theExpectedTimesAgreeWithTheReference() throws {
    let golden = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let report = try Verification.run([golden.appending(path: "Golden/muir.json")], adding: Studies.goldenAdapters)
    #expect(report.disagreements.isEmpty, "\(report.text)")
    #expect(report.agreeing == 6, "\(report.text)")
  }

  @Test(arguments: [(3, 6, 1), (3, 6, 6), (8, 6, 3)])
  func runsTakeTheExpectedTime(modules: Int, locations: Int, problems: Int) {
    let evolution = AlignmentEvolution(modules: modules, locations: locations, problems: problems)
    var random = SplitMix64(key: 5, UInt64(modules), UInt64(problems))
    let runs = (0..<2_000).map { _ in Double(evolution.generations(&random)) }
    let error = Statistics.standardDeviation(runs)! / 2_000.0.squareRoot()
    #expect(abs(Statistics.mean(runs)! - evolution.expectedGenerations) < 4 * error)
  }
}
