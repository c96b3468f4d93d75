import Foundation
import Testing

/// What cannot work ends with one error that names the cause, before anything is trained or written.
@Suite struct BadInputTests {
  @Test(arguments: [
    (["--set", "tasks={sum: {metrics: [accuracy]}}"], "`tasks.sum.metrics`: `accuracy` is not a metric of numbers."),
    (["--set", "network.hidden=[]"], "`network.hidden` should name at least one layer. Found none."),
    (
      ["--set", "balancing={method: scalarization, weights: [1, 2, 3]}"],
      "`weights` should have one number for each task, 2 in all. Found 3."
    ),
  ])
  func aTrainingThatCannotBeBuiltLeavesNoFolder(options: [String], message: String) throws {
    let program = try TinyTable.program()
    let output = try program.run(["train", "tiny.yaml"] + options)
    #expect(output.status == 1 && !output.killed)
    #expect(output.error.hasPrefix("Error: \(message)"), "\(output.error)")
    #expect(!output.error.contains("config.yaml"))
    #expect(!program.has("runs/tiny"))
  }

  @Test func aRowThatDoesNotFitTheTasksEndsBeforeATraining() throws {
    let program = try TinyTable.program()
    let rows = "comparison.methods=[ew, {method: scalarization, weights: [1, 2, 3]}]"
    let output = try program.run(["compare", "tiny.yaml", "--set", rows])
    #expect(output.status == 1)
    #expect(
      output.error == "Error: `comparison.methods`, row Scalarization: `weights` should have one number for each task, "
        + "2 in all. Found 3.\n")
    #expect(try program.runs(of: "tiny").isEmpty)
  }

  @Test func aMethodThatCannotDoWhatItSaysEndsBeforeATraining() throws {
    let program = try TinyTable.program()
    let cases = [
      ("famo", ["--set", "training.accumulate=2"], "`accumulate` should be 1 for `famo`"),
      ("krum", [], "`krum` should have at least `byzantine` + 3 tasks, 3. Found 2."),
      ("adatask", ["--set", "training.clip=1"], "`clip` should be left out for `adatask`"),
    ]
    for (method, options, message) in cases {
      let output = try program.run(["compare", "tiny.yaml", "--balancing", method, "--dry-run"] + options)
      #expect(output.status == 1 && output.error.contains(message), "\(output.error)")
    }
  }

  @Test func allMethodsLeavesOutThoseThatDoNotFit() throws {
    let program = try TinyTable.program()
    let output = try program.run(["compare", "tiny.yaml", "--balancing", "all", "--seeds", "1", "--dry-run"])
    #expect(output.status == 0, "\(output.error)")
    #expect(output.error.contains("Krum was left out: ") && output.error.contains("Trimmed-Mean was left out: "))
    #expect(output.out.contains("multi-task"))
  }

  @Test func aGridWithoutAPointIsNamed() throws {
    let program = try TinyTable.program()
    let targets = ["s", "d", "b"].map { "{column: \($0), kind: regression}" }.joined(separator: ", ")
    let three = "data.targets=[\(targets)]"
    let output = try program.run(
      ["compare", "tiny.yaml", "--dry-run", "--set", three, "--set", "comparison.methods.1.grid.weights.step=0.5"])
    #expect(output.status == 1)
    #expect(output.error.contains("the grid of Scalarization should have a point for 3 tasks"), "\(output.error)")
  }

  @Test func aComparisonOfNothingIsRefused() throws {
    let program = try TinyTable.program()
    let none = try program.run(["compare", "tiny.yaml", "--dry-run", "--balancing", ""])
    #expect(none.status != 0)
    #expect(none.error.contains("`--balancing` should name at least one method. Found none."))
  }

  @Test func aLossThatIsNotFiniteStaysInTheResult() throws {
    let program = try TinyTable.program()
    let arguments = ["train", "tiny.yaml", "--set", "training.learning-rate=1e30"]
    for _ in 0..<2 {
      let output = try program.run(arguments)
      #expect(output.status == 1)
      #expect(output.error.contains("loss should be finite. Found"))
      #expect(output.error.contains("at step"))
    }
    let folder = try #require(try program.runs(of: "tiny").first)
    #expect(try String(decoding: program.read("\(folder)/result.json"), as: UTF8.self).contains("\"failure\""))
  }

  @Test func aValueOfATableThatCannotBeEvaluatedIsNamedByItsLine() throws {
    let program = Program()
    try program.write("x,y\n" + (0..<20).map { "\($0),\($0 * 2)\n" }.joined(), to: "train.csv")
    try program.write("x,y\n1,2\n\n2,4\n3,1e30\n", to: "validation.csv")
    try program.write(
      """
      name: far
      data:
        kind: table
        files: {train: train.csv, validation: validation.csv}
        targets: [{column: y, kind: regression}]
      network: {trunk: mlp, hidden: [4]}
      training: {epochs: 1, threads: 1}
      output: {folder: runs}
      """, to: "far.yaml")
    let output = try program.run(["train", "far.yaml"])
    #expect(output.status == 1)
    #expect(output.error.contains("`y` loss should be finite. Found inf for sample 3 of the validation split (`/"))
    #expect(output.error.contains("validation.csv` line 5) at epoch 1."), "\(output.error)")
  }

  @Test func aComparisonNamesEveryTrainingThatFailed() throws {
    let program = try TinyTable.program()
    let output = try program.run([
      "compare", "tiny.yaml", "--balancing", "ew", "--seeds", "1", "--set", "training.learning-rate=1e30", "--json",
    ])
    #expect(output.status == 1)
    for title in ["Single-task sum", "Single-task difference", "EW"] {
      #expect(output.error.contains("failed: \(title) · seed 0: `"), "\(output.error)")
    }
  }

  @Test func twoComparisonsOfOneExperimentAreRefused() throws {
    let program = try TinyTable.program()
    let folder = program.folder.appending(path: "runs/tiny")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let lock = open(folder.appending(path: "lock").path, O_RDWR | O_CREAT, 0o644)
    defer { close(lock) }
    #expect(flock(lock, LOCK_EX) == 0)
    let output = try program.run(["compare", "tiny.yaml"])
    #expect(output.status == 1)
    #expect(output.error.contains("should be written by one process at a time"))
    #expect(try program.runs(of: "tiny").isEmpty)
  }

  @Test func aFolderThatIsNoComparisonIsNamed() throws {
    let program = try TinyTable.program()
    let output = try program.run(["report", "runs"])
    #expect(output.status == 1)
    #expect(output.error.contains("runs/experiment.json` should be the record of a comparison"))
  }

  @Test func aDamagedConfigurationOfARunIsNamedWithItsFolder() throws {
    let program = try TinyTable.program()
    #expect(try program.run(["train", "tiny.yaml"]).status == 0)
    let folder = try #require(try program.runs(of: "tiny").first)
    try program.write("x: [", to: "\(folder)/config.yaml")
    let output = try program.run(["evaluate", folder])
    #expect(output.status == 1)
    #expect(output.error.contains("\(folder)/config.yaml`: This is not valid YAML"), "\(output.error)")
  }
}
