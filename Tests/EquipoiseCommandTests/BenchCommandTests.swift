import Foundation
import Testing

/// What the benchmarks are asked for is checked before anything is measured.
@Suite struct BenchCommandTests {
  @Test(arguments: [
    (["bench", "--models", "alexnet"], "`--models` should name some of mlp, lenet, segnet, resnet18. Found alexnet."),
    (["bench", "--peers", "all"], "The value 'all' is invalid for '--peers <peers>'."),
    (["bench", "balancing", "--seconds", "0"], "`--seconds` should be positive. Found 0.0."),
    (
      ["bench", "balancing", "--models", "mlp", "--methods", "mgdb"],
      "`mgdb` is not a balancing method. Did you mean `mgda`?"
    ),
    (["bench", "solvers", "--tasks", "1"], "`--tasks` should name numbers of at least 2. Found 1."),
    (["bench", "tasks", "--tasks", "40,1"], "`--tasks` should name numbers of at least 2. Found 1."),
    (["bench", "tasks", "--tasks", "40,"], "`--tasks` should name numbers of at least 2. Found nothing."),
    (["bench", "tasks", "--tasks", "100000"], "`--tasks` should name numbers of at most 10000. Found 100000."),
    (["bench", "tasks", "--peers", "best"], "`--peers` should be default or none. Found best."),
    (["bench", "tasks", "--methods", "pcgrat"], "`pcgrat` is not a balancing method. Did you mean `pcgrad`?"),
    (["bench", "solvers", "--methods", "pcgrad"], "Found pcgrad."),
    (
      ["bench", "compare", "--problems", "table,rooms"],
      "`--problems` should name some of table, scenes, files. Found rooms."
    ),
    (["bench", "compare", "--epochs", "0"], "`--epochs` should be positive. Found 0."),
    (["bench", "probe", "--model", "alexnet"], "The value 'alexnet' is invalid for '--model <model>'."),
    (["bench", "probe", "--samples", "1"], "`--samples` should be between 2 and 8. Found 1."),
    (["bench", "probe", "--batch", "4"], "the batch of `lenet` should have 8 to 256 samples. Found 4."),
    (["bench", "sharing", "--model", "alexnet"], "The value 'alexnet' is invalid for '--model <model>'."),
    (["bench", "sharing", "--batch", "3"], "`--batch` should be at least 4. Found 3."),
    (["bench", "sharing", "--rounds", "0"], "`--rounds` should be positive. Found 0."),
    (["bench", "sharing", "--peers", "best"], "`--peers` should be default or none. Found best."),
    (["bench", "grid", "tiny.yaml", "--rounds", "0"], "`--rounds` should be positive. Found 0."),
  ])
  func whatCannotBeMeasuredIsNamed(options: [String], message: String) throws {
    let program = try TinyTable.program()
    let output = try program.run(options)
    #expect(output.status != 0 && !output.killed)
    #expect(output.error.contains(message), "\(output.error)")
  }

  @Test func theSolversPrintATable() throws {
    let program = try TinyTable.program()
    let output = try program.run(["bench", "solvers", "--methods", "mgda", "--tasks", "2,3", "--seconds", "0.001"])
    #expect(output.status == 0)
    #expect(output.out.contains("residual"))
    #expect(output.out.split(separator: "\n").filter { $0.hasPrefix("mgda") }.count == 2)
  }

  @Test func manyTasksPrintATableAndBars() throws {
    let program = try TinyTable.program()
    let output = try program.run([
      "bench", "tasks", "--tasks", "2,3", "--methods", "ew", "--peers", "none", "--seconds", "0.01", "--threads", "1",
    ])
    #expect(output.status == 0, "\(output.error)")
    #expect(output.out.split(separator: "\n").filter { $0.contains("█") }.count == 2)
    #expect(output.error.contains("3 tasks: ew"))
  }

  @Test func aGridIsTrainedBothWaysAndLeavesNothing() throws {
    let program = try TinyTable.program()
    let few = ["--set", "comparison.methods=[ew]", "--set", "comparison.seeds=1"]
    let output = try program.run(["bench", "grid", "tiny.yaml", "--rounds", "1"] + few)
    #expect(output.status == 0, "\(output.error)")
    #expect(output.out.hasPrefix("3 trainings: 1 at a time with ") && output.out.contains(" times sooner ("))
    #expect(!program.has("runs/tiny"))
  }
}
