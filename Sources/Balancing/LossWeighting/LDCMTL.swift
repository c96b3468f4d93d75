import Components
import Tasks
import Torch

/// LDC-MTL: weights that are learned with the network, and a penalty on the differences of neighbours' weighted losses.
///
/// Both the network and the weights descend the objective, which stands for a bilevel problem: the network minimises the weighted
/// losses, and the weights their discrepancy.
public final class LDCMTL: LearnedScales {
  /// How losses are normalised before they are weighted.
  public enum Normalisation: String, SettingWord { case rescaled, plain }

  public static let card = MethodCard(
    name: "ldc-mtl", title: "LDC-MTL",
    summary: "Learned weights that keep the weighted losses of neighbouring tasks close to each other.",
    citation: Citation(
      "Xiao, Dong, Zou, Ji", "LDC-MTL: Balancing Multi-Task Learning through Scalable Loss Discrepancy Control",
      "arXiv", 2025, "arXiv 2502.08585"),
    formula: "L = Σ_k σ_k L̃_k + λ Σ_{k<K} |σ_k L̃_k − σ_{k+1} L̃_{k+1}|, σ = softmax(W), L̃_k = r_k L_k, "
      + "r_k = min_j L_j(0) / L_k(0); w_k = σ_k r_k (1 + λ (sign(σ_k L̃_k − σ_{k+1} L̃_{k+1}) − sign(σ_{k−1} L̃_{k−1} − σ_k L̃_k)))",
    symbols: MethodCard.usualSymbols.prefix(3) + [
      ("W", "the learned logits, one for each task"), ("L_k(0)", "the first loss of task k"), ("λ", "`lambda`"),
    ],
    settings: [
      Setting(
        "lambda", .number(.nonNegative), default: 0.05, "the weight of the discrepancy",
        source: "the authors' code for NYUv2 and QM9; 0.1 for Cityscapes"),
      Setting(
        "normalisation", .word(of: Normalisation.self), default: "rescaled",
        "losses that begin at the smallest first one, or losses as they are",
        source: "the authors' code for NYUv2; plain for Cityscapes"),
    ],
    weightSum: .free, state: "the learned logits and, with `rescaled`, the first losses",
    learned: "one logit for each task",
    example: "lambda: 0.05",
    deviations: [
      "The authors' router is a linear layer on the network's pooled features, followed by the softmax; here its logits are free "
        + "numbers, because a loss weighting sees no features.",
      "On NYUv2 the authors clamp σ to [0.2, 0.8] and divide the first sum by Σ σ, and on QM9 they take logarithms of L_k / L_k(0). Here "
        + "σ sums to 1.",
      "The discrepancy is that of neighbours, so the order of the tasks matters. Absent tasks are left out, and those next to them are "
        + "neighbours.",
      "Losses of 0 and those that are not finite are no first losses; until a task has another, r_k = min_j L_j(0).",
    ])

  private let lambda: Double
  private let logits: Tensor
  /// The first losses; nil for losses as they are.
  private let references: LossReferences?
  /// `[K, K]`, where all tasks are present.
  private let neighbours: Tensor

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  public convenience init(
    tasks: Int, lambda: Double? = nil, normalisation: Normalisation? = nil, device: Device = .cpu,
    dtype: DType = .float32
  ) throws {
    try self.init(
      BalancingSetup(
        .counted(tasks), ["lambda": lambda, "normalisation": normalisation], device: device, dtype: dtype))
  }

  public init(_ setup: BalancingSetup) throws {
    let settings = try setup.read(Self.card)
    lambda = settings.number("lambda")
    let isRescaled = settings.word("normalisation", as: Normalisation.self) == .rescaled
    references = isRescaled ? LossReferences(.firstStep, setup) : nil
    logits = setup.vector(repeating: 0).requiringGrad()
    neighbours = Presence(setup.vector(repeating: 1), for: logits)!.neighbours(setup.dtype)
  }

  public func weigh(_ losses: Tensor, present: Tensor?) -> WeightedLosses {
    let presence = Presence(present, for: losses)
    references?.observe(losses, presence)
    let known = presence?.fill(losses, with: 0) ?? losses
    let shares = logits.softmax(over: presence)
    let weighted = shares * (references.map { known / $0.divisors * $0.smallest } ?? known)
    let neighbours = presence?.neighbours(losses.dtype) ?? neighbours
    let differences = (weighted.unsqueeze(1) - weighted.unsqueeze(0)) * neighbours
    let weights = withoutGradients {
      let signs = differences.sign()
      let factors = shares * ((signs.sum([1]) - signs.sum([0])) * lambda + 1)
      return references.map { factors / $0.divisors * $0.smallest } ?? factors
    }
    return WeightedLosses(objective: weighted.sum() + differences.abs().sum() * lambda, weights: weights)
  }

  public var learned: [(name: String, tensor: Tensor)] { [(Self.logitsName, logits)] }

  private static let logitsName = "logits"
  private var memory: [String: Tensor] {
    (references?.memory ?? [:]).merging([Self.logitsName: logits]) { _, own in own }
  }

  public var state: [String: Tensor] { memory.mapValues { $0.detach().clone() } }

  public func load(state: [String: Tensor]) throws {
    try copy(state, into: memory)
    references?.loaded()
  }

  public func reset() {
    references?.reset()
    withoutGradients { _ = logits.zeroInPlace() }
  }
}

extension Presence {
  /// `[K, K]`, 1 where the task of the column is the next present one after the present task of the row.
  fileprivate func neighbours(_ dtype: DType) -> Tensor {
    let places = mask.to(dtype).cumsum(0)
    let areNext = (places.unsqueeze(0) - places.unsqueeze(1)).equal(1)
    return areNext.logicalAnd(mask.unsqueeze(0)).logicalAnd(mask.unsqueeze(1)).to(dtype)
  }
}
