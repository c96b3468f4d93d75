import Tasks
import Torch

/// GradDrop: in every coordinate chance decides whether the positive or the negative gradients count.
///
/// - Paper: Chen, Ngiam, Huang, Luong, Kretzschmar, Chai, Anguelov, "Just Pick a Sign: Optimizing Deep Multitask Models with
///   Gradient Sign Dropout" (NeurIPS 2020). The form `sign-agnostic`: Kurin, De Palma, Kostrikov, Whiteson, Kumar, "In
///   Defense of the Unitary Scalarization for Deep Multi-Task Learning" (NeurIPS 2022).
/// - Formula: P = Σ_k max(s_k, 0) / Σ_k |s_k|; U ~ Uniform(0, 1); M_k = [s_k > 0] where P > U, else [s_k < 0];
///   d = Σ_k (ℓ_k + (1 − ℓ_k) M_k) g_k, all for each coordinate. Sign-agnostic: M_k = 1 with the probability `keep`.
/// - Symbols: s_k = g_k in the scopes of parameters; in the scope of the representation Z the sum of sign(Z) g_k over the
///   batch, one number for each unit, whose mask then holds for all samples; ℓ_k the leak.
/// - Parameters: `form`, `sign` (default) or `sign-agnostic`; `leak`, the share of a gradient that always passes, 0 by
///   default, or `leaks`, one for each task; `keep`, for `sign-agnostic`, 0.25.
/// - Example: `balancing: { method: graddrop }`
/// - Deviations: the paper's monotone function of P is the identity, its choice. P = ½ (1 + Σ s / Σ |s|), written without a
///   cancellation. Of U = P the negative side is taken, so that nothing is dropped where all signs agree. The authors work on
///   the representation, the default. With parameters there is no batch to sum over and no Z, so that signs are the
///   gradients' own, as in public implementations. No rescaling to the undropped length, which is in Kurin et al.'s code but
///   in no formula. The direction is no weighted sum of the gradients, so that no weights are reported.
public final class GradientSignDropout: JacobianAggregator {
  enum Form: String {
    case sign
    case signAgnostic = "sign-agnostic"
  }

  public static let card = MethodCard(
    name: "graddrop", title: "GradDrop", family: .jacobianAggregator,
    summary: "In every coordinate chance decides whether the positive or the negative gradients count.",
    citation: Citation(
      "Chen, Ngiam, Huang, Luong, Kretzschmar, Chai, Anguelov",
      "Just Pick a Sign: Optimizing Deep Multitask Models with Gradient Sign Dropout", "NeurIPS", 2020,
      "arXiv 2010.06808"),
    formula: "P = Σ_k max(s_k, 0) / Σ_k |s_k|; M_k = [s_k > 0] where P > U, else [s_k < 0]; "
      + "d = Σ_k (ℓ_k + (1 − ℓ_k) M_k) g_k in every coordinate",
    symbols: [
      ("s_k", "g_k; of the representation Z the sum of sign(Z) g_k over the batch"), ("U", "a uniform random number"),
      ("ℓ_k", "`leak`"), ("g_k", "the gradient of task k's loss"),
      ("d", "the direction that takes the summed gradient's place"),
    ],
    parameters: [
      Setting(
        "form", .word(["sign", "sign-agnostic"]), default: "sign",
        "whether one sign is kept in every coordinate, or entries at random", source: "Chen et al., NeurIPS 2020"),
      Setting(
        "leak", .number(.fraction), default: 0, "the share of every gradient that always passes",
        source: "Chen et al., NeurIPS 2020"),
      Setting("leaks", .numbers(.fraction), "one leak for each task, in place of `leak`"),
      Setting(
        "keep", .number(.fraction), default: 0.25, "the probability with which `sign-agnostic` keeps an entry",
        source: "Kurin et al., NeurIPS 2022: their scripts drop with 0.75"),
    ],
    weightSum: .free, cost: MethodCard.Cost(),
    gradients: MethodCard.Gradients(usual: .representation, heads: .own), state: "the state of its random generator",
    example: "balancing: { method: graddrop }",
    deviations: [
      "Beyond the representation, signs are those of the parameters' gradients.", "No rescaling afterwards.",
    ])

  private let form: Form
  private let keep: Double
  private let leaks: [Double]
  private let generator: Generator

