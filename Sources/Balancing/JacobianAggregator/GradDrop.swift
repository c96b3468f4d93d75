import Components
import Tasks
import Torch

/// GradDrop: in every coordinate chance decides whether the positive or the negative gradients count.
///
/// The form `sign-agnostic` is that of Kurin et al., "In Defense of the Unitary Scalarization for Deep Multi-Task Learning"
/// (NeurIPS 2022).
public final class GradDrop: JacobianAggregator {
  /// Whether one sign is kept in every coordinate, or entries at random.
  public enum Form: String, SettingWord {
    case sign
    case signAgnostic = "sign-agnostic"
  }

  public static let card = MethodCard(
    name: "graddrop", title: "GradDrop",
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
    settings: [
      Setting(
        "form", .word(of: Form.self), default: "sign",
        "whether one sign is kept in every coordinate, or entries at random", source: "Chen et al., NeurIPS 2020"),
      Setting(
        "leak", .number(.fraction), default: 0, "the share of every gradient that always passes",
        source: "Chen et al., NeurIPS 2020"),
      Setting("leaks", .numbers(.fraction), "one leak for each task, in place of `leak`"),
      Setting(
        "keep", .number(.fraction), default: 0.25, "the probability with which `sign-agnostic` keeps an entry",
        source: "Kurin et al., NeurIPS 2022: their scripts drop with 0.75"),
    ],
    weightSum: .free, gradients: .jacobian([.shared, .representation], usual: .representation, heads: .own),
    state: "the state of its random generator",
    deviations: [
      "The paper's monotone function of P is the identity, its choice.",
      "Of U = P the negative side is taken, so that nothing is dropped where all signs agree.",
      "In the scopes of parameters, signs are those of the gradients themselves.",
      "No rescaling to the length before, which Kurin et al. have in their code and in no formula.",
      "The direction is no weighted sum of the gradients: no weights are reported.",
    ])

  private let form: Form
  private let keep: Double
  private let leaks: [Double]
  private let generator: Generator

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  public convenience init(
    tasks: Int, form: Form? = nil, leak: Double? = nil, leaks: [Double]? = nil, keep: Double? = nil,
    generator: Generator = Generator(seed: 0), device: Device = .cpu
  ) throws {
    try self.init(
      BalancingSetup(
        .counted(tasks), ["form": form, "leak": leak, "leaks": leaks, "keep": keep], generator: generator,
        device: device))
  }

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
    let (above, below) = Self.sides(evidence(sample))
    let sum = above - below
    return Tensor.where(sum.equal(0), sum + 0.5, above / sum)
  }

  /// s, `[task, unit]`.
  private func evidence(_ sample: JacobianSample) -> Tensor {
    guard let representation = sample.representation else { return sample.jacobian }
    let batch = representation.size(0)
    let signs = representation.reshape([batch, -1]).sign()
    return Tensor.stack(sample.jacobian.unbind(0).map { ($0.reshape([batch, -1]) * signs).sum([0]) })
  }

  private func aggregate(_ sample: JacobianSample, _ evidence: Tensor, uniforms: Tensor) -> AggregatedGradient {
    let leaks = sample.tasks.map { self.leaks[$0] }
    if form == .sign, sample.representation == nil {
      return AggregatedGradient(chosenSides(sample.jacobian, leaks, uniforms))
    }
    let kept = form == .sign ? keptSigns(evidence, uniforms) : uniforms.less(keep)
    // [sample, unit]; of parameters' gradients there is one sample.
    let units = max(evidence.size(1), 1)
    let direction = Tensor.zeros(
      [sample.jacobian.size(1) / units, units], dtype: sample.jacobian.dtype, device: sample.jacobian.device)
    for (k, leak) in leaks.enumerated() {
      let share = kept[k].to(direction.dtype) * (1 - leak) + leak
      ATen.addcmul_(direction, sample.jacobian[k].reshape(direction.shape), share, 1)
    }
    return AggregatedGradient(direction.reshape([-1]))
  }

  /// Where the gradients' own signs decide, the positive and the negative parts can be summed before one is chosen: no mask
  /// of K × P is needed.
  private func chosenSides(_ rows: Tensor, _ leaks: [Double], _ uniforms: Tensor) -> Tensor {
    let (above, below) = Self.sides(rows)
    let isPositive = Self.isPositive(above, below, uniforms)
    guard leaks.contains(where: { $0 > 0 }) else { return Tensor.where(isPositive, above, below) }
    let column = Tensor(leaks).to(rows.device, rows.dtype)
    let (restAbove, restBelow) = Self.sides(rows * (1 - column).unsqueeze(1))
    return column.matmul(rows) + Tensor.where(isPositive, restAbove, restBelow)
  }

  private func keptSigns(_ evidence: Tensor, _ uniforms: Tensor) -> Tensor {
    let (above, below) = Self.sides(evidence)
    return Tensor.where(Self.isPositive(above, below, uniforms), evidence.greater(0), evidence.less(0))
  }

  /// P > U, without a division.
  private static func isPositive(_ above: Tensor, _ below: Tensor, _ uniforms: Tensor) -> Tensor {
    ((above - below) * uniforms).less(above)
  }

  /// The sums of the positive and of the negative numbers of each column, row by row: a fraction of the time that two K × P
  /// tensors take.
  private static func sides(_ rows: Tensor) -> (above: Tensor, below: Tensor) {
    let (above, below) = (rows[0].relu(), rows[0].clamp(max: 0))
    for k in 1..<max(rows.size(0), 1) {
      above.addInPlace(rows[k].relu())
      below.addInPlace(rows[k].clamp(max: 0))
    }
    return (above, below)
  }

  public var state: [String: Tensor] { ["generator": generator.state] }

  public func load(state: [String: Tensor]) throws {
    try check(state, like: self.state)
    try generator.restore(state["generator"]!)
  }
}

extension Generator {
  /// This generator, or where the numbers are needed elsewhere one for that device, with a seed that this one draws.
  func moved(to device: Device) -> Generator {
    guard device != self.device else { return self }
    let seed = Tensor.randint(0, .max, [1], device: self.device, generator: self).array(of: Int.self).first ?? 0
    return Generator(seed: UInt64(seed), device: device)
  }
}
