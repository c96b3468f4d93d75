import Tasks
import TestSupport
import Testing
import Torch

@testable import Balancing
@testable import Components

/// A method by its typed initialiser: with nothing but what it needs, and with every setting that it has.
private struct TypedMethod: CustomTestStringConvertible, Sendable {
  typealias Making = @Sendable () throws -> any BalancingMethod

  let name: String
  /// What the catalogue must be told for the same method.
  let needed: [String: SettingValue]
  let plain: Making
  /// Settings by their names in a configuration, and the same method by its typed initialiser.
  let chosen: [([String: SettingValue], Making)]

  init(
    _ name: String, needing needed: [String: SettingValue] = [:], _ plain: @escaping Making,
    _ chosen: ([String: SettingValue], Making)...
  ) {
    self.name = name
    self.needed = needed
    self.plain = plain
    self.chosen = chosen
  }

  var testDescription: String { name }

  static let likelihoods: [Likelihood] = [.laplace, .gaussian, .softmax]
  static let names = ["a", "b", "c"]

  static let losses: [TypedMethod] = [
    TypedMethod("ew", { try EW(tasks: 3) }, (["reduction": "mean"], { try EW(tasks: 3, reduction: .mean) })),
    TypedMethod(
      "scalarization", needing: ["weights": [0.2, 0.3, 0.5]], { try Scalarization(weights: [0.2, 0.3, 0.5]) },
      (["weights": [1, 0, 2]], { try Scalarization(weights: [1, 0, 2]) })),
    TypedMethod(
      "rlw", { try RLW(tasks: 3) },
      (["distribution": "dirichlet", "sum": "tasks"], { try RLW(tasks: 3, distribution: .dirichlet, sum: .tasks) })),
    TypedMethod("dwa", { try DWA(tasks: 3) }, (["temperature": 5], { try DWA(tasks: 3, temperature: 5) })),
    TypedMethod("gls", { try GLS() }, (["priorities": [2, 1, 0.5]], { try GLS(priorities: [2, 1, 0.5]) })),
    TypedMethod(
      "uw", { try UW(tasks: 3) },
      (
        ["form": "likelihood", "parameter": "sigma", "start": 2],
        { try UW(tasks: 3, form: .likelihood, likelihoods: likelihoods, parameter: .sigma, start: 2) }
      ),
      (["form": "revised"], { try UW(tasks: 3, form: .revised) })),
    TypedMethod(
      "uw-o", { try UWO() },
      (
        ["form": "likelihood", "eps": 0.5, "objective": "plug-in"],
        { try UWO(likelihoods: likelihoods, eps: 0.5, objective: .plugIn) }
      )),
    TypedMethod(
      "uw-so", { try UWSO(tasks: 3) },
      (
        ["temperature": 20, "eps": 0.5, "floor": 0.1], { try UWSO(tasks: 3, temperature: 20, eps: 0.5, floor: 0.1) }
      ),
      (["relative-temperature": 2], { try UWSO(tasks: 3, relativeTemperature: 2) })),
    TypedMethod(
      "uw-so-auto", { try UWSOAuto(tasks: 3) },
      (
        ["rule": "relative", "temperature": 2, "beta": 0.5],
        { try UWSOAuto(tasks: 3, rule: .relative, temperature: 2, beta: 0.5) }
      ),
      (
        ["rule": "entropy", "share": 0.2, "half-life": 3],
        { try UWSOAuto(tasks: 3, rule: .entropy, share: 0.2, halfLife: 3) }
      ),
      (
        ["rule": "bandit", "temperatures": [1, 9], "window": 2],
        { try UWSOAuto(tasks: 3, rule: .bandit, temperatures: [1, 9], window: 2) }
      )),
    TypedMethod(
      "uw-so-hyper", { try UWSOHyper(tasks: 3) },
      (
        ["start": 3, "learning-rate": 0.5, "period": 2, "beta": 0.5],
        { try UWSOHyper(tasks: 3, start: 3, learningRate: 0.5, period: 2, beta: 0.5) }
      )),
    TypedMethod("imtl-l", { try IMTLL(tasks: 3) }, (["start": 1], { try IMTLL(tasks: 3, start: 1) })),
    TypedMethod(
      "slaw", { try SLAW(tasks: 3) },
      (
        ["beta": 0.5, "start": "zero", "floor": 0.1], { try SLAW(tasks: 3, beta: 0.5, start: .zero, floor: 0.1) }
      )),
    TypedMethod(
      "lbtw", { try LBTW(tasks: 3) },
      (["alpha": 0.2, "period": 2], { try LBTW(tasks: 3, alpha: 0.2, period: 2) })),
    TypedMethod(
      "dtp", { try DTP(tasks: 3) }, (["alpha": 0.2, "gamma": 2], { try DTP(tasks: 3, alpha: 0.2, gamma: 2) })),
    TypedMethod("log-sum", { try LogSum() }, (["eps": 0.5], { try LogSum(eps: 0.5) })),
    TypedMethod(
      "logse", { try LogSE(tasks: 3) },
      (["factors": [1, 2, 4], "eps": 0.5], { try LogSE(tasks: 3, factors: [1, 2, 4], eps: 0.5) })),
    TypedMethod(
      "adaptive", { try Adaptive(tasks: 3) },
      (["gradient": "attached", "sum": "one"], { try Adaptive(tasks: 3, gradient: .attached, sum: .one) }),
      (["update": "epoch"], { try Adaptive(tasks: 3, update: .epoch) })),
    TypedMethod(
      "famo", { try FAMO(tasks: 3) },
      (
        ["learning-rate": 0.5, "weight-decay": 0.1, "min-losses": [-1, -0.5, 0.1]],
        { try FAMO(tasks: 3, learningRate: 0.5, weightDecay: 0.1, minLosses: [-1, -0.5, 0.1]) }
      )),
    TypedMethod(
      "stch", { try STCH(tasks: 3) },
      (
        ["form": "raw", "mu": 0.1, "weights": [1, 2, 3], "reference": [0.1, 0.2, 0]],
        { try STCH(tasks: 3, form: .raw, mu: 0.1, weights: [1, 2, 3], reference: [0.1, 0.2, 0]) }
      ),
      (["form": "log", "warmup": 0], { try STCH(tasks: 3, form: .log, warmup: 0) })),
    TypedMethod(
      "cosmos", { try COSMOS() },
      (["lambda": 0.1, "weights": [1, 2, 3]], { try COSMOS(lambda: 0.1, weights: [1, 2, 3]) })),
    TypedMethod(
      "pbi", { try PBI(tasks: 3) },
      (
        ["theta": 0.5, "weights": [1, 2, 3], "reference": [0.1, 0.2, 0]],
        { try PBI(tasks: 3, theta: 0.5, weights: [1, 2, 3], reference: [0.1, 0.2, 0]) }
      )),
    TypedMethod(
      "bandit-mtl", { try BanditMTL(tasks: 3) },
      (["rho": 0.5, "eta": 2], { try BanditMTL(tasks: 3, rho: 0.5, eta: 2) })),
    TypedMethod(
      "auto-lambda", { try AutoLambda(tasks: 3) },
      (
        ["start": 0.5, "learning-rate": 0.1, "primary": [1, 0, 1]],
        { try AutoLambda(tasks: 3, start: 0.5, learningRate: 0.1, primary: [1, 0, 1]) }
      )),
    TypedMethod(
      "softadapt", { try SoftAdapt(tasks: 3) },
      (
        ["form": "both", "beta": 2, "eps": 0.5], { try SoftAdapt(tasks: 3, form: .both, beta: 2, eps: 0.5) }
      )),
    TypedMethod(
      "relobralo", { try ReLoBRaLo(tasks: 3) },
      (
        ["alpha": 0.5, "rho": 0.2, "temperature": 2, "eps": 0.5],
        { try ReLoBRaLo(tasks: 3, alpha: 0.5, rho: 0.2, temperature: 2, eps: 0.5) }
      )),
    TypedMethod(
      "cov-weighting", { try CoVWeighting(tasks: 3) }, (["eps": 0.5], { try CoVWeighting(tasks: 3, eps: 0.5) })),
    TypedMethod(
      "igb", { try IGB(tasks: 3) },
      (["base-epoch": 1, "eps": 0.5], { try IGB(tasks: 3, baseEpoch: 1, eps: 0.5) })),
    TypedMethod(
      "go4align", { try GO4Align(tasks: 3) },
      (["groups": 3, "beta": 2, "eps": 0.5], { try GO4Align(tasks: 3, groups: 3, beta: 2, eps: 0.5) })),
    TypedMethod(
      "ldc-mtl", { try LDCMTL(tasks: 3) },
      (["lambda": 0.5, "normalisation": "plain"], { try LDCMTL(tasks: 3, lambda: 0.5, normalisation: .plain) })),
    TypedMethod(
      "moml", { try MOML(tasks: 3) },
      (
        ["inner-learning-rate": 0.5, "learning-rate": 0.1],
        { try MOML(tasks: 3, innerLearningRate: 0.5, learningRate: 0.1) }
      )),
    TypedMethod(
      "forum", { try FORUM(tasks: 3) },
      (
        ["phi": 0.5, "inner-steps": 2, "inner-learning-rate": 0.3, "learning-rate": 0.1],
        { try FORUM(tasks: 3, phi: 0.5, innerSteps: 2, innerLearningRate: 0.3, learningRate: 0.1) }
      )),
  ]

