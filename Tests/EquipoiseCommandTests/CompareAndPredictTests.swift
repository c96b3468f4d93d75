import Foundation
import Testing

/// What a user meets on the way from a comparison to predictions.
@Suite struct CompareAndPredictTests {
  @Test func rowsOfTheExperimentKeepTheirGridsWhenPicked() throws {
    let program = try TinyTable.program()
    let output = try program.run(["compare", "tiny.yaml", "--balancing", "scalarization,uw", "--dry-run"])
    #expect(output.status == 0, "\(output.error)")
    #expect(output.out == "10 trainings: 4 single-task, 4 multi-task, 2 search\n")
  }

  @Test func aComparisonSaysWhatIsDoneAndKeepsTheTestReport() throws {
    let program = try TinyTable.program()
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

  @Test func aComparisonOverSplitsPairsWhatItTrains() throws {
    let program = try TinyTable.program()
    let arguments = ["compare", "tiny.yaml", "--seeds", "1", "--set", "comparison.splits=3"]
    let plan = try program.run(arguments + ["--dry-run"])
    #expect(plan.out == "18 trainings: 6 single-task, 6 multi-task, 6 search\n", "\(plan.error)")
    let output = try program.run(arguments)
    #expect(output.status == 0, "\(output.error)")
    #expect(output.out.contains("over 1 seed × 3 splits"))
    let seeds = String(decoding: try program.read("runs/tiny/seeds.csv"), as: UTF8.self)
    for fold in 1...3 {
      #expect(seeds.contains(",EW,0,\(fold),test,sum,") && seeds.contains(",Single-task,0,\(fold),test,sum,"))
    }
    // A run of a split is a run like any other.
    let folder = try #require(
      try program.runs(of: "tiny").first {
        String(decoding: try program.read("\($0)/result.json"), as: UTF8.self).contains("\"fold\"")
      })
    let evaluation = try program.run(["evaluate", folder])
    #expect(evaluation.status == 0, "\(evaluation.error)")
  }

  private struct Epoch: Decodable {
    var epoch: Int
    var metrics: [String: [String: [String: Double]]]
  }

  private struct Kept: Decodable {
    struct Selection: Decodable {
      var criterion: String
      var epoch: Int
    }
    var selection: Selection
  }

  @Test func theTasksOwnMetricsChooseTheEpoch() throws {
    let program = try TinyTable.program()
    let change = [
      "training.select.criterion=metric", "training.epochs=12", "training.learning-rate=0.3",
      "training.early-stopping=none",
    ]
    let output = try program.run(["train", "tiny.yaml"] + change.flatMap { ["--set", $0] })
    #expect(output.status == 0, "\(output.error)")
    let folder = try #require(try program.runs(of: "tiny").first)
    let kept = try JSONDecoder().decode(Kept.self, from: program.read("\(folder)/result.json")).selection
    #expect(kept.criterion == "validation mae: mean over tasks")
    let epochs = try program.read("\(folder)/metrics.jsonl").split(separator: UInt8(ascii: "\n")).map {
      try JSONDecoder().decode(Epoch.self, from: $0)
    }
    func score(_ epoch: Epoch) throws -> Double {
      try ["sum", "difference"].reduce(0) { $0 + log(try #require(epoch.metrics["validation"]?[$1]?["mae"])) }
    }
    let scores = try epochs.map(score)
    let best = try #require(scores.indices.min { scores[$0] < scores[$1] })
    #expect(epochs.count == 12 && epochs[best].epoch == kept.epoch)
    // Neither end is the best, so that no other rule takes the same epoch by itself.
    #expect(best != 11)
  }

  @Test func aTrainingThatIsDoneSaysSo() throws {
    let program = try TinyTable.program()
    let first = try program.run(["train", "tiny.yaml"])
    let second = try program.run(["train", "tiny.yaml"])
    #expect(first.out == second.out)
    #expect(second.error.contains("This training is done; `--restart` repeats it."))
  }

  /// Scales and classes come from the training file, so that another file would quietly change every prediction.
  @Test func aRunOnDataThatHaveChangedIsRefused() throws {
    let program = try TinyTable.program()
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

  /// From the answer to the model: the commands that a comparison ends with.
  @Test func theCommandsOfAComparisonTrainPredictAndEvaluate() throws {
    let program = try TinyTable.program()
    let compared = try program.run(["compare", "tiny.yaml", "--balancing", "ew", "--seeds", "2"])
    #expect(compared.status == 0, "\(compared.error)")
    let commands = compared.out.split(separator: "\n").filter { $0.hasPrefix("  equipoise ") }
      .map { $0.split(separator: " ").dropFirst().map(String.init) }
    #expect(commands.map(\.first) == ["train", "predict", "evaluate"] && commands.allSatisfy { $0[1] == "runs/tiny" })
    try program.write("b,a\n0.5,0.25\n", to: "new.csv")
    let before = try program.run(["predict", "tiny", "new.csv", "--output", "before.csv"])
    #expect(before.status == 0 && before.error.contains("stands for the recommended run"), "\(before.error)")
    for command in commands {
      let output = try program.run(command)
      #expect(output.status == 0, "\(command): \(output.error)")
      #expect(!output.error.contains("all samples") || command[0] == "predict", "\(output.error)")
    }
    // After the training on all data, that is the experiment's model.
    #expect(try program.read("predictions.csv") != program.read("before.csv"))
    let repeated = try program.run(["compare", "tiny.yaml", "--balancing", "ew", "--seeds", "2", "--dry-run"])
    #expect(repeated.out.hasSuffix("; 6 done\n"), "\(repeated.out)")
  }

  @Test func aShortNameOfARunPredicts() throws {
    let program = try TinyTable.program()
    #expect(try program.run(["compare", "tiny.yaml", "--balancing", "ew", "--seeds", "1"]).status == 0)
    let wrong = try program.run(["predict", "tiny.yaml", "table.csv", "--output", "out.csv"])
    #expect(wrong.status == 1 && wrong.error.contains("`tiny.yaml` should be a run"), "\(wrong.error)")
    let list = try program.run(["runs", "list", "--where", "method = single-task", "--columns", "cell,path", "--json"])
    let runs = try #require(
      try JSONSerialization.jsonObject(with: Data(list.out.utf8)) as? [[String: String]], "\(list.out)")
    for run in runs {
      let cell = try #require(run["cell"]), path = try #require(run["path"])
      #expect(path == "runs/tiny/\(cell)")
      let output = try program.run(["predict", String(cell.prefix(8)), "table.csv", "--output", "\(cell).csv"])
      #expect(output.status == 0, "\(output.error)")
    }
  }

  @Test func predictionsNameAFolderThatIsNotThere() throws {
    let program = try TinyTable.program()
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
