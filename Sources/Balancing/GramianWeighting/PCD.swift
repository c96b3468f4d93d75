import Components
import Tasks
import Torch

/// PCD: the primary task's gradient, moved as little as needed for each other task to progress by a given share.
public final class PCD: GramianWeighting {
  public static let card = MethodCard(
    name: "pcd", title: "PCD",
    summary: "The primary task's gradient, moved as little as needed for each other task to progress by a given share.",
    citation: Citation(
      "Varam, AlHajri",
      "Not All Objectives Are Born Equal: Priority-Constrained Descent for Hierarchical Multi-Objective Optimization",
      "TMLR", 2026, "arXiv 2606.29521"),
    formula: "d̃ = argmin ‖d − s_1 g_1‖² over s_k g_k · d ≥ τ ‖s_k g_k‖², k ≠ 1; d = ‖g_1‖ d̃ / ‖d̃‖",
    symbols: MethodCard.gradientSymbols + [
      ("g_1", "the gradient of the `primary` task"), ("s_k", "1 / √(m_k + ε)"),
      ("m_k", "the moving average of ‖g_k‖² with decay β, without its bias to the start"), ("τ", "`tau`"),
    ],
    settings: [
      PrimaryTask.setting,
      Setting(
        "tau", .number(.fraction), default: 0.02, "the share of its own progress that each other task is promised",
        source: "TorchJD"),
      Setting(
        "beta", .number(.properFraction), default: 0.999, "decay of the moving average of squared norms",
        source: "TorchJD"),
      Setting("eps", .number(.nonNegative), default: 1e-8, "added to the moving average", source: "TorchJD"),
    ],
    weightSum: .free, gradients: .gramian(heads: .own),
    state: "the moving averages of the squared norms and their numbers of steps", example: "primary: 1",
    deviations: [
      "Solved by an active set, where the authors' code tries all sets of constraints.",
      "A batch without the primary task changes no shared parameter.",
      "Where the constraints exclude each other, the direction is the primary gradient; where that is zero, so is "
        + "the direction.",
    ])

  private let settings: Settings
  private let primary: Int
  /// The relative precision of a Gramian of gradients of the losses' type.
  private let precision: Double
  private var averages: AveragePerTask

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  public convenience init(
    tasks: Int, primary: Int? = nil, tau: Double? = nil, beta: Double? = nil, eps: Double? = nil,
    dtype: DType = .float32
  ) throws {
    try self.init(
      BalancingSetup(.counted(tasks), ["primary": primary, "tau": tau, "beta": beta, "eps": eps], dtype: dtype))
  }

  public init(_ setup: BalancingSetup) throws {
    settings = try setup.read(Self.card)
    primary = try settings.primary(of: setup)
    precision = 10 * (setup.dtype == .float64 ? Double.ulpOfOne : Double(Float.ulpOfOne))
    averages = AveragePerTask(setup.count, keeping: settings.number("beta"))
  }

  public func weigh(_ sample: GramianSample) -> [Double] {
    let scales = updatedScales(sample)
    var weights = sample.tasks.map { _ in 0.0 }
    guard let first = sample.tasks.firstIndex(of: primary), sample.gramian[first, first] > 0 else { return weights }
    let gramian = sample.gramian.scaled(by: scales)
    weights = constrained(gramian, first)
    let squaredNorm = gramian.quadratic(weights)
    let size = zip(weights, gramian.norms).reduce(0) { $0 + abs($1.0) * $1.1 }
    guard squaredNorm > precision * size * size else { return weights.map { _ in 0 } }
    let length = (sample.gramian[first, first] / squaredNorm).squareRoot()
    return zip(weights, scales).map { $0 * $1 * length }
  }

  /// s_k, after the averages were brought up to date.
  private func updatedScales(_ sample: GramianSample) -> [Double] {
    let eps = settings.number("eps")
    averages.update(sample.tasks, sample.gramian.diagonal)
    return averages[sample.tasks].map { $0 + eps > 0 ? 1 / ($0 + eps).squareRoot() : 0 }
  }

  /// d̃ as weights: 1 for the primary task and, for the others, the multipliers of their constraints.
  private func constrained(_ gramian: Gramian, _ first: Int) -> [Double] {
    let others = (0..<gramian.count).filter { $0 != first }
    let products = Gramian(others.map { row in others.map { gramian[row, $0] } })
    let promises = others.map { settings.number("tau") * gramian[$0, $0] - gramian[$0, first] }
    let problem = NonNegativeQuadratic(products, dependence: max(precision, NonNegativeQuadratic.usualDependence))
    // No minimum means that no direction keeps all promises.
    let multipliers = problem.minimum(promises) ?? promises.map { _ in 0 }
    var weights = (0..<gramian.count).map { _ in 1.0 }
    for (place, value) in zip(others, multipliers) { weights[place] = value }
    return weights
  }

  public var state: [String: Tensor] { averages.state }

  public func load(state: [String: Tensor]) throws {
    try check(state, like: self.state)
    averages.load(state)
  }

  public func reset() { averages.reset() }
}
