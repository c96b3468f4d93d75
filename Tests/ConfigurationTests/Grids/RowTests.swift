import ExperimentFixtures
import TestSupport
import Testing

@testable import Configuration

@Suite("Rows with their own training values, and grids over them")
struct RowTests {
  private func row(_ text: String, _ rest: String = "") throws -> (ExperimentConfiguration, ComparedMethod) {
    let experiment = try ConfigurationSample.read("comparison: {methods: [\(text)]}\n\(rest)")
    return (experiment, experiment.comparison.methods[0])
  }

  @Test func aRowsValuesPrevailOverThoseOfTrainingAndNothingElseChanges() throws {
    let (experiment, row) = try row(
      "{method: uw, training: {learning-rate: 0.02, weight-decay: 0.1, epochs: 3, batch: 4, clip: 2}}")
    let cell = try experiment.run(row.points(tasks: 3)[0], seed: 1).configuration.training
    #expect(cell.learningRate == 0.02 && cell.weightDecay == 0.1 && cell.epochs == 3 && cell.batch == 4)
    #expect(cell.clip == 2)
    #expect(cell.scaleLearningRate == 0.02)
    #expect(experiment.training.learningRate == 1e-3)
    #expect(row.points(tasks: 3)[0].texts["training.learning-rate"] == "0.02")
  }

  @Test func theRateOfScalesFollowsTheRowsRateUnlessTrainingGivesIt() throws {
    let (experiment, row) = try row(
      "{method: uw, training: {learning-rate: 0.02}}", "training: {scale-learning-rate: 0.5}")
    #expect(try experiment.run(row.points(tasks: 3)[0]).configuration.training.scaleLearningRate == 0.5)
  }

  @Test func aRowWithoutValuesOfItsOwnKeepsItsHashAndOneWithEqualValuesHasTheSame() throws {
    let plain = try ConfigurationSample.read("comparison: {methods: [uw]}")
    // The name of the cell before rows had values of their own.
    let before = try plain.run(balancing: plain.comparison.methods[0].balancing, seed: 1).hash()
    let (same, row) = try row("{method: uw, training: {learning-rate: 0.001}}")
    #expect(try same.run(row.points(tasks: 3)[0], seed: 1).hash() == before)
    let (other, changed) = try self.row("{method: uw, training: {learning-rate: 0.002}}")
    #expect(try other.run(changed.points(tasks: 3)[0], seed: 1).hash() != before)
    let searched = try ConfigurationSample.read("search: {learning-rates: [1e-2], limit: 3}")
    #expect(try searched.run().hash() == ConfigurationSample.read("seed: 0").run().hash())
  }

  @Test func singleTaskTrainingsHaveValuesOfTheirOwnAndTasksAmongThem() throws {
    let experiment = try ConfigurationSample.read(
      """
      comparison:
        single-task: {training: {learning-rate: 0.5}, tasks: {depth: {training: {weight-decay: 0.25}}}}
      """)
    #expect(experiment.comparison.singleTask)
    let depth = try experiment.run(alone: "depth").configuration.training
    #expect(depth.learningRate == 0.5 && depth.weightDecay == 0.25)
    let normals = try experiment.run(alone: "normals").configuration.training
    #expect(normals.learningRate == 0.5 && normals.weightDecay == 0)
    let plain = try ConfigurationSample.read("comparison: {single-task: false}")
    #expect(!plain.comparison.singleTask)
  }

  @Test func aGridMayVaryValuesOfTrainingBesideTheMethodsOwnOfTheSameName() throws {
    let (experiment, row) = try row(
      "{method: rlw, grid: {period: [1, 2], training: {learning-rate: [0.1, 0.2, 0.3], weight-decay: [0]}}}")
    let points = row.points(tasks: 3)
    #expect(points.count == 6)
    let cells = try points.map { try experiment.run($0, seed: 0).configuration }
    #expect(cells.map(\.training.learningRate) == [0.1, 0.2, 0.3, 0.1, 0.2, 0.3])
    #expect(cells.map { $0.balancing.parameters["period"] } == [1, 1, 1, 2, 2, 2])
  }

  @Test func aRangeOfNumbers() throws {
    let (_, row) = try row("{method: uw-so, grid: {temperature: {from: 0.1, to: 0.5, step: 0.1}}}")
    #expect(row.points(tasks: 3).map { $0.balancing.parameters["temperature"] } == [0.1, 0.2, 0.3, 0.4, 0.5])
  }

