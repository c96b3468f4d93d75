/// The optimiser with its own parameters. The defaults are PyTorch's.
package enum OptimizerConfiguration: Hashable, Sendable {
  package enum Kind: String, CaseIterable, Sendable {
    case adam, adamw, sgd, adagrad, rmsprop
  }

  /// Adam.
  ///
  /// - `betas`: the decay of the averages of the gradient and of its square.
  /// - `eps`: the number that is added to the root of the second average.
  case adam(betas: [Double], eps: Double, amsgrad: Bool)
  /// Adam with weight decay that does not pass through the averages.
  case adamw(betas: [Double], eps: Double, amsgrad: Bool)
  case sgd(momentum: Double, dampening: Double, nesterov: Bool)
  case adagrad(eps: Double)
  /// RMSprop.
  ///
  /// - `alpha`: the decay of the average of the squared gradient.
  case rmsprop(alpha: Double, eps: Double, momentum: Double, centered: Bool)

  package var kind: Kind {
    switch self {
    case .adam: .adam
    case .adamw: .adamw
    case .sgd: .sgd
    case .adagrad: .adagrad
    case .rmsprop: .rmsprop
    }
  }

  /// The weight decay if the configuration gives none.
  var usualWeightDecay: Double { kind == .adamw ? 0.01 : 0 }

  init(reading section: ConfigurationSection) throws {
    let kind: Kind = try section.choice("kind", default: .adam)
    section.varies(with: "kind", kind.rawValue)
    switch kind {
    case .adam, .adamw:
      let betas = try section.doubles("betas", count: 2, default: [0.9, 0.999], in: .properFraction)
      let eps = try section.double("eps", default: 1e-8, in: .positive)
      let amsgrad = try section.bool("amsgrad", default: false)
      self =
        kind == .adam
        ? .adam(betas: betas, eps: eps, amsgrad: amsgrad) : .adamw(betas: betas, eps: eps, amsgrad: amsgrad)
    case .sgd:
      let momentum = try section.double("momentum", default: 0, in: .properFraction)
      let dampening = try section.double("dampening", default: 0, in: .fraction)
      let nesterov = try section.bool("nesterov", default: false)
      if nesterov, momentum == 0 || dampening != 0 {
        throw ConfigurationError(
          "`\(section.path(of: "nesterov"))` needs a positive `momentum` and a `dampening` of 0. "
            + "Found \(momentum) and \(dampening).", at: section.given("nesterov")?.origin ?? .default)
      }
      self = .sgd(momentum: momentum, dampening: dampening, nesterov: nesterov)
    case .adagrad:
      self = .adagrad(eps: try section.double("eps", default: 1e-10, in: .positive))
    case .rmsprop:
      self = .rmsprop(
        alpha: try section.double("alpha", default: 0.99, in: .properFraction),
        eps: try section.double("eps", default: 1e-8, in: .positive),
        momentum: try section.double("momentum", default: 0, in: .properFraction),
        centered: try section.bool("centered", default: false))
    }
  }
}
