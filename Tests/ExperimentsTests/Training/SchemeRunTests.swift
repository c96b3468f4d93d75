import Configuration
import Foundation
import Sharing
import TestSupport
import Testing
import Torch
import Training

@testable import Experiments

/// Every sharing scheme, trained from YAML on one data set and on one for each task.
@Suite struct SchemeRunTests {
  private let scratch = TemporaryFolder()

  /// A scheme as a configuration names it, with what it cannot do without.
  static let schemes = Schemes.all.filter { $0.name != "mtan" && $0.name != "deepmts" }.map { card in
    switch card.name {
    case "layer-assignment": "{kind: layer-assignment, levels: [1, 2]}"
    case "routing": "{kind: routing, tasks-per-step: all}"
    default: card.name
    }
  }
  /// Further forms of some schemes.
  static let forms = [
    "{kind: routing, keep: 0.7, tasks-per-step: one}", "{kind: routing, tasks-per-step: per-sample}",
    "{kind: ple, variant: per-task}", "{kind: cross-stitch, unit: scalar, last: false}",
    "{kind: dselect-k, experts: 3, by-sample: false}", "{kind: backbones, rates: [1, 0.1]}",
    "{kind: backbones, rates: [0, 1]}",
    "{kind: shared-private, orthogonality: 0.05, adversarial: 0.05, gate: true, label-embedding: true}",
    "{kind: shared-private, wiring: stacked}",
    "{kind: muir, block: [2, 2], challengers: 3, proposed: 1, revived: 0.5, bias: true, final: 1}",
    "{kind: muir, block: [1, 3], challengers: 1, selection: random, start: 0.3}",
  ]
  static let methods = ["ew", "{method: uw-so, temperature: 2}", "pcgrad", "mgda"]

  private func experiment(
    _ method: String, _ scheme: String, sets: Bool, more: String = ""
  ) throws -> ExperimentConfiguration {
    let rows = (0..<40).map { row in "\(Double(row % 7) / 7),\(Double(row % 5) / 5),\(row % 7 - row % 5),\(row % 5)" }
    _ = scratch.write("a,b,first,second\n" + rows.joined(separator: "\n"))
    func table(_ columns: String...) -> String {
      let targets = columns.map { "{column: \($0), kind: regression}" }.joined(separator: ", ")
      return "{kind: table, files: {train: \(scratch.url.path)/table.csv}, targets: [\(targets)]}"
    }
    let data = sets ? "{sets: {one: \(table("first")), two: \(table("second"))}, mix: all}" : table("first", "second")
    let yaml = """
      name: schemes
      data: \(data)
      network: {\(scheme.contains("hidden") ? "" : "trunk: mlp, hidden: [6, 6], ")sharing: \(scheme)}
      balancing: \(method)
      training: {epochs: 2, batch: 8, threads: 1, checkpoint-every: 1}
      output: {folder: \(scratch.url.path)/runs}
      \(more)
      """
    return try ExperimentConfiguration(reading: ConfigurationDocument(yaml: yaml), catalogue: .toolkit)
  }

  @Test(arguments: schemes, methods)
  func aRunThatIsStoppedAnywhereEndsWithTheSameBits(_ scheme: String, method: String) throws {
    try resumesToTheSameBits(scheme, method)
  }

  @Test(arguments: forms) func soDoesARunOfAnotherForm(_ scheme: String) throws {
    try resumesToTheSameBits(scheme, "pcgrad")
  }

  private func resumesToTheSameBits(_ scheme: String, _ method: String) throws {
    for sets in [false, true] {
      let experiment = try experiment(method, scheme, sets: sets)
      let whole = try TrainingOutcome(training: experiment)
      #expect(try Set(#require(whole.metrics["test"]).keys) == ["first", "second"])
      #expect(try TrainingOutcome(stopping: experiment) == whole, "\(sets ? "a set for each task" : "one set")")
    }
  }

