import Components
import Tasks
import Torch

/// FORUM: weights that are learned by two levels at once, where the network's own step descends both.
public final class FORUM: SecondLook {
  public static let card = MethodCard(
    name: "forum", title: "FORUM",
    summary: "Weights learned on two levels: a descent on other samples that keeps the weighted loss near its lowest.",
    citation: Citation(
      "Ye, Lin, Cao, Zhang, Tsang", "A First-Order Multi-Gradient Algorithm for Multi-Objective Bi-Level Optimization",
      "ECAI", 2024, "DOI 10.3233/FAIA240793"),
    formula:
      "L = Σ_k (λ_k / ‖∇L_k^val‖ + ν v_k) L_k, v = softmax(a), ν = max(0, Σ_k λ_k π_k), π_k = φ − ∇q · F_k / ‖∇q‖²; "
      + "q = f(a, θ) − f(a, θ_n), f = Σ_k v_k L_k, θ_n after n steps of plain gradient descent on f; F_k = ∇L_k^val / ‖∇L_k^val‖; "
      + "λ ← λ + (e + 1)^(−3/4) (w − λ), w of the smallest ‖Σ_k w_k F_k + s ∇q‖² − s φ ‖∇q‖², s ≥ max(0, Σ_k w_k π_k), Σ_k w_k = 1; "
      + "Adam moves a against ν ∇_a q",
    symbols: MethodCard.usualSymbols[1...1] + [
      ("λ_k", "the running weight of task k on the upper level"), ("a_k", "the learned logit of task k"),
      ("L_k^val", "the loss on the other half of the batch"), ("θ", "the network's parameters"), ("n", "`inner-steps`"),
      ("φ", "`phi`"), ("e", "the epoch, from 0"),
    ],
    settings: [
      Setting(
        "phi", .number(.positive), default: 0.1, "how much of the lower level's slope a step should descend",
        source: "LibMTL"),
      Setting(
        "inner-steps", .wholeNumber(.between(1, 1000)), default: 5, "steps of the lower level", source: "LibMTL"),
      Setting(
        "inner-learning-rate", .number(.positive), default: 0.1, "the learning rate of the lower level's steps",
        source: "LibMTL"),
      Setting(
        "learning-rate", .number(.positive), default: 0.001, "the learning rate of the logits' own Adam",
        source: "LibMTL"),
    ],
    weightSum: .free, cost: MethodCard.Cost(forwardPasses: 8, backwardPasses: 6, backwardPassesPerTask: 1), parts: 2,
    memory: "up to 3 (K + 1) copies of all parameters",
    state: "the logits and the moments of their Adam, the weights of the upper level and the epoch",
    example: "phi: 0.5",
    deviations: [
      "The step descends the whole batch's losses with the weights that were found on its halves; in LibMTL the gradients of two "
        + "loaders' batches are added.",
      "Halves of the step's batch serve the two levels.",
      "The quadratic problem is solved exactly. Where a task's gradient is zero, so is the upper level's direction, and the step follows the "
        + "lower level alone.",
      "The lower level stops where its loss is above 10⁵, as in LibMTL; where a loss there is not finite, the logits do not move.",
      "The cost is that of 5 steps of the lower level, n + 3 forward and n + 1 backward passes. The step waits for the inner "
        + "products of the gradients and for each loss of the lower level.",
    ])

  private let phi: Double, innerSteps: Int, innerRate: Double
  private let adam: DeviceAdam
  /// λ, on the host, `[K]`; 0 for tasks that were never present.
  private let upper: Tensor
  /// A scalar on the host.
  private let epoch = Tensor.zeros([], dtype: .float64)
  /// What the next losses are weighed with, `[K]`; 1 before the first step.
  private let weights: Tensor

  /// The lower level's value, above which its steps are too long.
  private static let highest = 1e5

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  public convenience init(
    tasks: Int, phi: Double? = nil, innerSteps: Int? = nil, innerLearningRate: Double? = nil,
    learningRate: Double? = nil, device: Device = .cpu, dtype: DType = .float32
  ) throws {
    try self.init(
      BalancingSetup(
        .counted(tasks),
        [
          "phi": phi, "inner-steps": innerSteps, "inner-learning-rate": innerLearningRate,
          "learning-rate": learningRate,
        ], device: device, dtype: dtype))
  }

  public init(_ setup: BalancingSetup) throws {
    let settings = try setup.read(Self.card)
    phi = settings.number("phi")
    innerSteps = settings.wholeNumber("inner-steps")
    innerRate = settings.number("inner-learning-rate")
    adam = DeviceAdam(setup.vector(repeating: 0), learningRate: settings.number("learning-rate"))
    upper = Tensor.zeros([setup.count], dtype: .float64)
    weights = setup.vector(repeating: 1)
  }

