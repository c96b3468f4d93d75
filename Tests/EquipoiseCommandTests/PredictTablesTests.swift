import Foundation
import Testing

/// Predictions of runs on tables.
@Suite struct PredictTablesTests {
  /// Sixty people with a rare category; `rich` is a yes or no by its words, `state` has three classes.
  private func trained(_ program: Program, _ targets: String) throws -> String {
    let rows = (0..<60).map { row in
      "n\(row),\(20 + row),\(row % 3 == 0 ? "x" : "y"),\(row % 5 < 2 ? ">50K" : "<=50K"),\"\(["on, off", "off", "on"][row % 3])\""
    }
    try program.write("name,age,job,rich,state\n" + rows.joined(separator: "\n") + "\n", to: "people.csv")
    try program.write(
      """
      data:
        kind: table
        files: {train: people.csv}
        targets: [\(targets)]
        inputs: {numeric: [age], categorical: [job], drop: [name, rich, state]}
      network: {hidden: [4]}
      training: {epochs: 1, batch: 8, threads: 1}
      output: {folder: runs, tensorboard: false}
      """, to: "people.yaml")
    let output = try program.run(["train", "people.yaml"])
    #expect(output.status == 0, "\(output.error)")
    return try #require(try program.runs(of: "people").first)
  }

  private let both = #"{column: rich, kind: binary, positive: [">50K"]}, {column: state, kind: classification}"#

