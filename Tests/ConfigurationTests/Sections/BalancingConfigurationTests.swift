import Balancing
import ExperimentFixtures
import Tasks
import TestSupport
import Testing
import Torch

@testable import Configuration

@Suite("How a configuration names a way of balancing") struct BalancingConfigurationTests {
  private func balancing(_ yaml: String) throws -> BalancingConfiguration {
    try ConfigurationSample.read("balancing: \(yaml)").balancing
  }

  @Test func aGradientMethodHasItsUsualSurroundings() throws {
    let balancing = try balancing("pcgrad")
    #expect(balancing.losses?.method == "ew")
    #expect(balancing.scope == .shared && balancing.heads == .own && balancing.storage == .auto)
    #expect(balancing.name == "pcgrad" && balancing.title == "PCGrad")
    #expect(balancing.smoothing == nil && balancing.regulariser == nil)
    #expect(balancing.every == nil && balancing.sharpness == nil)
  }

  @Test func aPairIsALossWeightingWithAGradientMethod() throws {
    let pair = try balancing("uw-so+pcgrad")
    #expect(pair.method == "pcgrad" && pair.losses?.method == "uw-so")
    #expect(pair.losses?.parameters["temperature"] == 1)
    #expect(pair.name == "uw-so+pcgrad" && pair.title == "UW-SO + PCGrad")
    let long = try balancing("{method: pcgrad, losses: {method: uw-so, temperature: 3}}")
    #expect(long.losses?.parameters["temperature"] == 3 && long.name == pair.name)
  }

  @Test func aLossWeightingHasNoScope() throws {
    #expect(throws: ConfigurationError.self) { try balancing("{method: uw-so, scope: shared}") }
    #expect(try balancing("{method: uw-so, smoothing: 0.9}").smoothing == 0.9)
  }

  @Test func errorsNameWhatIsPermitted() throws {
    func message(_ yaml: String) -> String {
      errorText { _ = try balancing(yaml) }
    }
    #expect(
      message("{method: cagrad, scope: last-layer}")
        == "`balancing.scope` should be one of `shared`, `representation`. Found \"last-layer\". (experiment.yaml:1)")
    #expect(message("uw-so+uw-o").contains("is not") || message("uw-so+uw-o").contains("should"))
    #expect(message("pcgrad+cagrad").contains("`balancing.losses.method`"))
    #expect(
      message("{method: pcgrad, smoothing: 1}").contains("`balancing.smoothing` should be at least 0 and below 1"))
    #expect(message("{method: graddrop, smoothing: 0.5}").contains("`smoothing` is not a key of `balancing`"))
    #expect(
      message("{method: ew, regulariser: {strength: 0}}").contains(
        "`balancing.regulariser.strength` should be positive"))
  }

  @Test(arguments: ["uw-so", "pcgrad", "graddrop", "uw-o+cagrad"]) func everyMethodTakesAScale(_ method: String) throws
  {
    func state(_ scale: String) throws -> [String] {
      try balancing("{method: \(method)\(scale)}").weighting(
        for: [LearningTask.depth("depth"), .segmentation("segmentation", classes: 3)], generator: Generator(seed: 0),
        device: .cpu
      ).state.keys.sorted()
    }
    #expect(try balancing("{method: \(method)}").scale == nil)
    #expect(try balancing("{method: \(method), loss-scale: running-mean}").scale == .runningMean)
    #expect(try state("") == [])
    #expect(try state(", loss-scale: first-epoch") == ["loss-counts", "loss-references"])
  }

  /// A parameter with the name of an option could not be given.
  @Test(arguments: Catalogue.cards.map(\.name)) func noParameterHasTheNameOfAnOption(_ method: String) throws {
    let settings = try #require(Catalogue.cards.first { $0.name == method }).settings
    #expect(Set(settings.map(\.name)).isDisjoint(with: BalancingConfiguration.options))
  }

  @Test func aScaleIsOneOfThree() throws {
    #expect(
      errorText { _ = try balancing("{method: ew, loss-scale: first}") }
        == "`balancing.loss-scale` should be one of `first-step`, `first-epoch`, `running-mean`. Found \"first\". "
        + "Did you mean `first-step`? (experiment.yaml:1)")
  }

  @Test func weightsOfScaledLossesFollowTheBatches() throws {
    func weighsByLosses(_ yaml: String) throws -> Bool {
      let document = try ConfigurationSample.document("balancing: \(yaml)")
      return try ExperimentConfiguration(reading: document, catalogue: ExperimentCatalogue()).balancing.weighsByLosses
    }
    #expect(try !weighsByLosses("ew") && weighsByLosses("{method: ew, loss-scale: first-step}"))
  }

  @Test func wrappersOfAMethodAreKeys() throws {
    let wrapped = try balancing("{method: pcgrad, every: 4, sharpness-aware: 0.05}")
    #expect(wrapped.every == 4 && wrapped.sharpness == 0.05 && wrapped.name == "pcgrad")
    #expect(try balancing("{method: uw-so, sharpness-aware: 0.1}").sharpness == 0.1)
    func message(_ yaml: String) -> String { errorText { _ = try balancing(yaml) } }
    #expect(message("{method: pcgrad, every: 0}").contains("`balancing.every` should be"))
    #expect(message("{method: pcgrad, every: 1.5}").contains("`balancing.every` should be a whole number"))
    #expect(message("{method: ew, every: 2}").contains("`every` is not a key of `balancing` where `method` is `ew`"))
    for radius in ["0", "-0.05"] {
      #expect(
        message("{method: ew, sharpness-aware: \(radius)}").contains("`balancing.sharpness-aware` should be positive"))
    }
    // What is not set is not written, so that runs keep their names.
    let plain = try ConfigurationSample.read("balancing: pcgrad").resolved.yaml()
    #expect(!plain.contains("sharpness-aware"))
  }

  @Test func aResolvedConfigurationReadsBackAsItself() throws {
    let yaml = """
      balancing: {method: cagrad, losses: {method: uw-so, temperature: 3}, scope: representation, smoothing: 0.5, loss-scale: first-step,
        every: 3, sharpness-aware: 0.1}
      """
    let first = try ConfigurationSample.read(yaml)
    let second = try ConfigurationSample.read(first.resolved.yaml())
    func values(_ configuration: ExperimentConfiguration) -> [String] {
      configuration.resolved.yaml().split(separator: "\n").map { String($0.split(separator: "#")[0]) }
    }
    #expect(values(second) == values(first))
    #expect(second.balancing.losses?.parameters["temperature"] == 3 && second.balancing.scope == .representation)
    #expect(second.balancing.scale == .firstStep)
    #expect(second.balancing.every == 3 && second.balancing.sharpness == 0.1)
  }

  @Test func aRowOfAComparisonCanBeAPair() throws {
    let rows = try ConfigurationSample.read(
      "comparison: {methods: [pcgrad, uw-o+pcgrad, {method: cagrad, grid: {c: [0.2, 0.4]}, losses: uw-o}]}"
    ).comparison.methods
    #expect(rows.map(\.label) == ["PCGrad", "UW-O + PCGrad", "UW-O + CAGrad"])
    #expect(rows[2].points(tasks: 2).map { $0.balancing.parameters["c"] } == [0.2, 0.4])
  }
}
