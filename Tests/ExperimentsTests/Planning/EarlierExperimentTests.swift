import ExperimentFixtures
import Foundation
import TestSupport
import Testing
import Torch

@testable import Configuration
@testable import Experiments
@testable import Runs

/// Runs that start from the runs of another experiment.
@Suite struct EarlierExperimentTests {
  private let scratch = TemporaryFolder()

  private func configuration(_ name: String, _ network: String = "", _ rest: String = "") throws
    -> ExperimentConfiguration
  {
    try ConfigurationSample.read(
      """
      name: \(name)
      data: {kind: mt-regression, tasks: 2, inputs: 5, outputs: 3, train: 8, validation: 4, test: 4}
      network: {trunk: mlp, hidden: [4]\(network)}
      training: {epochs: 1, batch: 4, threads: 1}
      comparison: {methods: [ew], seeds: 2}
      output: {folder: \(scratch.url.path)/runs, tensorboard: false}
      \(rest)
      """)
  }

  private var second: ExperimentConfiguration {
    get throws { try configuration("second", ", pretrained: \(scratch.url.path)/runs/first, freeze: trunk") }
  }

  private func trained(_ configuration: ExperimentConfiguration) throws -> RunFolder {
    let runner = try SingleRun(configuration).runner(resuming: false, restarting: false)
    try runner.run()
    return runner.folder
  }

  private func plan(_ configuration: ExperimentConfiguration, seeds: [Int] = [0, 1]) throws -> (
    planner: RunPlanner, runs: [PlannedRun]
  ) {
    let planner = try RunPlanner(configuration, data: configuration.comparedData())
    let method = configuration.comparison.methods[0]
    let point = method.points(tasks: 2)[0]
    return (
      planner,
      try seeds.map { try planner.multiTask("EW", point, number: 0, Repetition(seed: $0), .final, baseline: nil) }
        + planner.tasks.map { try planner.singleTask($0, Repetition(seed: 0)) }
    )
  }

  /// The values of a run's kept trunk.
  private func trunk(_ run: RunFolder) throws -> [[Float]] {
    try TrainedRun(run.url).parts.network.namedParameters().filter { $0.name.hasPrefix("trunk.") }
      .map { $0.tensor.array(of: Float.self) }
  }

  private static func weights(of run: RunFolder) -> String {
    run.url.appending(path: "checkpoints/best/model.safetensors").path
  }

  @Test func aRunStartsFromThatOfItsRowTasksAndSeed() throws {
    let runs = try [
      trained(configuration("first")), trained(configuration("first", "", "seed: 1")),
      trained(configuration("first", "", "only: [task 1]")), trained(configuration("first", "", "only: [task 2]")),
    ]
    let planned = try plan(second)
    for (run, start) in zip(planned.runs, runs) {
      #expect(
        try run.start?.get().files == .trunk(Self.weights(of: start)))
      #expect(run.cell.configuration.network.pretrained == Self.weights(of: start))
    }
    #expect(Set(planned.runs.map(planned.planner.name)).count == 4)
    // A single training finds the same start, and keeps that trunk.
    let single = try trained(
      configuration("second", ", pretrained: \(scratch.url.path)/runs/first, freeze: trunk", "seed: 1"))
    #expect(single.url.lastPathComponent == planned.planner.name(of: planned.runs[1]))
    #expect(try trunk(single) == trunk(runs[1]))
    #expect(try trunk(single) != trunk(runs[0]))
  }

  /// The way of the authors of cross-stitch networks.
  @Test func eachTrunkOfItsOwnStartsFromTheNetworkOfItsTask() throws {
    let alone = try ["task 1", "task 2"].map { try trained(configuration("first", "", "only: [\($0)]")) }
    let stitched =
      ", sharing: {kind: cross-stitch, own: 1, others: 0}, pretrained: \(scratch.url.path)/runs/first"
    let (planner, runs) = try plan(configuration("stitched", stitched), seeds: [0])
    let files = Dictionary(uniqueKeysWithValues: zip(planner.tasks, alone.map(Self.weights)))
    #expect(try runs[0].start?.get().files == .tasks(files))
    #expect(runs[0].cell.configuration.network.starts == files)
    #expect(runs[0].cell.configuration.network.pretrained == nil)

    // Before an update, with stitches of the identity, the outputs are those of the networks alone.
    let network = try ExperimentParts(runs[0].cell.configuration).network
    let x = Tensor.randn([3, 5], generator: Generator(seed: 1))
    for (task, run) in zip(planner.tasks, alone) {
      let trained = try TrainedRun(run.url).parts.network
      let outputs = [network, trained].map { $0.outputs(Inputs(x), tasks: [task])[task]!.detach() }
      #expect((outputs[0] - outputs[1]).abs().max().item() == 0)
    }
    // Alone, a task starts from its own file.
    var alike = runs[0].cell.configuration
    alike.only = ["task 1"]
    let single = try ExperimentParts(alike).network.stateDictionary()
    let kept = try TrainedRun(alone[0].url).parts.network.stateDictionary()
    #expect(single.map(\.name) == kept.map(\.name))
    for (one, other) in zip(single, kept) { #expect(one.tensor.equal(other.tensor).all().item() == 1, "\(one.name)") }
    // The single-task runs of this experiment start from the same ones.
    #expect(try runs[1].start?.get().files == .trunk(Self.weights(of: alone[0])))
  }

  /// The name follows the content, not the place, of what a run starts from.
  @Test func otherWeightsMakeAnotherRun() throws {
    let first = try trained(configuration("first"))
    func name() throws -> String {
      let (planner, runs) = try plan(second)
      return planner.name(of: runs[0])
    }
    let before = try name()
    #expect(try name() == before)
    let file = first.url.appending(path: "checkpoints/best/model.safetensors")
    var bytes = try Data(contentsOf: file)
    bytes[bytes.count - 1] ^= 1
    try bytes.write(to: file)
    #expect(try name() != before)
  }

  @Test func whatIsMissingIsNamed() throws {
    let first = try trained(configuration("first"))
    let folder = scratch.url.appending(path: "runs/first").relativeToCurrentFolder
    let runner = try ComparisonRunner(second, executable: URL(filePath: "/none"))
    let should =
      "`network.pretrained` should name an experiment with one finished run of Single-task with seed 0 on `task 1`."
    #expect(errorText { _ = try runner.plan() } == "\(should) Found none in \(folder).")

    let alone = try trained(configuration("first", "", "only: [task 1]"))
    try FileManager.default.removeItem(at: alone.url.appending(path: "checkpoints/best"))
    #expect(errorText { _ = try runner.plan() } == "\(should) Found one without kept weights in \(folder).")
    try FileManager.default.removeItem(at: alone.resultFile)
    #expect(
      errorText { _ = try runner.plan() } == "\(should) Found none in \(folder); 1 of its runs has not ended.")

    var result = try first.result()
    result.failure = "The loss is not finite."
    try first.finish(result)
    #expect(
      errorText { _ = try SingleRun(second) }.contains("Found one that failed (The loss is not finite.)"))
  }

  @Test func anExperimentThatIsNotThereIsRefused() throws {
    #expect(errorText { _ = try SingleRun(second) }.contains("runs/first"))
  }
}