  private func rows(_ program: Program, _ name: String) throws -> [[String]] {
    String(decoding: try program.read(name), as: UTF8.self).split(separator: "\n").map { line in
      // No cell of these tests but the first class holds a comma.
      line.replacing("\"on, off\"", with: "on off").replacing("\"state.p.on, off\"", with: "state.p.on off")
        .split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  @Test func answersAreTheFilesOwnWithTheProbabilitiesOfAllClasses() throws {
    let program = Program()
    let run = try trained(program, both)
    try program.write("job,age,name\nx,33,Ann\nMartian,44,\"Bo, B\"\ny,55,Cy\n", to: "new.csv")
    let output = try program.run(["predict", run, "new.csv", "--output", "out.csv", "--keep", "age,name"])
    #expect(output.status == 0, "\(output.error)")
    #expect(output.out.contains(#"rich.probability (of ">50K")"#), "\(output.out)")
    #expect(output.error.contains("column `job`: 1 of 3 cells hold a category that training lacks (\"Martian\")"))
    let text = String(decoding: try program.read("out.csv"), as: UTF8.self)
    #expect(text.hasPrefix("age,name,rich,rich.probability,state,state.p.off,state.p.on,\"state.p.on, off\"\n33,Ann,"))
    #expect(text.contains("\n44,\"Bo, B\",") && text.contains("\n55,Cy,"))
    for row in try rows(program, "out.csv").dropFirst() {
      let numbers = row.suffix(3).compactMap(Double.init), best = numbers.firstIndex(of: numbers.max() ?? 0)
      #expect(abs(numbers.reduce(0, +) - 1) < 1e-12)
      #expect(["off", "on", "on off"][best ?? 0] == row[row.count - 4])
      let probability = try #require(Double(row[row.count - 5]))
      #expect(row[row.count - 6] == (probability >= 0.5 ? ">50K" : "<=50K"))
    }
  }

  @Test func aThresholdMovesTheAnswerAndNotTheProbability() throws {
    let program = Program()
    let run = try trained(program, both)
    func answers(_ threshold: String) throws -> [[String]] {
      let output = try program.run(
        ["predict", run, "people.csv", "--output", "out.csv", "--threshold", "rich=\(threshold)"])
      #expect(output.status == 0, "\(output.error)")
      return try rows(program, "out.csv").dropFirst().map { Array($0.prefix(2)) }
    }
    let all = try answers("0"), none = try answers("1")
    #expect(all.allSatisfy { $0[0] == ">50K" } && none.allSatisfy { $0[0] == "<=50K" })
    #expect(all.map { $0[1] } == none.map { $0[1] })
    for (threshold, reason) in [
      ("rich=1.5", "should be a probability from 0 to 1. Found 1.5."),
      ("state=0.5", "yes-or-no task: `rich`. Found `state`."),
      ("poor=0.5", "should name a task: `rich`, `state`. Found `poor`."), ("rich", "should be `task=number`"),
    ] {
      let output = try program.run(["predict", run, "people.csv", "--output", "x.csv", "--threshold", threshold])
      #expect(output.status != 0 && output.error.contains(reason) && !program.has("x.csv"), "\(output.error)")
    }
  }

  @Test func programsReadWhatWasWritten() throws {
    let program = Program()
    let run = try trained(program, both)
    try program.write("job,age\nMartian,33\nx,44\n", to: "new.csv")
    let output = try program.run(["predict", run, "new.csv", "--output", "out.csv", "--json"])
    let object = try #require(try JSONSerialization.jsonObject(with: Data(output.out.utf8)) as? [String: Any])
    #expect(object["rows"] as? Int == 2 && object["positives"] as? [String: String] == ["rich": ">50K"])
    #expect((object["columns"] as? [String])?.prefix(2) == ["rich", "rich.probability"])
    let unknown = try #require((object["unknownCategories"] as? [[String: Any]])?.first)
    #expect(unknown["column"] as? String == "job" && unknown["unknown"] as? Int == 1 && unknown["cells"] as? Int == 2)
  }

  @Test func columnsThatCannotBeKeptAreNamed() throws {
    let program = Program()
    let run = try trained(program, both)
    for (name, reason) in [
      ("rich", "should have another name than the predictions. Found `rich`."), ("nme", "Did you mean `name`?"),
    ] {
      let output = try program.run(["predict", run, "people.csv", "--output", "out.csv", "--keep", name])
      #expect(output.status == 1 && output.error.contains(reason) && !program.has("out.csv"), "\(output.error)")
    }
  }

  /// Where several cells mean no, none of them is the answer.
  @Test func anAnswerWithoutACellOfItsOwnIsANumber() throws {
    let program = Program()
    let run = try trained(program, "{column: state, kind: binary, positive: [on]}")
    let output = try program.run(["predict", run, "people.csv", "--output", "out.csv"])
    #expect(output.out.contains("state.probability (of \"on\")"), "\(output.out)")
    #expect(try rows(program, "out.csv").dropFirst().allSatisfy { ["0", "1"].contains($0[0]) })
  }

  @Test func aFileOfFloat64NeedsNoTargets() throws {
    let program = Program()
    func bytes(_ rows: [[Double]]) -> Data {
      rows.joined().reduce(into: Data()) { data, number in
        withUnsafeBytes(of: number.bitPattern.littleEndian) { data.append(contentsOf: $0) }
      }
    }
    let whole: [[Double]] = (0..<40).map { (row: Int) -> [Double] in
      [Double(row), Double(row * 7 % 11), Double(row % 5)]
    }
    let inputs: [[Double]] = whole.prefix(4).map { Array($0.prefix(2)) }
    try bytes(whole).write(to: program.folder.appending(path: "whole.f64"))
    try bytes(inputs).write(to: program.folder.appending(path: "inputs.f64"))
    try bytes(Array(inputs.prefix(3))).write(to: program.folder.appending(path: "three.f64"))
    try program.write(inputs.map { "\($0[0]),\($0[1])\n" }.joined(), to: "inputs.csv")
    try program.write(
      """
      data:
        kind: table
        format: float64
        columns: 3
        files: {train: whole.f64}
        targets: [{column: "2", kind: regression, name: y}]
        inputs: {numeric: ["0...1"]}
      network: {hidden: [4]}
      training: {epochs: 1, batch: 8, threads: 1}
      output: {folder: runs, tensorboard: false}
      """, to: "raw.yaml")
    let trained = try program.run(["train", "raw.yaml"])
    #expect(trained.status == 0, "\(trained.error)")
    let run = try #require(try program.runs(of: "raw").first)
    func predicted(_ input: String, _ options: String...) throws -> (lines: [String], error: String) {
      let output = try program.run(["predict", run, input, "--output", "out.csv"] + options)
      #expect(output.status == 0, "\(input): \(output.error)")
      return (
        String(decoding: try program.read("out.csv"), as: UTF8.self).split(separator: "\n").map(String.init),
        output.error
      )
    }
    let all = try predicted("whole.f64").lines
    #expect(all.count == 41)
    let alone = try predicted("inputs.f64", "--keep", "1")
    #expect(alone.lines.count == 5 && alone.lines[1] == "0," + all[1])
    #expect(alone.error.contains("4 rows of 2 numbers, the inputs alone"), "\(alone.error)")
    #expect(try predicted("inputs.csv").lines == Array(all.prefix(5)))
    // Six numbers are two rows of three as well.
    let doubtful = try predicted("three.f64")
    #expect(
      doubtful.lines.count == 3 && doubtful.error.contains("`--inputs-alone` reads it as 3 rows of the 2 inputs."))
    #expect(try predicted("three.f64", "--inputs-alone").lines == Array(all.prefix(4)))
  }
}