  public init(_ setup: BalancingSetup) throws {
    let settings = try setup.read(Self.card)
    form = settings.word("form")
    keep = settings.number("keep")
    leaks =
      try settings.numbers("leaks", oneForEach: "task", count: setup.count)
      ?? Array(repeating: settings.number("leak"), count: setup.count)
    generator = setup.generator.moved(to: setup.device)
  }

  public func aggregate(_ sample: JacobianSample) -> AggregatedGradient {
    let evidence = evidence(sample)
    let shape = form == .sign ? [evidence.size(1)] : evidence.shape
    let dtype: DType = sample.jacobian.dtype == .float64 ? .float64 : .float32
    let uniforms = Tensor.rand(shape, dtype: dtype, device: generator.device, generator: generator)
    return aggregate(sample, evidence, uniforms: uniforms.to(sample.jacobian.device))
  }

  /// The direction for given uniform numbers: one for each unit, or `[task, unit]` for `sign-agnostic`.
  package func aggregate(_ sample: JacobianSample, uniforms: Tensor) -> AggregatedGradient {
    aggregate(sample, evidence(sample), uniforms: uniforms)
  }

  /// P, `[unit]`; ½ where all gradients are zero.
  package func signPurity(_ sample: JacobianSample) -> Tensor {
    let evidence = evidence(sample)
    return purity(evidence.clamp(min: 0).sum([0]), evidence.clamp(max: 0).sum([0]))
  }

  /// s, `[task, unit]`.
  private func evidence(_ sample: JacobianSample) -> Tensor {
    guard let representation = sample.representation else { return sample.jacobian }
    return
      (sample.jacobian.reshape([sample.tasks.count] + [representation.size(0), -1])
      * representation.reshape([1, representation.size(0), -1]).sign()).sum([1])
  }

  private func aggregate(_ sample: JacobianSample, _ evidence: Tensor, uniforms: Tensor) -> AggregatedGradient {
    let rows = sample.jacobian
    let leaks = sample.tasks.map { self.leaks[$0] }
    let column = Tensor(leaks).to(rows.device, rows.dtype)
    if form == .sign, sample.representation == nil {
      return AggregatedGradient(chosenSides(rows, column, isLeaking: leaks.contains { $0 > 0 }, uniforms))
    }
    // [task, 1, unit], for [task, sample, unit]
    let kept = (form == .sign ? keptSigns(evidence, uniforms) : uniforms.less(keep)).to(rows.dtype).unsqueeze(1)
    let shares = column.reshape([-1, 1, 1])
    let factors = shares + (1 - shares) * kept
    return AggregatedGradient((rows.reshape([rows.size(0), -1, evidence.size(1)]) * factors).sum([0]).reshape([-1]))
  }

  /// Where the gradients' own signs decide, the positive and the negative parts can be summed before one is chosen: no mask
  /// of K × P is needed.
  private func chosenSides(_ rows: Tensor, _ leaks: Tensor, isLeaking: Bool, _ uniforms: Tensor) -> Tensor {
    let (positive, negative) = (rows.clamp(min: 0), rows.clamp(max: 0))
    let (above, below) = (positive.sum([0]), negative.sum([0]))
    let isPositive = purity(above, below).greater(uniforms)
    guard isLeaking else { return Tensor.where(isPositive, above, below) }
    let rest = 1 - leaks
    return leaks.matmul(rows) + Tensor.where(isPositive, rest.matmul(positive), rest.matmul(negative))
  }

  private func keptSigns(_ evidence: Tensor, _ uniforms: Tensor) -> Tensor {
    let purity = purity(evidence.clamp(min: 0).sum([0]), evidence.clamp(max: 0).sum([0]))
    return Tensor.where(purity.greater(uniforms), evidence.greater(0), evidence.less(0))
  }

  private func purity(_ above: Tensor, _ below: Tensor) -> Tensor {
    let sum = above - below
    return Tensor.where(sum.equal(0), sum + 0.5, above / sum)
  }

  public var state: [String: Tensor] { ["generator": generator.state] }

  public func load(state: [String: Tensor]) throws {
    try check(state, like: self.state)
    generator.state = state["generator"]!
  }
}

extension Generator {
  /// This generator, or where the numbers are needed elsewhere one for that device, with a seed that this one draws.
  func moved(to device: Device) -> Generator {
    guard device != self.device else { return self }
    let seed = Tensor.randint(0, .max, [1], device: self.device, generator: self).array(of: Int.self)[0]
    return Generator(seed: UInt64(seed), device: device)
  }
}
