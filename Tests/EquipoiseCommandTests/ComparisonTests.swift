import Foundation
import Testing

/// A whole comparison, as its user runs it.
@Suite struct ComparisonTests {
  private struct Result: Decodable, Equatable {
    var label: String
    var method: String
    var role: String
    var seed: Int
    var metrics: [String: [String: [String: Double]]]
  }

  private struct Job: Decodable {
    var baselineIdentity: String?
  }

  private struct Report: Decodable {
    struct Row: Decodable {
      var label: String
      var seeds: [Int]
      var runs: Int
      var searchRuns: Int
    }
    var methods: [Row]
    var problems: [String]
  }

  /// The finished runs by the names of their folders.
  private func results(_ program: Program) throws -> [String: Result] {
    let runs = program.folder.appending(path: "runs/small")
    let names = try FileManager.default.contentsOfDirectory(atPath: runs.path).filter { name in
      FileManager.default.fileExists(atPath: runs.appending(path: "\(name)/result.json").path)
    }
    return try Dictionary(
      uniqueKeysWithValues: names.map {
        ($0, try JSONDecoder().decode(Result.self, from: program.read("runs/small/\($0)/result.json")))
      })
  }

  @Test func aComparisonTrainsReportsAndIsSkippedTheNextTime() throws {
    let program = Program()
    try program.write(SmallComparison.yaml, to: "small.yaml")
    let first = try program.run(["compare", "small.yaml"])
    #expect(first.status == 0, "\(first.error)")
    #expect(first.error.hasPrefix("10 trainings: 4 single-task, 4 multi-task, 2 search; 2 at a time\n"))
    #expect(first.out.contains("Scalarization") && first.out.contains("\nReport: runs/small/report.html"))
    for file in ["report.html", "report.md", "report.csv", "report.tex", "seeds.csv", "experiment.json"] {
      #expect(try !program.read("runs/small/\(file)").isEmpty)
    }
    let done = try results(program)
    #expect(done.count == 10)
    // The chosen point of the grid has both seeds; the other two served to choose it.
    let rows = Dictionary(grouping: done.values) { "\($0.label) \($0.role)" }.mapValues(\.count)
    #expect(rows == ["Single-task final": 4, "UW final": 2, "Scalarization final": 2, "Scalarization search": 2])

    // Methods begin before the last baseline ends, each with the baselines of its seed.
    for (name, run) in done {
      let job = try JSONDecoder().decode(Job.self, from: program.read("runs/small/\(name)/job.json"))
      #expect(job.baselineIdentity == (run.label == "Single-task" ? nil : "single-task, seed \(run.seed)"))
    }

    // What killed processes left in the folder of a run that is done goes.
    let left = try #require(done.keys.first)
    for name in ["claim.3", ".result.json.7.equipoise-tmp"] { try program.write("", to: "runs/small/\(left)/\(name)") }
    let again = try program.run(["compare", "small.yaml", "--json"])
    #expect(again.status == 0, "\(again.error)")
    #expect(!program.has("runs/small/\(left)/claim.3"))
    #expect(!program.has("runs/small/\(left)/.result.json.7.equipoise-tmp"))
    #expect(try results(program) == done)
    let report = try JSONDecoder().decode(Report.self, from: Data(again.out.utf8))
    #expect(report.problems.isEmpty && report.methods.allSatisfy { $0.seeds == [0, 1] })
    let scalarization = try #require(report.methods.first { $0.label == "Scalarization" })
    #expect(scalarization.runs == 4 && scalarization.searchRuns == 2)

    // A run that is gone is trained again, to the same bits.
    let lost = try #require(done.first { $0.value.label == "UW" && $0.value.seed == 1 }).key
    let weights = "runs/small/\(lost)/checkpoints/best/model.safetensors"
    let bits = try program.read(weights)
    try FileManager.default.removeItem(at: program.folder.appending(path: "runs/small/\(lost)"))
    let repaired = try program.run(["compare", "small.yaml"])
    #expect(repaired.status == 0, "\(repaired.error)")
    #expect(try program.read(weights) == bits)
    #expect(try results(program) == done)
  }

