import Tasks
import TestSupport
import Testing
import Torch

@testable import Balancing
@testable import Components

private func message(_ name: String, _ parameters: [String: SettingValue] = [:], count: Int = 3) -> String {
  errorText { _ = try MethodSample(name, parameters).make(count) }
}

@Suite struct CatalogueTests {
  @Test func badParametersAreNamed() {
    #expect(message("uw-so", ["temperature": -1]) == "`temperature` should be positive. Found -1.0.")
    #expect(message("uw-so", ["temperature": 0]) == "`temperature` should be positive. Found 0.0.")
    #expect(message("uw-so", ["temperature": .number(.nan)]) == "`temperature` should be positive. Found nan.")
    #expect(message("uw-so", ["temperature": "warm"]) == "`temperature` should be a number, positive. Found `warm`.")
    #expect(
      message("uw-so", ["temperture": 1])
        == "`temperture` is not a parameter of `uw-so`. Did you mean `temperature`?")
    #expect(message("uw-so", ["floor": 0.5]) == "`floor` should be at most 1/K, 0.3333333333333333. Found 0.5.")
    #expect(message("uw-so", ["floor": 1]) == "`floor` should be at least 0 and below 1. Found 1.0.")
    #expect(message("uw-o", ["eps": -1e-8]) == "`eps` should be zero or positive. Found -1e-08.")
    #expect(message("ew", ["temperature": 1]) == "`temperature` is not a parameter of `ew`. There are `reduction`.")
    #expect(message("gls", ["eps": 1]) == "`eps` is not a parameter of `gls`. There are `priorities`.")
    #expect(message("dwa", ["temperature": 0]) == "`temperature` should be positive. Found 0.0.")
    #expect(
      message("rlw", ["distribution": "norml"])
        == "`distribution` should be `normal` or `uniform` or `dirichlet` or `bernoulli` or `constrained-bernoulli`. "
        + "Found `norml`. Did you mean `normal`?")
    #expect(message("uw", ["parameter": "sigma", "start": 0]) == "`start` should be positive for sigma. Found 0.0.")
    #expect(message("uw-s") == "`uw-s` is not a loss weighting. Did you mean `uw-o`?")
    #expect(message("ew", count: 0) == "`ew` should have at least one task. Found none.")
  }

  @Test func scalarizationNeedsAWeightForEachTask() throws {
    func message(_ parameters: [String: SettingValue]) -> String {
      errorText { _ = try Scalarization(BalancingSetup([.init("a"), .init("b")], parameters: parameters)) }
    }
    #expect(
      message([:])
        == "`weights` is needed by `scalarization`: one weight for each task, in the order of the tasks.")
    #expect(message(["weights": [1, 2, 3]]) == "`weights` should have one number for each task, 2 in all. Found 3.")
    #expect(message(["weights": [1, -2]]) == "`weights` should each be zero or positive. Found -2.0.")
    #expect(message(["weights": [0, 0]]) == "`weights` should have a positive number. Found [0, 0].")
    #expect(message(["weights": 1]) == "`weights` should be a list of numbers, each zero or positive. Found `1`.")
    #expect(message(["weights": [0.2, 0.8]]) == "no error")
  }

  @Test func cardsAreWhole() {
    #expect(Set(Catalogue.cards.map(\.name)).count == Catalogue.cards.count)
    for card in Catalogue.cards {
      #expect(card.name == card.title.lowercased())
      #expect(!card.formula.isEmpty && !card.summary.isEmpty && card.summary.hasSuffix("."))
      #expect(card.example.contains(card.name))
      #expect(card.citation != nil || ["ew", "sum", "mean", "constant"].contains(card.name))
      for setting in card.settings {
        #expect(!setting.meaning.isEmpty)
        #expect(setting.fallback == nil || !setting.source.isEmpty, "\(card.name) \(setting.name)")
        if let fallback = setting.fallback {
          #expect(throws: Never.self) { _ = try Settings([setting.name: fallback], of: [setting], owner: card.name) }
        }
      }
    }
  }

  /// What a card says of a method for readers is what the trainer finds out from its type.
  @Test(arguments: Catalogue.lossWeightings.map { $0.card.name }) func theCardAgreesWithTheProtocols(_ name: String)
    throws
  {
    let type = try Catalogue.find(name), card = type.card
    #expect((card.learned != nil) == (type is any LearnedScales.Type))
    #expect(card.needsIndicators == (type is any IndicatorDriven.Type))
    #expect((card.cost.forwardPasses > 1 || card.cost.backwardPasses > 1) == (type is any SecondLook.Type))
    // Smoothing changes nothing of it.
    let plain = try MethodSample.all.first { $0.name == name }.map { try $0.make(3) }
    let setup = BalancingSetup((0..<3).map { .init("task \($0)") })
    let smoothed = try #require(try plain?.smoothed(by: 0.5, setup))
    #expect(smoothed is any LearnedScales == (type is any LearnedScales.Type))
    #expect(smoothed is any IndicatorDriven == (type is any IndicatorDriven.Type))
    #expect(smoothed is any SecondLook == (type is any SecondLook.Type))
  }

  @Test func everyFamilyHasItsKindOfCard() {
    #expect(Catalogue.lossWeightings.allSatisfy { $0.card.family == .lossWeighting && $0.card.gradients == nil })
    #expect(Catalogue.gramianWeightings.allSatisfy { $0.card.family == .gramianWeighting })
    #expect(Catalogue.jacobianAggregators.allSatisfy { $0.card.family == .jacobianAggregator })
  }

  @Test func defaultsAreThoseOfTheirSources() throws {
    func fallback(_ name: String, _ parameter: String) throws -> SettingValue? {
      try Catalogue.find(name).card.settings.first { $0.name == parameter }?.fallback
    }
    #expect(try fallback("dwa", "temperature") == 2)
    #expect(try fallback("uw-so", "temperature") == 1)
    #expect(try fallback("uw-so", "eps") == 1e-8)
    #expect(try fallback("uw-o", "eps") == 1e-8)
    #expect(try fallback("slaw", "beta") == 0.99)
    #expect(try fallback("slaw", "floor") == 1e-5)
    #expect(try fallback("famo", "learning-rate") == 0.025)
    #expect(try fallback("famo", "weight-decay") == 0.001)
    #expect(try fallback("stch", "mu") == 1)
    #expect(try fallback("pbi", "theta") == 5)
    #expect(try fallback("auto-lambda", "start") == 0.1)
    #expect(try fallback("auto-lambda", "learning-rate") == 1e-4)
    #expect(try fallback("log-sum", "eps") == 1e-8)
    #expect(try fallback("softadapt", "beta") == 0.1)
    #expect(try fallback("relobralo", "alpha") == 0.999)
    #expect(try fallback("relobralo", "rho") == 0.999)
    #expect(try fallback("relobralo", "temperature") == 0.1)
    #expect(try fallback("cov-weighting", "eps") == 1e-8)
    #expect(try fallback("igb", "base-epoch") == 2)
    #expect(try fallback("go4align", "beta") == 1e-4)
    #expect(try fallback("ldc-mtl", "lambda") == 0.05)
    #expect(try MethodSample("uw").make(2).learnedScales[0].tensor.array(of: Double.self) == [-0.5, -0.5])
    #expect(
      try MethodSample("uw", ["parameter": "sigma"]).make(2).learnedScales[0].tensor.array(of: Double.self) == [1, 1])
    #expect(try MethodSample("imtl-l").make(2).learnedScales[0].tensor.array(of: Double.self) == [0, 0])
  }

  @Test func lossesThatAreNotFiniteAreNamed() {
    let check = LossCheck(tasks: ["segmentation", "depth"])
    #expect(throws: Never.self) { try check([1, 2], step: 3) }
    let error = #expect(throws: LossError.self) { try check([1, .nan], step: 12) }
    #expect(error?.description == "`depth` loss should be finite. Found nan at step 12.")
    #expect(throws: LossError(task: "segmentation", loss: .infinity, step: 1)) { try check([.infinity, 0], step: 1) }
  }

  @Test func aSetupOfTasksKnowsTheirLikelihoods() {
    let setup = BalancingSetup([LearningTask.depth("depth"), .segmentation("segmentation", classes: 3)])
    #expect(setup.tasks == [.init("depth", .laplace), .init("segmentation", .softmax)])
  }
}