  @Test func aFinerGridLiesBetweenTheBestValuesNeighboursAndBesideTheFirstValueAsFarAsIsPermitted() throws {
    let axis = try row("{method: uw-so, grid: {temperature: {from: 5, to: 20, step: 5, refine: 2}}}").1.axes[0]
    #expect(axis.refined(around: 10, tasks: 3) == [6, 8, 12, 14])
    #expect(axis.refined(around: 5, tasks: 3) == [1, 3, 7, 9])
    #expect(axis.refined(around: 20, tasks: 3) == [16, 18, 22, 24])
    let low = try row("{method: uw-so, grid: {temperature: {values: [1, 4], refine: 1}}}").1.axes[0]
    #expect(low.refined(around: 1, tasks: 3) == [2, 3])
    let plain = try row("{method: uw-so, grid: {temperature: [5, 10]}}").1.axes[0]
    #expect(plain.refined(around: 5, tasks: 3).isEmpty)
  }

  @Test func finerWeightsLieLessThanACoarseStepFromTheBestSumTo1AndLeaveTheBestOut() throws {
    let axis = try row("{method: scalarization, grid: {weights: {step: 0.1, refine: 0.02}}}").1.axes[0]
    #expect(
      axis.refined(around: [0.1, 0.9], tasks: 2)
        == [
          [0.02, 0.98], [0.04, 0.96], [0.06, 0.94], [0.08, 0.92], [0.12, 0.88], [0.14, 0.86], [0.16, 0.84],
          [0.18, 0.82],
        ])
    // All twelve fiftieths of a hexagon of radius 4 around an inner point, but for its centre.
    let inner = axis.refined(around: [0.3, 0.3, 0.4], tasks: 3)
    #expect(inner.count == 60)
    for case .numbers(let weights) in inner {
      #expect(abs(weights.reduce(0, +) - 1) < 1e-12)
      #expect(zip(weights, [0.3, 0.3, 0.4]).allSatisfy { abs($0 - $1) < 0.0999 })
    }
  }

  @Test func aMethodThatIsUsuallySearchedHasThePublishedGridWhereItsRowLeavesItOpen() throws {
    let methods = try ConfigurationSample.read(
      """
      balancing: {method: uw-so, temperature: 7}
      comparison: {methods: [scalarization, uw-so, {method: uw-so, label: fixed, temperature: 3}, uw]}
      """
    ).comparison.methods
    #expect(methods[0].points(tasks: 3).count == 36)
    #expect(methods[1].points(tasks: 3).count == 1 && methods[1].searchAxes[0].values(tasks: 3).count == 10)
    #expect(methods[2].searchAxes.isEmpty && methods[3].searchAxes.isEmpty)
  }

  @Test(arguments: [
    (
      "comparison: {methods: [{method: uw, training: {learning-rat: 1}}]}",
      "`learning-rat` is not a key of `comparison.methods.0.training`. Did you mean `learning-rate`? (experiment.yaml:1)"
    ),
    (
      "comparison: {methods: [{method: uw-so, grid: {temprature: [1]}}]}",
      "`temprature` is not a key of `comparison.methods.0.grid`. Did you mean `temperature`? (experiment.yaml:1)"
    ),
    (
      "comparison: {methods: [{method: uw, grid: {training: {epochs: [1]}}}]}",
      "`epochs` is not a key of `comparison.methods.0.grid.training`. Its keys are `learning-rate`, `weight-decay`. (experiment.yaml:1)"
    ),
    (
      "comparison: {single-task: {tasks: {dept: {training: {batch: 2}}}}}",
      "`comparison.single-task.tasks` should name tasks of the data: `segmentation`, `depth`, `normals`. Found \"dept\". Did you mean `depth`? (experiment.yaml:1)"
    ),
    (
      "comparison: {methods: [{method: uw-so, grid: {temperature: {from: 5, to: 1, step: 1}}}]}",
      "`comparison.methods.0.grid.temperature.to` should be at least `from`, 5.0. Found 1.0. (experiment.yaml:1)"
    ),
    (
      "comparison: {methods: [{method: scalarization, grid: {weights: {step: 0.1, refine: 0.1}}}]}",
      "`comparison.methods.0.grid.weights.refine` should be below `step`. Found 0.1. (experiment.yaml:1)"
    ),
    (
      "search: {learning-rate: [1]}",
      "`learning-rate` is not a key of `search`. Did you mean `learning-rates`? (experiment.yaml:1)"
    ),
    (
      "search: {learning-rates: [0.1, 1e-1]}",
      "`search.learning-rates` should have different values. Found 0.1, 0.1. (experiment.yaml:1)"
    ),
    (
      "search: {prune: quater}",
      "`search.prune.rule` should be one of `auto`, `quarter`, `median`, `halving`, `none`. Found \"quater\". Did you mean `quarter`? (experiment.yaml:1)"
    ),
  ])
  func oneClearError(yaml: String, message: String) {
    #expect(errorText { _ = try ConfigurationSample.read(yaml) } == message)
  }
}