  public func weigh(_ losses: Tensor, present: Tensor?) -> WeightedLosses {
    guard let presence = Presence(present, for: losses) else { return WeightedLosses(weights.clone(), times: losses) }
    return WeightedLosses(presence.zero(weights), times: presence.fill(losses, with: 0))
  }

  public func stepWillBegin(_ probe: StepProbe) throws {
    let parameters = probe.parameters
    let presence = Presence(probe.presence(.train), for: adam.values)
    let shares = adam.values.softmax(over: presence)
    let lower = try descend(probe, presence, shares)
    let (tasks, slopes) = try probe.gradients(of: probe.losses(.validation), .validation)
    let rows = Tensor.stack((slopes + [lower.slope]).map { Tensor.row($0, like: parameters) })
    let products = Gramian(try rows.innerProducts(with: rows).valid())
    let logitSlope = try lower.logitSlope.valid().array(of: Double.self)

    let inverses = tasks.indices.map { products[$0, $0] > 0 ? 1 / products[$0, $0].squareRoot() : 0 }
    let along = tasks.indices.map { products[$0, tasks.count] * inverses[$0] }
    let squaredNorm = products[tasks.count, tasks.count] + logitSlope.reduce(0) { $0 + $1 * $1 }
    var lambda = upper.array(of: Double.self), own = lambda.map { _ in 0.0 }, surplus = 0.0
    if !tasks.isEmpty {
      let unit = tasks.indices.map { row in
        tasks.indices.map { products[row, $0] * inverses[row] * inverses[$0] }
      }
      let point = BilevelPoint(Gramian(unit), slopes: along, squaredNorm: squaredNorm, phi: phi)
      for (place, task) in tasks.enumerated() {
        lambda[task] += pace * (point.weights[place] - lambda[task])
        own[task] = lambda[task] * inverses[place]
        surplus += lambda[task] * (phi - (squaredNorm > 0 ? along[place] / squaredNorm : 0))
      }
    }
    let nu = max(surplus, 0)
    withoutGradients {
      upper.copyInPlace(Tensor(lambda))
      weights.copyInPlace(Tensor(own).to(weights.device, weights.dtype) + shares * nu)
      adam.step(lower.logitSlope * nu, presence)
    }
  }

  /// (e + 1)^(−3/4).
  private var pace: Double {
    let root = (epoch.item() + 1).squareRoot()
    return 1 / (root * root.squareRoot())
  }

  public func stepEnded(_ probe: StepProbe) {}

  public func epochEnded(meanLosses: Tensor) { withoutGradients { _ = epoch.addInPlace(1) } }

  /// ∇q on the training half: with respect to the parameters, and to the logits.
  private func descend(
    _ probe: StepProbe, _ presence: Presence?, _ shares: Tensor
  ) throws -> (slope: [Tensor], logitSlope: Tensor) {
    func value(_ losses: Tensor) -> Tensor { ATen.dot(shares, presence?.fill(losses, with: 0) ?? losses) }
    let losses = probe.losses(.train)
    let slope = probe.gradient(of: value(losses))
    let later = try probe.trial { start in
      probe.place(ATen.foreach_add(start, slope, -innerRate))
      for _ in 1..<innerSteps {
        let value = value(probe.losses(.train))
        guard try value.detach().valid().array(of: Double.self)[0] <= Self.highest else { break }
        let slope = probe.gradient(of: value)
        withoutGradients { ATen.foreach_add_(probe.parameters, slope, -innerRate) }
      }
      return withoutGradients { probe.losses(.train) }
    }
    return try withoutGradients {
      let gain = presence?.fill(losses - later, with: 0) ?? (losses - later)
      let isKnown = try gain.valid().array(of: Double.self).allSatisfy(\.isFinite)
      return (slope, isKnown ? shares * (gain - ATen.dot(shares, gain)) : shares.zerosLike())
    }
  }

  private var memory: [String: Tensor] {
    adam.memory("logits").merging(["upper": upper, "epoch": epoch, "weights": weights]) { own, _ in own }
  }

  public var state: [String: Tensor] { memory.mapValues { $0.clone() } }

  public func load(state: [String: Tensor]) throws { try copy(state, into: memory) }

  public func reset() {
    adam.reset()
    withoutGradients {
      upper.zeroInPlace()
      epoch.zeroInPlace()
      weights.fillInPlace(1)
    }
  }
}