  static let gradients: [TypedMethod] = [
    TypedMethod("sum", { SumOfGradients() }),
    TypedMethod("mean", { MeanOfGradients() }),
    TypedMethod(
      "constant", needing: ["weights": [0.2, 1.5, 0.7]], { try ConstantWeights(weights: [0.2, 1.5, 0.7]) },
      (["weights": [1, 2, 3]], { try ConstantWeights(weights: [1, 2, 3]) })),
    TypedMethod("pcgrad", { try PCGrad() }, (["eps": 0.5], { try PCGrad(eps: 0.5) })),
    TypedMethod(
      "gradvac", { try GradVac(tasks: 3) },
      (["beta": 0.5, "eps": 0.1], { try GradVac(tasks: 3, beta: 0.5, eps: 0.1) })),
    TypedMethod("imtl-g", { IMTLG(tasks: names) }),
    TypedMethod("imtl", { IMTL(tasks: names) }),
    TypedMethod(
      "aligned-mtl", { try AlignedMTL() },
      (["scale": "rmse", "sum": "tasks"], { try AlignedMTL(scale: .rmse, sum: .tasks) }),
      (["preference": [1, 2, 3]], { try AlignedMTL(preference: [1, 2, 3]) })),
    TypedMethod(
      "gradnorm", { try GradNorm(tasks: names) },
      (
        ["alpha": 0.5, "learning-rate": 0.3, "parameter": "softmax"],
        { try GradNorm(tasks: names, alpha: 0.5, learningRate: 0.3, parameter: .softmax) }
      )),
    TypedMethod("config", { try ConFIG() }, (["preference": [1, 2, 3]], { try ConFIG(preference: [1, 2, 3]) })),
    TypedMethod(
      "krum", { try Krum(tasks: names) },
      (
        ["byzantine": 0, "selected": 2, "distance": "euclidean"],
        { try Krum(tasks: names, byzantine: 0, selected: 2, distance: .euclidean) }
      )),
    TypedMethod(
      "mgda", { try MGDA(tasks: names) },
      (["normalisation": "loss+"], { try MGDA(tasks: names, normalisation: .lossPlus) })),
    TypedMethod(
      "cagrad", { try CAGrad() },
      (["c": 0.9, "rescale": 2], { try CAGrad(c: 0.9, rescale: 2) }), (["norm-eps": 1e6], { try CAGrad(normEps: 1e6) })),
    TypedMethod(
      "nash-mtl", { try NashMTL(tasks: names) },
      (
        ["update-every": 3, "max-norm": 0.5, "stationary": "stop"],
        { try NashMTL(tasks: names, updateEvery: 3, maxNorm: 0.5, stationary: .stop) }
      )),
    TypedMethod(
      "fairgrad", { try FairGrad(tasks: names) }, (["alpha": 0.5], { try FairGrad(tasks: names, alpha: 0.5) })),
    TypedMethod(
      "upgrad", { try UPGrad() },
      (["preference": [1, 2, 3], "reg-eps": 0.1], { try UPGrad(preference: [1, 2, 3], regEps: 0.1) }),
      (["norm-eps": 1e6], { try UPGrad(normEps: 1e6) })),
    TypedMethod(
      "dualproj", { try DualProj() },
      (["preference": [1, 2, 3], "reg-eps": 0.1], { try DualProj(preference: [1, 2, 3], regEps: 0.1) }),
      (["norm-eps": 1e6], { try DualProj(normEps: 1e6) })),
    TypedMethod(
      "sdmgrad", { try SDMGrad(tasks: 3) },
      (
        ["lambda": 0.6, "learning-rate": 0.1, "momentum": 0.2, "iterations": 3, "preference": [1, 2, 3]],
        {
          try SDMGrad(
            tasks: 3, lambda: 0.6, learningRate: 0.1, momentum: 0.2, iterations: 3, preference: [1, 2, 3])
        }
      )),
    TypedMethod(
      "modo", { try MoDo(tasks: 3) }, (["gamma": 0.05, "rho": 0.3], { try MoDo(tasks: 3, gamma: 0.05, rho: 0.3) })),
    TypedMethod(
      "pcd", { try PCD(tasks: 3) },
      (
        ["primary": 1, "tau": 0.3, "beta": 0.5, "eps": 0.1],
        { try PCD(tasks: 3, primary: 1, tau: 0.3, beta: 0.5, eps: 0.1) }
      )),
    TypedMethod(
      "gcs", { try GCS(tasks: 3) },
      (["primary": 1, "form": "hard"], { try GCS(tasks: 3, primary: 1, form: .hard) })),
    TypedMethod(
      "auxinash", { try AuxiNash(tasks: names) },
      (
        ["preference": [1, 2, 3], "stationary": "stop"],
        { try AuxiNash(tasks: names, preference: [1, 2, 3], stationary: .stop) }
      )),
    TypedMethod(
      "metabalance", { try MetaBalance(tasks: 3) },
      (
        ["primary": 1, "relaxation": 0.3, "beta": 0.5],
        { try MetaBalance(tasks: 3, primary: 1, relaxation: 0.3, beta: 0.5) }
      )),
    TypedMethod(
      "encodec", { try EnCodec(tasks: 3) },
      (
        ["shares": [1, 2, 3], "total-norm": 2, "beta": 0.5, "eps": 0.1],
        { try EnCodec(tasks: 3, shares: [1, 2, 3], totalNorm: 2, beta: 0.5, eps: 0.1) }
      )),
    TypedMethod(
      "adatask", { try AdaTask(tasks: 3) },
      (
        ["beta1": 0.5, "beta2": 0.7, "eps": 0.1], { try AdaTask(tasks: 3, beta1: 0.5, beta2: 0.7, eps: 0.1) }
      )),
    TypedMethod(
      "graddrop", { try GradDrop(tasks: 3) },
      (
        ["form": "sign-agnostic", "leak": 0.2, "keep": 0.5],
        { try GradDrop(tasks: 3, form: .signAgnostic, leak: 0.2, keep: 0.5) }
      ),
      (["leaks": [0.1, 0.2, 0.3]], { try GradDrop(tasks: 3, leaks: [0.1, 0.2, 0.3]) })),
    TypedMethod(
      "trimmed-mean", { try TrimmedMean(tasks: names) }, (["trim": 0], { try TrimmedMean(tasks: names, trim: 0) })),
    TypedMethod(
      "moco", { try MoCo(tasks: 3) },
      (
        [
          "beta": 0.7, "beta-sigma": 0.2, "gamma": 0.3, "gamma-sigma": 0.1, "rho": 0.4, "gradients": "scaled",
          "simplex": "softmax",
        ],
        {
          try MoCo(
            tasks: 3, beta: 0.7, betaSigma: 0.2, gamma: 0.3, gammaSigma: 0.1, rho: 0.4, gradients: .scaled,
            simplex: .softmax)
        }
      )),
    TypedMethod(
      "excess-mtl", { try ExcessMTL(tasks: 3) },
      (
        ["step-size": 0.5, "warmup-epochs": 0, "warmup": 1, "convention": "tasks"],
        { try ExcessMTL(tasks: 3, stepSize: 0.5, warmupEpochs: 0, warmup: 1, convention: .tasks) }
      )),
    TypedMethod(
      "db-mtl", { try DBMTL(tasks: 3) },
      (
        ["beta": 0.5, "beta-sigma": 0.3, "eps": 0.1], { try DBMTL(tasks: 3, beta: 0.5, betaSigma: 0.3, eps: 0.1) }
      )),
  ]

