import ExperimentFixtures
import Foundation
import TestSupport
import Testing

@testable import Configuration
@testable import Experiments

/// What `equipoise data check` and `data describe` say of the weights of samples.
@Suite("Weights of samples in numbers") struct WeightSummaryTests {
  private let scratch = TemporaryFolder()

  private func experiment(_ weight: String = "sample-weight: w") throws -> ExperimentConfiguration {
    let rows = (0..<8).map {
      "\($0),\($0 * $0),\([1, 2, 3, 0, 4, 4, 5, 5][$0]),\(["l", "l", "l", "l", "v", "v", "t", "t"][$0])"
    }
    let file = scratch.write("x,y,w,part\n" + rows.joined(separator: "\n"), "rows.csv")
    return try ConfigurationSample.read(
      """
      data:
        kind: table
        files: {train: \(file.path)}
        targets: [{column: y, kind: regression}]
        split: {by: column, column: part, validation-values: [v], test-values: [t]}
        cache: \(scratch.url.path)/cache
        \(weight)
      """)
  }

  @Test func theEffectiveNumberOfSamplesIsKishs() {
    let summary = WeightSummary([1, 2, 3, 0], of: "train")
    #expect(summary.sum == 6 && summary.low == 0 && summary.high == 3)
    #expect(isClose(summary.effective, 36 / 14.0, .relative(1e-12)))
    #expect(isClose(WeightSummary([7, 7, 7], of: "train").effective, 3, .relative(1e-12)))
    #expect(isClose(WeightSummary([1e30, 1e30], of: "train").effective, 2, .relative(1e-12)))
  }

  @Test func theRestOfTheColumnsIsWithoutTheWeight() throws {
    let data = try #require(try experiment().data as? TableConfiguration)
    #expect(try data.schema(.init()).numeric == ["x"])
    #expect(try data.schema(.init()).sampleWeight == "w")
    let plain = try #require(try experiment("").data as? TableConfiguration)
    #expect(try plain.schema(.init()).numeric == ["x", "w"])
  }

  @Test func aDescriptionSaysThatFiguresAreWeighted() throws {
    let description = try DataDescription(of: experiment())
    #expect(
      description.text.hasSuffix(
        """
        losses and metrics are weighted by `w`:
        train · weights from 0 to 3, sum 6; effective number of samples 2.571 of 4
        validation · weights from 4 to 4, sum 8; effective number of samples 2 of 2
        test · weights from 5 to 5, sum 10; effective number of samples 2 of 2
        """))
    #expect(try description.json().contains("\"sampleWeight\""))
    let plain = try DataDescription(of: experiment(""))
    let json = try plain.json()
    #expect(!plain.text.contains("weight") && !json.contains("eight"))
  }

  @Test func aCheckSumsUpTheWeights() throws {
    let check = try DataCheck(of: experiment())
    #expect(check.text.contains("train · weights from 0 to 3, sum 6; effective number of samples 2.571 of 4"))
    #expect(check.weights?.map(\.split) == ["train", "validation", "test"])
    #expect(try DataCheck(of: experiment("")).weights == nil)
  }

  @Test func theColumnIsPartOfTheRunsNameOnlyIfItIsSet() throws {
    let weighted = try experiment().resolved.canonicalLines, plain = try experiment("").resolved.canonicalLines
    #expect(weighted.filter { !plain.contains($0) } == ["data.sample-weight=w"])
    #expect(weighted.count == plain.count + 1)
  }
}
