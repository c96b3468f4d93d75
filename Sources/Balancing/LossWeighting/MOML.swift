import Components
import Tasks
import Torch

/// MOML: weights that are learned so that a step with them lowers every task's loss of other samples, none at another's cost.
public final class MOML: SecondLook {
  public static let card = MethodCard(
    name: "moml", title: "MOML",
    summary: "Weights learned so that a step with them lowers the losses of other samples, none at another's cost.",
    citation: Citation(
      "Ye, Lin, Yue, Guo, Xiao, Zhang", "Multi-Objective Meta Learning", "NeurIPS", 2021, "arXiv 2102.07121"),
    formula:
      "L = Σ_k w_k L_k, w = softmax(a); before it Adam moves a against the shortest convex combination of A_k / ‖A_k‖, "
      + "A_k = −η S (∇L_j · ∇L_k^val(θ − η Σ_i w_i ∇L_i))_j, S = diag(w) − w wᵀ",
    symbols: MethodCard.usualSymbols[1...2] + [
      ("a_k", "the learned logit of task k"), ("L_k^val", "the loss on the other half of the batch"),
      ("θ", "the network's parameters"), ("η", "`inner-learning-rate`"),
    ],
    settings: [
      Setting(
        "inner-learning-rate", .number(.positive), default: 0.1, "the learning rate of the trial step", source: "LibMTL"
      ),
      Setting(
        "learning-rate", .number(.positive), default: 0.001, "the learning rate of the logits' own Adam",
        source: "LibMTL"),
    ],
    weightSum: .one, cost: MethodCard.Cost(forwardPasses: 3, backwardPasses: 1, backwardPassesPerTask: 2), parts: 2,
    memory: "K + 2 copies of all parameters", state: "the logits and the moments of their Adam",
    example: "inner-learning-rate: 0.01",
    deviations: [
      "One trial step by plain gradient descent, as in LibMTL; the paper takes several.",
      "Halves of the step's batch train and validate, instead of batches of loaders of their own.",
      "The shortest combination is found exactly. If a row A_k is zero, the logits have no direction in which to move.",
      "The step waits for the K × K inner products of the gradients.",
    ])

  private let adam: DeviceAdam
  private let innerRate: Double

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  public convenience init(
    tasks: Int, innerLearningRate: Double? = nil, learningRate: Double? = nil, device: Device = .cpu,
    dtype: DType = .float32
  ) throws {
    try self.init(
      BalancingSetup(
        .counted(tasks), ["inner-learning-rate": innerLearningRate, "learning-rate": learningRate], device: device,
        dtype: dtype))
  }

  public init(_ setup: BalancingSetup) throws {
    let settings = try setup.read(Self.card)
    innerRate = settings.number("inner-learning-rate")
    adam = DeviceAdam(setup.vector(repeating: 0), learningRate: settings.number("learning-rate"))
  }

  public func weigh(_ losses: Tensor, present: Tensor?) -> WeightedLosses {
    let presence = Presence(present, for: losses)
    return WeightedLosses(adam.values.softmax(over: presence), times: presence?.fill(losses, with: 0) ?? losses)
  }

  public func stepWillBegin(_ probe: StepProbe) throws {
    let parameters = probe.parameters, count = adam.values.count
    let presence = Presence(probe.presence(.train), for: adam.values)
    let shares = try adam.values.softmax(over: presence).valid().array(of: Double.self)
    try probe.trial { _ in
      let (trained, slopes) = try probe.gradients(of: probe.losses(.train), .train)
      guard !trained.isEmpty else { return }
      for (task, slope) in zip(trained, slopes) {
        withoutGradients { ATen.foreach_add_(parameters, slope, -innerRate * shares[task]) }
      }
      let rows = Tensor.stack(slopes.map { Tensor.row($0, like: parameters) })
      var products: [[Double]] = []
      for slope in try probe.gradients(of: probe.losses(.validation), .validation).each {
        let found = try rows.mv(Tensor.row(slope, like: parameters)).valid().array(of: Double.self)
        products.append((0..<count).map { task in trained.firstIndex(of: task).map { found[$0] } ?? 0 })
      }
      guard !products.isEmpty else { return }
      let direction = Tensor(shortest(products.map { row(of: $0, shares) }))
      adam.step(direction.to(adam.values.device, adam.values.dtype), presence)
    }
  }

  public func stepEnded(_ probe: StepProbe) {}

  /// A_k of length 1, or zero: −η drops out, but for its sign.
  private func row(of products: [Double], _ shares: [Double]) -> [Double] {
    let mean = zip(shares, products).reduce(0) { $0 + $1.0 * $1.1 }
    let row = zip(shares, products).map { -$0 * ($1 - mean) }
    let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return length > 0 ? row.map { $0 / length } : row
  }

  private func shortest(_ rows: [[Double]]) -> [Double] {
    let gramian = Gramian(rows.map { row in rows.map { zip(row, $0).reduce(0) { $0 + $1.0 * $1.1 } } })
    let weights = MinimumNormPoint(gramian).weights
    return rows[0].indices.map { column in zip(weights, rows).reduce(0) { $0 + $1.0 * $1.1[column] } }
  }

  public var state: [String: Tensor] { adam.memory("logits").mapValues { $0.clone() } }

  public func load(state: [String: Tensor]) throws { try copy(state, into: adam.memory("logits")) }

  public func reset() { adam.reset() }
}