  @Test func oneSignalToTheComparisonStopsItsTrainingsWithACheckpoint() throws {
    let program = Program()
    let yaml = SmallComparison.yaml.replacingOccurrences(of: "epochs: 2", with: "epochs: 4000")
    try program.write(yaml, to: "small.yaml")
    let output = try program.run(["compare", "small.yaml"], killAfter: 0, signal: SIGTERM) {
      program.hasBegun("small", runs: 2)
    }
    #expect(output.status == 130 && !output.killed, "\(output.error)")
    #expect(output.error.contains("the same command goes on from here"))
    let runs = program.folder.appending(path: "runs/small")
    let stopped = try FileManager.default.contentsOfDirectory(atPath: runs.path).filter { name in
      FileManager.default.fileExists(atPath: runs.appending(path: "\(name)/checkpoints/last/state.json").path)
    }
    #expect(stopped.count == 2)
  }

  @Test func aReportTakesNothingFromOtherComparisonsAndSaysWhatIsWrong() throws {
    let program = Program()
    try program.write(SmallComparison.yaml, to: "small.yaml")
    #expect(try program.run(["compare", "small.yaml", "--balancing", "uw", "--seeds", "1"]).status == 0)
    func report() throws -> Program.Output { try program.run(["report", "runs/small"]) }
    let before = try report()
    #expect(before.status == 0 && !before.out.isEmpty, "\(before.error)")
    let run = try #require(try results(program).first { $0.value.label == "UW" }).key
    let runs = program.folder.appending(path: "runs/small")

    // A copy of a run's folder is no second run, and a search that knows other runs is not this comparison's.
    try FileManager.default.copyItem(at: runs.appending(path: run), to: runs.appending(path: run + ".bak"))
    let convention =
      try JSONSerialization.jsonObject(with: program.read("runs/small/\(run)/job.json")) as? [String: Any]
    let record: [String: Any] = [
      "schema": 1, "experiment": "small", "convention": try #require(convention?["convention"]), "selectSeeds": [0],
      "seeds": [0], "rows": [], "cells": [], "isComplete": true,
    ]
    func write(_ record: [String: Any], to name: String) throws {
      try JSONSerialization.data(withJSONObject: record).write(to: runs.appending(path: name))
    }
    try write(record, to: "search.json")
    #expect(try report().out == before.out)
    try write(record.merging(["schema": 9]) { $1 }, to: "search.json")
    let newer = try report()
    #expect(newer.status == 1 && newer.error.contains("search.json") && newer.error.contains("9"), "\(newer.error)")
    try FileManager.default.removeItem(at: runs.appending(path: "search.json"))

    // The versions are those that trained.
    var text = String(decoding: try program.read("runs/small/\(run)/environment.json"), as: UTF8.self)
    text.replace("\"equipoise\" : \"0.1.0\"", with: "\"equipoise\" : \"0.0.7\"")
    try program.write(text, to: "runs/small/\(run)/environment.json")
    #expect(try report().out.contains("Equipoise 0.0.7 and 0.1.0"))

    var facts = try #require(
      try JSONSerialization.jsonObject(with: program.read("runs/small/experiment.json")) as? [String: Any])
    for (key, value) in [("level", 7), ("samples", -5)] {
      let right = facts[key]
      facts[key] = value
      try write(facts, to: "experiment.json")
      let damaged = try report()
      #expect(
        damaged.status == 1 && damaged.error.contains("experiment.json`: `\(key)` should be from")
          && damaged.error.contains("Found \(key == "level" ? "7.0" : "-5")."), "\(damaged.error)")
      facts[key] = right
    }
  }

  @Test(arguments: [
    ("comparison.single-task=false", "should stand with single-task baselines"),
    ("comparison.methods=[{method: uw, label: Single-task}]", "`label` should be a name other than \"Single-task\""),
    ("comparison.methods=[{method: uw, label: \"\"}]", "`label` should be a name other than"),
  ])
  func whatCannotBeReportedIsRefusedBeforeTraining(change: String, message: String) throws {
    let program = Program()
    try program.write(SmallComparison.yaml, to: "small.yaml")
    let output = try program.run(
      ["compare", "small.yaml", "--dry-run", "--set", "training.select.criterion=delta-m", "--set", change])
    #expect(output.status != 0 && output.error.contains(message), "\(output.error)")
  }

  @Test func twoRowsOfOneTrainingAreRefused() throws {
    let program = Program()
    let yaml = SmallComparison.yaml.replacingOccurrences(
      of: "methods: [uw,", with: "methods: [{method: scalarization, weights: [0.5, 0.5], label: Halves},")
    try program.write(yaml, to: "small.yaml")
    let output = try program.run(["compare", "small.yaml", "--dry-run"])
    #expect(output.status != 0)
    #expect(
      output.error.contains(
        "`comparison.methods`: each training should belong to one row. \"Halves\" and \"Scalarization\" share one"),
      "\(output.error)")
  }
}
