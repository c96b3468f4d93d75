import Foundation
import TestSupport
import Testing

/// Studies, as their user runs them.
@Suite struct StudyTests {
  @Test func aStudyIsRunCheckedAndReported() throws {
    let program = Program()
    let before = try program.run(["study", "list"])
    #expect(before.status == 0 && before.out.contains("not run"))

    let first = try program.run(["study", "run", "slaw", "--quick"])
    #expect(first.status == 0, "\(first.error)")
    #expect(
      first.out.contains("No verdict from a quick run")
        && first.out.contains("\nPage: runs/studies/slaw-quick/report.html"))
    #expect(first.error.contains("12 trainings;"))
    let evidence = try program.read("runs/studies/slaw-quick/evidence.json")

    // Nothing is trained twice, and the page says the same again but for its date and its times.
    let again = try program.run(["study", "run", "slaw", "--quick"])
    #expect(again.status == 0 && again.error.contains("12 done"), "\(again.error)")
    #expect(again.out == first.out)

    let check = try program.run(["study", "check", "runs/studies/slaw-quick", "--rerun", "1"])
    #expect(check.status == 0, "\(check.out)\(check.error)")
    #expect(check.out == "slaw: 5 claims follow from 12 runs; 1 trained again, with the same bits\n")

    let text = String(decoding: evidence, as: UTF8.self)
    try program.write(
      text.replacingOccurrences(of: "\"margin\":0.05", with: "\"margin\":0.5"),
      to: "runs/studies/slaw-quick/evidence.json")
    let changed = try program.run(["study", "check", "runs/studies/slaw-quick"])
    #expect(changed.status == 1 && changed.out.contains("does not follow"))
  }

  /// Two shares train all runs between them, the second finds what the first did, and the page is that of all runs.
  @Test func sharesOfAStudyMakeAWhole() throws {
    let program = Program()
    let first = try program.run(["study", "run", "slaw", "--quick", "--shard", "1/2"])
    #expect(first.status == 75 && first.error.contains("of other shards"), "\(first.error)")
    let trained = try program.runs(of: "studies/slaw-quick/mt-regression").count
    #expect(trained > 0 && trained < 12)
    let second = try program.run(["study", "run", "slaw", "--quick", "--shard", "2/2"])
    #expect(second.status == 0, "\(second.error)")
    #expect(
      try program.run(["study", "check", "runs/studies/slaw-quick"]).out == "slaw: 5 claims follow from 12 runs\n")
  }

  /// A study of searches keeps what chose apart from what is reported, and its reported runs come out the same again.
  @Test func aStudyOfSearchesIsRunAndChecked() throws {
    let program = Program()
    let name = "analytical-uncertainty", folder = "runs/studies/\(name)-quick"
    let first = try program.run(["study", "run", name, "--quick", "--claims", "4"])
    // The claims that were left out stay untested.
    #expect(first.status == 2, "\(first.error)")
    #expect(first.error.contains("trainings of the search decided"))

    struct Evidence: Decodable {
      struct Experiment: Decodable {
        struct Run: Decodable {
          struct Result: Decodable { var seed: Int, role: String }
          var result: Result
        }
        struct Search: Decodable {
          struct Cell: Decodable { var seed: Int }
          var cells: [Cell]
        }
        var name: String, runs: [Run], search: Search?
      }
      var experiments: [Experiment]
    }
    let evidence = try JSONDecoder().decode(Evidence.self, from: program.read("\(folder)/evidence.json"))
    #expect(evidence.experiments.map(\.name) == ["scenes", "scenes-wide"])
    for experiment in evidence.experiments {
      // Nine methods and three tasks alone, on the seed that chose nothing.
      #expect(experiment.runs.count == 12)
      #expect(experiment.runs.allSatisfy { $0.result.seed == 1 && $0.result.role == "final" })
      #expect(Set(try #require(experiment.search).cells.map(\.seed)) == [0, 1])
    }
    let check = try program.run(["study", "check", folder, "--rerun", "2"])
    #expect(check.status == 0, "\(check.out)\(check.error)")
    #expect(check.out == "\(name): 12 claims follow from 24 runs; 2 trained again, with the same bits\n")
  }

  /// A study that was killed goes on where it was, and ends with the same figures.
  @Test func aKilledStudyGoesOn() throws {
    let whole = Program(), killed = Program()
    let arguments = ["study", "run", "slaw", "--quick", "--json"]
    let expected = try whole.run(arguments)
    _ = try killed.run(arguments, killAfter: 0.5) { killed.hasBegun("studies/slaw-quick/mt-regression", runs: 3) }
    let outcome = try killed.run(arguments)
    #expect(outcome.status == 0, "\(outcome.error)")
    func values(_ text: String) throws -> [[Double]] {
      struct Report: Decodable {
        struct Claim: Decodable {
          struct Effect: Decodable { var values: [Double] }
          var effects: [Effect]
        }
        var claims: [Claim]
      }
      // The last claim is on processor time.
      return try JSONDecoder().decode(Report.self, from: Data(text.utf8)).claims.dropLast().flatMap {
        $0.effects.map(\.values)
      }
    }
    #expect(try values(outcome.out) == values(expected.out))
  }

  @Test func aStudyWithoutItsDataEndsWithStatus2() throws {
    let program = Program()
    let outcome = try program.run(["study", "run", "sepsis", "--data-root", "nowhere"])
    #expect(outcome.status == 2 && outcome.error.contains("process-monitoring/Sepsis.csv.gz is missing"))
  }

  /// The shipped evidence of a study whose data are not there is checked, and none of its runs is trained again.
  @Test func aCheckWithoutTheDataSaysSo() throws {
    let folder = packageFolder.appending(path: "docs/studies/logse").path
    let outcome = try Program().run(["study", "check", folder, "--rerun", "1", "--data-root", "nowhere"])
    #expect(outcome.status == 2 && outcome.error.contains("so no run of logse is trained again"), "\(outcome.error)")
    #expect(outcome.out == "logse: 5 claims follow from 240 runs\n")
  }

  @Test(arguments: [
    (["study", "run", "slav"], "slav"), (["study", "run", "slaw", "--quick", "--full"], "exclude each other"),
    (["study", "run", "slaw", "--claims", "1,x"], "numbers with commas"),
    (["study", "report"], "needs studies, or `--all`"), (["study", "report", "--all"], "Found none in runs"),
    (["study", "check", "."], "Found none in ."),
  ])
  func whatIsWrongIsSaid(_ arguments: [String], _ part: String) throws {
    let outcome = try Program().run(arguments)
    #expect(outcome.status != 0 && outcome.error.contains(part), "\(outcome.error)")
  }
}
