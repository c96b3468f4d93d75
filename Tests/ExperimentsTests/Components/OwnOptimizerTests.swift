import Components
import Configuration
import TestSupport
import Testing
import Torch

@testable import Experiments

/// Steps of a fixed share of each parameter, which no network needs and no toolkit has.
private final class Shrinking: Optimizer {
  static let card = OptimizerCard(
    About(
      "shrinking", title: "Shrinking", "every parameter becomes a little smaller",
      settings: [Setting("share", .number(.properFraction), default: 0.5, "the share that is taken away")]),
    usualWeightDecay: 0.25
  ) { Shrinking($0, share: $1.number("share")) }

  var groups: [ParameterGroup]
  let share: Double

  init(_ groups: [ParameterGroup], share: Double) { (self.groups, self.share) = (groups, share) }

  func step() {
    withoutGradients {
      for group in groups { for (_, tensor) in group.parameters { _ = tensor.multiplyInPlace(1 - share) } }
    }
  }

  func forget(_ parameters: [Tensor]) {}

  func state() -> OptimizerState { OptimizerState(algorithm: "shrinking", tensors: [:], numbers: [:]) }

  func load(_ state: OptimizerState) {}
}

/// A rate that is halved by the last epoch.
private struct Halving: LearningRateSchedule {
  static let card = ScheduleCard(About("halving", "the rate falls to a half along a line")) { Halving(steps: $0.rest) }

  let steps: Int

  func rate(base: Double, step: Int) -> Double { base * (1 - Double(step) / Double(2 * steps)) }
}

/// Optimisers and schedules that a program adds to the toolkit's.
@Suite struct OwnOptimizerTests {
  let scratch = TemporaryFolder()

  @Test(arguments: Optimizers.all.names) func everyOptimizerOfTheToolkitCanBeConfigured(_ name: String) throws {
    let experiment = try SmallTable().experiment("training: {optimizer: \(name)}", in: scratch)
    let group = ParameterGroup("model", [Tensor.ones([2]).requiringGrad()], learningRate: 0.1)
    let optimizer = experiment.training.optimizer.optimizer([group])
    #expect("\(type(of: optimizer))".lowercased() == name.filter { $0 != "-" })
  }

  @Test func anOptimizerOfOnesOwnIsConfiguredAndTrains() throws {
    var table = SmallTable()
    table.catalogue.optimizers.add(Shrinking.card)
    let experiment = try table.experiment(
      "training: {optimizer: {kind: shrinking, share: 0.25}, epochs: 1}", in: scratch)
    #expect(experiment.training.optimizer.settings.number("share") == 0.25)
    #expect(experiment.training.weightDecay == 0.25)

    let run = try SingleRun(experiment).runner(resuming: false, restarting: false)
    let result = try run.run()
    #expect(result.failure == nil && result.steps > 0)
    let trained = try run.folder.checkpoints.load("best")
    let start = try ExperimentParts(experiment).network.namedParameters()
    for (name, tensor) in start {
      let kept = try #require(trained?.model.first { $0.name == name }?.tensor)
      let share = (0..<result.steps).reduce(1.0) { share, _ in share * 0.75 }
      #expect((kept - tensor * share).abs().max().item() < 1e-6)
    }
  }

  @Test func aScheduleOfOnesOwnGivesTheRates() throws {
    var table = SmallTable()
    table.catalogue.schedules.add(Halving.card)
    let experiment = try table.experiment(
      "training: {schedule: halving, epochs: 4, learning-rate: 1, early-stopping: none}", in: scratch)
    let run = try SingleRun(experiment).runner(resuming: false, restarting: false)
    try run.run()
    #expect(try run.folder.records().map(\.learningRate) == [1, 0.875, 0.75, 0.625])
  }

  @Test func aSettingThatIsWrongIsNamedWithItsPath() throws {
    var table = SmallTable()
    table.catalogue.optimizers.add(Shrinking.card)
    for (yaml, message) in [
      ("{kind: shrinking, share: 1}", "`training.optimizer.share` should be at least 0 and below 1. Found 1."),
      (
        "{kind: shrinking, chare: 1}",
        "`chare` is not a key of `training.optimizer` where `kind` is `shrinking`. Did you mean `share`?"
      ),
      ("{kind: shrinkin}", "Did you mean `shrinking`?"),
    ] {
      let text = errorText { _ = try table.experiment("training: {optimizer: \(yaml)}", in: scratch) }
      #expect(text.contains(message), "\(text)")
    }
  }
}