  @Test func aSingleTaskHasTrunkAndHeadAndSeveralBackbones() throws {
    func names(_ scheme: String) throws -> Set<String> {
      let parts = try ExperimentParts(experiment("ew", scheme, sets: false, more: "only: [first]"))
      return Set(
        parts.network.namedParameters().map { String($0.name.split(separator: ".").prefix(3).joined(separator: ".")) })
    }
    #expect(try names("mmoe") == ["trunk.layers.0", "trunk.layers.1", "heads.first.weight", "heads.first.bias"])
    #expect(
      try names("backbones") == ["trunk.backbones.0", "trunk.backbones.1", "heads.first.weight", "heads.first.bias"])
  }

  @Test func aTrunkOfPaceZeroStays() throws {
    let parts = try ExperimentParts(experiment("ew", "{kind: backbones, rates: [1, 0]}", sets: false))
    let before = parts.network.namedParameters().map { ($0.name, $0.tensor.detach().clone()) }
    _ = try parts.trainer().fit(parts.trainLoader)
    for ((name, start), (_, end)) in zip(before, parts.network.namedParameters()) {
      #expect((start.equal(end).all().item() == 1) == name.hasPrefix("trunk.backbones.1."), "\(name)")
    }
  }

  @Test func aPaceIsAFactorOfTheLearningRate() throws {
    let parts = try ExperimentParts(experiment("ew", "{kind: backbones, rates: [1, 0.1]}", sets: false))
    #expect(parts.optimizer.groups.map(\.name) == ["network", "part 1"])
    #expect(parts.optimizer.groups[1].learningRate == 0.1 * parts.optimizer.groups[0].learningRate)
    #expect(parts.optimizer.groups[1].parameters.allSatisfy { $0.name.hasPrefix("trunk.backbones.1.") })
  }

  @Test(arguments: [
    ("{kind: mmoe, experts: 0}", "`network.sharing.experts` should be positive. Found 0."),
    (
      "{kind: dselect-k, experts: 2, selected: 3}",
      "`network.sharing.selected` should be at most the number of experts, 2. Found 3."
    ),
    ("{kind: routing, keep: 0}", "`network.sharing.keep` should be above 0 and at most 1. Found 0."),
    ("{kind: routing, keep: 1.5}", "`network.sharing.keep` should be above 0 and at most 1. Found 1.5."),
    (
      "{kind: routing, norm: group}",
      "`network.sharing.norm` should be left out for a trunk without normalisation. Found group."
    ),
    (
      "{kind: routing, keep: 0.2, coverage: full}",
      "`network.sharing.coverage` should be random where the tasks together use fewer units than there are. Found full, with 2 × 2 of the 6 units of `layers.0`."
    ),
    (
      "{kind: layer-assignment, levels: [1, 1]}",
      "`network.sharing.levels` should assign a task to the last level, 2, since no task moves the levels above the highest. Found [1, 1]."
    ),
    (
      "{kind: layer-assignment, levels: {first: 1, secnd: 2}}",
      "`network.sharing.levels` should have a number for each of `first`, `second`. Found none for `second`."
    ),
    (
      "{kind: layer-assignment, levels: [1, 3]}",
      "`network.sharing.levels` should be whole numbers from 1 to 2, for the levels `layers.0`, `layers.1`. Found 3 for `second`."
    ),
    (
      "{kind: backbones, rates: [1]}", "`network.sharing.rates` should hold a number for each of the 2 trunks. Found 1."
    ),
    (
      "{kind: sluice}, trunk: mlp, hidden: [6, 4]",
      "`sluice` with `all-levels` needs levels that give features of one shape. Found [6] in `layers.0` and [4] in `layers.1`."
    ),
    (
      "{kind: routing, norm: batch-per-task, tasks-per-step: per-sample}",
      "`network.sharing.norm` should be batch, batch-no-running or group where a batch mixes tasks, `tasks-per-step: per-sample`. Found batch-per-task."
    ),
  ])
  func whatDoesNotFitIsNamed(_ scheme: String, message: String) throws {
    let text = errorText { _ = try ExperimentParts(experiment("ew", scheme, sets: false)) }
    #expect(text.contains(message), "\(text)")
  }

  @Test func aMethodThatLooksAgainNeedsEveryTaskInEachStep() throws {
    let text = errorText {
      let experiment = try experiment("auto-lambda", "routing", sets: false)
      _ = try TrainingOutcome(training: experiment)
    }
    #expect(text.contains("should train a network that learns every task in each step"), "\(text)")
  }

  @Test func aCheckpointOfAnotherSchemeIsRefused() throws {
    let run = try SingleRun(try experiment("ew", "mmoe", sets: false)).runner(resuming: false, restarting: false)
    try run.run()
    let parts = try ExperimentParts(experiment("ew", "cgc", sets: false))
    let file = run.folder.checkpoints.folder.appending(path: "best/model.safetensors")
    let text = errorText { try parts.network.load(SafeTensors.read(file).tensors, from: file.path) }
    #expect(text.contains("model.safetensors") && text.contains("ownExperts"), "\(text)")
  }
}
