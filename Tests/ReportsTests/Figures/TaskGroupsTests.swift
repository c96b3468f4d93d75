import ExperimentFixtures
import Testing

@testable import Reports
@testable import Statistics

/// Divisions of the tasks that a comparison's figures suggest.
@Suite struct TaskGroupsTests {
  private func comparison(_ gains: [Double], margin: Double = 1, command: String? = "equipoise compare tox.yaml") throws
    -> Comparison
  {
    var fixture = ReportFixture()
    fixture.methods = [.init(name: "ew", label: "EW", gains: gains)]
    fixture.context.command = command
    var options = ComparisonOptions(bootstrap: SeedBootstrap(samples: 200), familyDraws: 200)
    options.margin = margin
    return try Comparison(of: fixture.runs(), options: options, context: fixture.context)
  }

  @Test func aTaskThatLosesBeyondItsIntervalAndTheMarginLeaves() throws {
    let comparison = try comparison([0.2, -0.4, 0.2])
    let groups = try #require(comparison.taskGroups)
    #expect(groups.alone == ["depth"] && groups.together == ["segmentation", "normals"])
    #expect(
      groups.command
        == #"equipoise compare tox.yaml --set 'only=["segmentation", "normals"]' --set 'name="scenes-together"'"#)
    let sentence = "A division that has not been tried: depth alone, segmentation and normals together."
    #expect(comparison.recommendation.remarks.contains(sentence))
    for text in [comparison.terminal(width: 400), comparison.markdown(), comparison.json()] {
      #expect(text.contains(sentence))
    }
    #expect(try comparison.html().contains(sentence))
    #expect(
      comparison.json().contains(
        #""taskGroups":{"alone":["depth"],"together":["segmentation","normals"],"tried":false"#))
  }

  @Test func aLossWithinTheMarginIsNoReason() throws {
    #expect(try comparison([0.2, -0.4, 0.2], margin: 60).taskGroups == nil)
    #expect(try comparison([0.2, 0.1, 0.2]).taskGroups == nil)
  }

  @Test func oneTaskThatStaysIsNoGroup() throws {
    #expect(try comparison([-0.4, -0.4, 0.2]).taskGroups == nil)
  }

  /// Names are quoted for YAML, and the whole for a shell.
  @Test func theCommandTakesAnyName() throws {
    let fixture = try comparison([0.2, -0.4, 0.2])
    var odd = fixture
    odd.tasks = ["it's", "depth", "a, b"]
    #expect(odd.taskGroups?.command?.contains(#"--set 'only=["it'\''s", "a, b"]'"#) == true)
    #expect(try comparison([0.2, -0.4, 0.2], command: nil).taskGroups?.command == nil)
  }
}
