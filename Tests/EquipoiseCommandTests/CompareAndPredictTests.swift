import Foundation
import Testing

/// What a user meets on the way from a comparison to predictions.
@Suite struct CompareAndPredictTests {
  @Test func rowsOfTheExperimentKeepTheirGridsWhenPicked() throws {
    let program = try TinyTable.program()
    defer { program.remove() }
    let output = try program.run(["compare", "tiny.yaml", "--balancing", "scalarization,uw", "--dry-run"])
    #expect(output.status == 0, "\(output.error)")
    #expect(output.out == "10 trainings: 4 single-task, 4 multi-task, 2 search\n")
  }

  @Test func aComparisonSaysWhatIsDoneAndKeepsTheTestReport() throws {
    let program = try TinyTable.program()
    defer { program.remove() }
    let arguments = ["compare", "tiny.yaml", "--balancing", "ew", "--seeds", "1"]
    let first = try program.run(arguments)
    #expect(first.status == 0, "\(first.error)")
    let again = try program.run(arguments + ["--dry-run"])
    #expect(again.out == "3 trainings: 2 single-task, 1 multi-task; 3 done\n")
    let before = try program.read("runs/tiny/report.md")
    let validation = try program.run(["report", "runs/tiny", "--split", "validation"])
    #expect(validation.status == 0, "\(validation.error)")
    #expect(try program.read("runs/tiny/report.md") == before)
    #expect(program.has("runs/tiny/validation/report.html"))
  }

  @Test func aTrainingThatIsDoneSaysSo() throws {
    let program = try TinyTable.program()
    defer { program.remove() }
    let first = try program.run(["train", "tiny.yaml"])
    let second = try program.run(["train", "tiny.yaml"])
    #expect(first.out == second.out)
    #expect(second.error.contains("This training is done; `--restart` repeats it."))
  }

  /// Scales and classes come from the training file, so that another file would quietly change every prediction.
  @Test func aRunOnDataThatHaveChangedIsRefused() throws {
    let program = try TinyTable.program()
    defer { program.remove() }
    #expect(try program.run(["train", "tiny.yaml"]).status == 0)
    let folder = try #require(try program.runs(of: "tiny").first)
    try program.write(String(decoding: program.read("table.csv"), as: UTF8.self), to: "inputs.csv")
    let inPlace = try program.run(["predict", folder, "inputs.csv", "--output", "inputs.csv"])
    #expect(inPlace.status == 1 && inPlace.error.contains("`--output` should be another file than the inputs"))
    var lines = String(decoding: try program.read("table.csv"), as: UTF8.self).split(separator: "\n")
    lines.swapAt(1, lines.count - 1)
    try program.write(lines.joined(separator: "\n") + "\n", to: "table.csv")
    for command in [["predict", folder, "inputs.csv", "--output", "out.csv"], ["evaluate", folder]] {
      let output = try program.run(command)
      #expect(output.status == 1, "\(command)")
      #expect(output.error.contains("should be as they were when"), "\(output.error)")
    }
  }

  @Test func predictionsNameAFolderThatIsNotThere() throws {
    let program = try TinyTable.program()
    defer { program.remove() }
    #expect(try program.run(["train", "tiny.yaml"]).status == 0)
    let folder = try #require(try program.runs(of: "tiny").first)
    let good = try program.run(["predict", folder, "table.csv", "--output", "out.csv"])
    #expect(good.status == 0, "\(good.error)")
    #expect(try String(decoding: program.read("out.csv"), as: UTF8.self).split(separator: "\n").count == 61)
    let bad = try program.run(["predict", folder, "table.csv", "--output", "nowhere/out.csv"])
    #expect(bad.status == 1)
    #expect(bad.error.hasSuffix("nowhere/out.csv`: No such file or directory.\n"), "\(bad.error)")
  }
}
