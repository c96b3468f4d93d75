import Balancing
import Components
import ExperimentFixtures
import Sharing
import Tasks
import Testing
import Torch

@testable import Configuration

@Suite("The experiment that a configuration describes")
struct ExperimentTests {
  @Test func theSmallestExperimentHasADefaultForEverything() throws {
    let experiment = try ConfigurationSample.read("data: {kind: scenes}")
    let scenes = try #require(experiment.data as? ScenesConfiguration)
    #expect(scenes.train == 800)
    #expect(scenes.imperfections["depth-noise"] == .number(0.00285))
    #expect(scenes.imperfections["normal-window"] == .number(1))
    #expect(experiment.network.trunk.words == "segnet 32-64-128-256")
    #expect(experiment.network.heads.name == "usual")
    #expect(experiment.balancing.method == "ew")
    #expect(
      try experiment.training.optimizer
        == Optimizers.all.choose("adam", ["betas": [0.9, 0.999], "eps": 1e-8, "amsgrad": false]))
    #expect(experiment.training.scaleLearningRate == experiment.training.learningRate)
    #expect(try experiment.training.schedule.shape == Schedules.all.choose("plateau", ["factor": 0.5, "patience": 9]))
    #expect(experiment.training.select.split == .validation)
    #expect(experiment.training.patience == 20)
    #expect(experiment.training.diagnostics == nil)
    #expect(experiment.comparison.methods.map(\.label) == ["EW", "UW", "UW-O", "UW-SO"])
    #expect(experiment.comparison.seeds == [0, 1, 2])
    #expect(experiment.comparison.convention == .ratioMean)
    #expect(experiment.comparison.jobs == nil)
  }

  @Test func lossesOptimisersAndSchedulesWithTheirParameters() throws {
    let first = try ConfigurationSample.read(ConfigurationSample.everything[0])
    #expect(
      try first.tasks["segmentation"]?.loss
        == Losses.all.choose("cross-entropy", ["label-smoothing": 0, "class-weights": [1, 2.5]]))
    #expect(first.tasks["segmentation"]?.metrics == ["mIoU"])
    #expect(first.tasks["segmentation"]?.weight == 2)
    #expect(try first.tasks["depth"]?.loss == Losses.all.choose("huber", ["delta": 0.5]))
    #expect(try first.tasks["normals"]?.loss == Losses.all.choose("cosine"))
    #expect(
      try first.training.optimizer == Optimizers.all.choose("sgd", ["momentum": 0, "dampening": 0, "nesterov": false]))
    #expect(try first.training.schedule.shape == Schedules.all.choose("step", ["every": 5, "factor": 0.5]))
    #expect(first.training.patience == 3)
    #expect(
      first.training.diagnostics
        == DiagnosticsSettings(every: 5, samples: 4, isPerSample: true, isOfLastLayer: true))
    let second = try ConfigurationSample.read(ConfigurationSample.everything[1])
    #expect(second.network.heads == (try Heads.all.choose("hidden", ["width": 50, "dropout": 0.5])))
    #expect(try second.training.schedule.shape == Schedules.all.choose("multi-step", ["at": [2, 4.5], "factor": 0.5]))
    let fourth = try ConfigurationSample.read(ConfigurationSample.everything[3])
    #expect(fourth.training.weightDecay == 0.01)
  }

  @Test func lookingAtGradientsIsOffUnlessAskedForAndABareNumberSaysHowOften() throws {
    func read(_ yaml: String) throws -> DiagnosticsSettings? {
      try ConfigurationSample.read("training: {diagnostics: \(yaml)}").training.diagnostics
    }
    #expect(try read("3") == DiagnosticsSettings(every: 3, samples: 4))
    #expect(try read("{samples: 0}") == DiagnosticsSettings(every: 10, samples: 0))
    #expect(try read("{samples: 8, per: sample}") == DiagnosticsSettings(every: 10, samples: 8, isPerSample: true))
    #expect(try read("{scope: last-layer}") == DiagnosticsSettings(every: 10, samples: 4, isOfLastLayer: true))
    #expect(try read("none") == nil)
    let without = try ConfigurationSample.read("seed: 1").run()
    #expect(try without.hash() == ConfigurationSample.read("{seed: 1, training: {diagnostics: none}}").run().hash())
  }

  @Test func aTablesTargetsBringTheirOwnLosses() throws {
    let experiment = try ConfigurationSample.read(ConfigurationSample.everything[2])
    let table = try #require(experiment.data as? TableConfiguration)
    #expect(table.files.train == "/experiments/a.csv")
    #expect(table.inputs.numeric == .named(["x", "y"]))
    #expect(table.targets.map(\.name) == ["t", "rich", "u", "v", "w", "z", "poor", "months", "days"])
    #expect(table.targets[1].positive == [">50K"])
    #expect(table.split.by == .group && table.split.column == "person")
    #expect(try experiment.tasks["t"]?.loss == Losses.all.choose("l2"))
    #expect(experiment.tasks["rich"]?.metrics == ["accuracy"])
    let numbers = try ConfigurationSample.read(ConfigurationSample.everything[3])
    let matrix = try #require(numbers.data as? TableConfiguration)
    #expect(matrix.columns == 3 && matrix.targets[0].column == "2" && matrix.split.by == .column)
    #expect(matrix.inputs.numeric == .rest)
    #expect(matrix.split.validationValues == ["1"] && matrix.split.testValues == [])
    #expect(matrix.numericColumns(of: ["0", "1", "2"]) == ["1"])
    #expect(table.numericColumns(of: ["x", "y", "z"]) == ["x", "y"])
  }

  @Test func aRowOfAComparisonTakesFromBalancingWhatItLeavesOpenForTheSameMethod() throws {
    let experiment = try ConfigurationSample.read(
      """
      balancing: {method: uw-so, temperature: 3}
      comparison:
        methods: [ew, uw-so, {method: uw-so, label: hot, temperature: 20}, {method: rlw, distribution: dirichlet}]
      """)
    let methods = experiment.comparison.methods
    #expect(methods[0].balancing.parameters.isEmpty)
    #expect(methods[1].balancing.parameters == ["temperature": .number(3)])
    #expect(methods[2].balancing.parameters == ["temperature": .number(20)])
    #expect(methods[2].label == "hot")
    #expect(methods[3].balancing.parameters == ["distribution": .word("dirichlet"), "period": .number(1)])
    #expect(experiment.resolved["comparison.methods.1.temperature"]?.origin.description == "experiment.yaml:1")
  }

  @Test func aGridsPoints() throws {
    let methods = try ConfigurationSample.read(ConfigurationSample.everything[0]).comparison.methods
    #expect(methods[0].points(tasks: 3).count == 1 && !methods[0].hasGrid)
    let weights = methods[1].points(tasks: 3).compactMap { $0.balancing.parameters["weights"] }
    #expect(weights == [.numbers([0.25, 0.25, 0.5]), .numbers([0.25, 0.5, 0.25]), .numbers([0.5, 0.25, 0.25])])
    #expect(
      methods[2].points(tasks: 3).map { $0.balancing.parameters["temperature"]?.description } == ["1", "3", "10"])
    let named = try ConfigurationSample.read(
      "comparison: {methods: [{method: scalarization, grid: {weights: [[0.2, 0.8], [1, 1]]}}]}")
    #expect(named.comparison.methods[0].points(tasks: 2).count == 2)
    let both = try ConfigurationSample.read(
      "comparison: {methods: [{method: rlw, grid: {period: [1, 2], distribution: [normal, dirichlet]}}]}")
    #expect(both.comparison.methods[0].points(tasks: 2).count == 4)
  }

  @Test(arguments: [(10, 2, 9), (10, 3, 36), (10, 4, 84), (10, 5, 126), (2, 3, 0), (4, 1, 1)])
  func theNumberOfWeightVectors(parts: Int, tasks: Int, count: Int) {
    let points = GridAxis.simplex(parts: parts, tasks: tasks)
    #expect(points.count == count)
    #expect(points.allSatisfy { abs($0.reduce(0, +) - 1) < 1e-12 && $0.allSatisfy { $0 > 0 } })
    #expect(Set(points).count == count)
  }

  @Test func aRunIsTheExperimentWithOneMethodOneSeedAndSomeTasks() throws {
    let experiment = try ConfigurationSample.read(ConfigurationSample.everything[0])
    let tuned = experiment.comparison.methods[2].points(tasks: 3)
    let cell = try experiment.run(tuned[2], seed: 7)
    #expect(cell.configuration.balancing.parameters == ["temperature": .number(10)])
    #expect(cell.configuration.seed == 7)
    #expect(cell.configuration.training.epochs == experiment.training.epochs)
    #expect(cell.resolved["comparison"] == nil)
    #expect(cell.resolved["balancing.label"] == nil)
    let alone = try experiment.run(seed: 7, only: ["depth"])
    #expect(alone.configuration.only == ["depth"])

    let hashes = try [
      cell.hash(), alone.hash(), experiment.run(tuned[1], seed: 7).hash(),
      experiment.run(tuned[2], seed: 8).hash(), experiment.run(seed: 7, only: ["normals"]).hash(),
    ]
    #expect(Set(hashes).count == 5)
    #expect(try experiment.run(tuned[2], seed: 7).hash() == cell.hash())
  }

  @Test func aTaskAloneIsTheSameRunUnderEveryMethod() throws {
    let one = try ConfigurationSample.read("balancing: {method: uw-so, temperature: 3}").run(alone: "depth", seed: 2)
    let two = try ConfigurationSample.read("balancing: uw").run(alone: "depth", seed: 2)
    #expect(one.hash() == two.hash())
    #expect(one.configuration.only == ["depth"])
    #expect(one.configuration.balancing.method == "ew")
  }

  @Test(arguments: ConfigurationSample.everything)
  func theConfigurationFileOfARunIsTheRun(yaml: String) throws {
    let experiment = try ConfigurationSample.read(yaml)
    for method in experiment.comparison.methods {
      let cell = try experiment.run(method.points(tasks: 3)[0], seed: 1)
      let document = try ConfigurationDocument(yaml: cell.resolved.yaml(), file: "config.yaml")
      let back = try ExperimentConfiguration(reading: document, catalogue: ConfigurationSample.catalogue).run()
      #expect(back.hash() == cell.hash())
    }
  }
}