  static let all = losses + gradients

  /// The method as the catalogue makes it.
  func fromCatalogue(_ parameters: [String: SettingValue]) throws -> any BalancingMethod {
    let tasks = zip(Self.names, Self.likelihoods).map { BalancingSetup.BalancedTask($0, $1) }
    return try Catalogue.find(name).init(BalancingSetup(tasks, parameters: needed.merging(parameters) { $1 }))
  }
}

/// Numbers that a method answers over some steps and epochs.
private func answers(_ method: any BalancingMethod) throws -> [Double] {
  try (1...4).flatMap { step -> [Double] in
    let losses = [0.5, 1 / Double(step), 2 * Double(step % 2 + 1)]
    var found: [Double]
    switch method {
    case let method as any LossWeighting:
      let answer = Answer(method, losses, dtype: .float32)
      found = answer.weights + [answer.objective] + answer.gradient
      try disturb(method, Double(step), dtype: .float32)
    case let method as any GramianWeighting:
      found = try method.weigh(
        GramianSample(threeGradients.gramian, cross: threeGradients.gramian, losses: losses))
    case let method as any JacobianAggregator:
      found = try method.aggregate(JacobianSample(threeGradients.tensor.to(.float32), losses: losses))
        .direction.array(of: Double.self)
    default: found = []
    }
    method.epochEnded(meanLosses: Tensor(losses))
    return found
  }
}

