import Components

/// The card of an optimiser.
///
/// ```swift
/// static let card = OptimizerCard(
///   About("sign-sgd", title: "SignSGD", "a step of the same size for every parameter, in the gradient's direction")
/// ) { groups, _ in SignSGD(groups) }
/// ```
public struct OptimizerCard: ComponentCard {
  public let about: About
  /// The weight decay where none is given.
  public let usualWeightDecay: Double
  private let make: @Sendable ([ParameterGroup], Settings) -> any Optimizer

  /// Describes an optimiser.
  ///
  /// - Parameters:
  ///   - usualWeightDecay: the weight decay where none is given; PyTorch's default.
  ///   - make: creates it for groups of parameters, which have their own learning rates and weight decays.
  public init(
    _ about: About, usualWeightDecay: Double = 0,
    make: @escaping @Sendable ([ParameterGroup], Settings) -> any Optimizer
  ) {
    self.about = about
    self.usualWeightDecay = usualWeightDecay
    self.make = make
  }

  public var facts: [Fact] {
    [
      .settings(of: self),
      Fact("weight decay", usualWeightDecay.brief),
    ]
  }

  /// Creates the optimiser.
  public func optimizer(_ groups: [ParameterGroup], _ settings: Settings) -> any Optimizer { make(groups, settings) }
}

extension Chosen<OptimizerCard> {
  /// Creates the chosen optimiser for groups of parameters.
  public func optimizer(_ groups: [ParameterGroup]) -> any Optimizer { card.optimizer(groups, settings) }
}

/// The optimisers by name, with the update rules and defaults of PyTorch.
public enum Optimizers {
  /// A new optimiser is one file and one line here.
  public static let all = Registry(
    "an optimiser",
    [
      Adam.card,
      AdamW.card,
      SGD.card,
      Adagrad.card,
      RMSprop.card,
      Adadelta.card,
      Adamax.card,
      NAdam.card,
      RAdam.card,
      SignSGD.card,
    ])
}

extension Citation {
  static let kingma2015 = Citation(
    "Kingma, Ba", "Adam: A Method for Stochastic Optimization", "ICLR", 2015, "arXiv 1412.6980")
}

/// What several optimisers ask for.
extension Setting {
  static let betas = Setting(
    "betas", .numbers(.properFraction, count: 2), default: [0.9, 0.999],
    "the decay of the averages of the gradient and of its square", source: "PyTorch")

  static let amsgrad = Setting(
    "amsgrad", .truth, default: false, "whether the largest average of the square so far is used", source: "PyTorch")

  static func eps(
    _ usual: Double, in range: Setting.Range = .positive,
    addedTo what: String = "the root of the squared gradient's average"
  ) -> Setting {
    Setting("eps", .number(range), default: .number(usual), "the number that is added to \(what)", source: "PyTorch")
  }
}

extension Settings {
  /// The two decays.
  var betas: (Double, Double) {
    let betas = numbers("betas")!
    return (betas[0], betas[1])
  }
}
