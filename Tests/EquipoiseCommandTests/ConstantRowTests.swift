import Foundation
import Testing

/// The prediction that does not look at the input stands in the reports of all commands that compare.
@Suite struct ConstantRowTests {
  private struct Report: Decodable {
    struct Row: Decodable {
      struct Metric: Decodable { var task: String, metric: String, mean: Double? }
      var label: String
      var metrics: [Metric]
    }
    var methods: [Row]
    var constant: Row
  }

  private func report(_ program: Program, _ arguments: [String] = []) throws -> Report {
    let output = try program.run(["report", "runs/tiny", "--json"] + arguments)
    #expect(output.status == 0, "\(output.error)")
    return try JSONDecoder().decode(Report.self, from: Data(output.out.utf8))
  }

  @Test(arguments: [
    ["compare", "tiny.yaml"], ["tune", "tiny.yaml", "--set", "search={learning-rates: [1e-2], weight-decays: []}"],
  ])
  func everyComparisonHasIt(command: [String]) throws {
    let program = try TinyTable.program()
    let arguments = command + ["--balancing", "ew", "--set", "comparison.seeds=1"]
    let first = try program.run(arguments)
    #expect(first.status == 0, "\(first.error)")
    #expect(first.out.contains("Constant prediction"))
    let record = try program.read("runs/tiny/constant.json")
    let before = try report(program)
    #expect(before.constant.label == "Constant prediction" && before.methods.count == 2)
    #expect(before.constant.metrics.count == 6 && before.constant.metrics.allSatisfy { $0.mean != nil })
    #expect(try report(program, ["--split", "validation"]).constant.metrics[0].mean != before.constant.metrics[0].mean)

    // It is no training: none is counted, and what is there is found again.
    let runs = try program.runs(of: "tiny").sorted()
    let again = try program.run(arguments)
    #expect(again.status == 0 && again.out.contains("Constant prediction"))
    #expect(try program.runs(of: "tiny").sorted() == runs)
    #expect(try program.read("runs/tiny/constant.json") == record)
  }

  @Test func aDamagedRecordIsNamedByAReportAndMadeAgainByAComparison() throws {
    let program = try TinyTable.program()
    let arguments = ["compare", "tiny.yaml", "--balancing", "ew", "--seeds", "1"]
    #expect(try program.run(arguments).status == 0)
    let record = try program.read("runs/tiny/constant.json")
    try program.write("{\"schema\": 1, \"figures\": 3}", to: "runs/tiny/constant.json")
    let damaged = try program.run(["report", "runs/tiny"])
    #expect(damaged.status == 1 && damaged.error.contains("constant.json"), "\(damaged.error)")
    #expect(try program.run(arguments).status == 0)
    #expect(try program.read("runs/tiny/constant.json") == record)
    // Figures of another configuration are not shown.
    let other = String(decoding: record, as: UTF8.self).replacing("\"cell\" : \"", with: "\"cell\" : \"0")
    try program.write(other, to: "runs/tiny/constant.json")
    #expect(try !program.run(["report", "runs/tiny"]).out.contains("Constant prediction"))
    // A comparison of an earlier version has none.
    try FileManager.default.removeItem(at: program.folder.appending(path: "runs/tiny/constant.json"))
    let without = try program.run(["report", "runs/tiny"])
    #expect(without.status == 0 && !without.out.contains("Constant prediction"))
  }

  /// Sixty rows of which forty have no label of `difference`.
  @Test func aRunSaysHowManySamplesItLeavesOut() throws {
    let program = try TinyTable.program()
    let lines = TinyTable.csv.split(separator: "\n").enumerated().map { number, line in
      number == 0 || number.isMultiple(of: 3)
        ? String(line) : line.split(separator: ",").dropLast().joined(separator: ",") + ","
    }
    try program.write(lines.joined(separator: "\n") + "\n", to: "table.csv")
    let output = try program.run(["compare", "tiny.yaml", "--balancing", "ew", "--seeds", "1"])
    #expect(output.status == 0, "\(output.error)")
    struct Environment: Decodable {
      struct Samples: Decodable { var trained: Int, unlabelled: Int }
      var samples: Samples?
    }
    let samples = try program.runs(of: "tiny").compactMap {
      try JSONDecoder().decode(Environment.self, from: program.read("\($0)/environment.json")).samples
    }
    #expect(samples.count == 1)
    let own = try #require(samples.first)
    #expect(own.trained > 0 && own.unlabelled > own.trained)
    let markdown = String(decoding: try program.read("runs/tiny/report.md"), as: UTF8.self)
    #expect(markdown.contains("label of their tasks, of \(own.trained + own.unlabelled): \(own.unlabelled) for "))
  }
}