@Suite struct TypedInitialiserTests {
  @Test func everyMethodHasOne() {
    #expect(Set(TypedMethod.all.map(\.name)) == Set(Catalogue.cards.map(\.name)))
    #expect(TypedMethod.all.count == Catalogue.cards.count)
  }

  @Test(arguments: TypedMethod.all) private func itsDefaultsAreTheCards(_ method: TypedMethod) throws {
    let expected = try answers(try method.fromCatalogue([:]))
    #expect(!expected.isEmpty)
    #expect(try answers(try method.plain()) == expected)
  }

  @Test(arguments: TypedMethod.all) private func everySettingIsHandedOn(_ method: TypedMethod) throws {
    let settings = Set(try Catalogue.find(method.name).card.settings.map(\.name))
    #expect(Set(method.chosen.flatMap(\.0.keys)) == settings)
    for (parameters, make) in method.chosen {
      #expect(try answers(try make()) == answers(try method.fromCatalogue(parameters)), "\(parameters)")
    }
  }

  @Test func aNumberThatIsNotPermittedIsTheCardsError() {
    #expect(errorText { _ = try UWSO(tasks: 3, temperature: -1) } == "`temperature` should be positive. Found -1.0.")
    #expect(errorText { _ = try CAGrad(rescale: 3) } == "`rescale` should be between 0 and 2. Found 3.0.")
    #expect(errorText { _ = try EW(tasks: 0) } == "`ew` should have at least one task. Found none.")
    #expect(
      errorText { _ = try UWSO(tasks: 3, temperature: 1, relativeTemperature: 2) }
        == "`temperature` should be left out where `relative-temperature` is given. Found `1`.")
    #expect(
      errorText { _ = try FAMO(tasks: 3, minLosses: [0, 0]) }
        == "`min-losses` should have one number for each task, 3 in all. Found 2.")
  }

  @Test func likelihoodsAreGivenWhereTheyCount() {
    let expected = "`likelihoods` should have one for each task where `form` is `likelihood`, and be nil otherwise."
    #expect(errorText { _ = try UW(tasks: 2, form: .likelihood) } == expected)
    #expect(errorText { _ = try UW(tasks: 2, form: .likelihood, likelihoods: [.laplace]) } == expected)
    #expect(errorText { _ = try UW(tasks: 2, likelihoods: [.laplace, .laplace]) } == expected)
    #expect(errorText { _ = try UW(tasks: 2, form: .likelihood, likelihoods: [.laplace, .laplace]) } == "no error")
  }
}
