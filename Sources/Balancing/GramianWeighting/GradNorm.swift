import Components
import Foundation
import Tasks
import Torch

/// GradNorm: learned weights give every task a gradient of the length that its training speed asks for.
public final class GradNorm: GramianWeighting {
  /// What is learned: the weights, or the logits of a softmax.
  public enum Parameter: String, SettingWord { case weight, softmax }

  /// Not in the paper, which says nothing of weights below zero.
  static let leastWeight = 0.001

  public static let card = MethodCard(
    name: "gradnorm", title: "GradNorm",
    summary: "Learned weights give every task a gradient of the length that its training speed asks for.",
    citation: Citation(
      "Chen, Badrinarayanan, Lee, Rabinovich",
      "GradNorm: Gradient Normalization for Adaptive Loss Balancing in Deep Multitask Networks", "ICML", 2018,
      "arXiv 1711.02257"),
    formula: "w ← w − Adam of ∂/∂w Σ_k |w_k n_k − sg[Ḡ r_k^α]|; then Σ_k w_k = K",
    symbols: [
      ("n_k", "‖g_k‖ in the last shared layer"), ("Ḡ", "the mean of w_k n_k"),
      ("r_k", "L̃_k / mean(L̃) with L̃_k = L_k / L_k(first)"), ("α", "`alpha`"),
    ] + MethodCard.gradientSymbols,
    settings: [
      Setting(
        "alpha", .number(.nonNegative), default: 1.5, "the larger, the more for tasks that train slowly",
        source: "Chen et al., ICML 2018, on NYUv2, who search 0 to 3; LibMTL"),
      Setting(
        "learning-rate", .number(.positive), default: 0.025, "the learning rate of the weights' own Adam",
        source: "Chen et al., ICML 2018"),
      Setting(
        "parameter", .word(of: Parameter.self), default: "weight",
        "what is learned: the weights, then scaled to the sum K, or s with w = K softmax(s)",
        source: "Chen et al., ICML 2018; LibMTL has softmax"),
    ],
    weightSum: .taskCount, gradients: .gramian(usual: .lastLayer, heads: .weighted),
    state: "K learned weights with their Adam moments, and the first losses", example: "alpha: 1.5",
    deviations: [
      "Learned weights stay at 0.001 or above before they are scaled to the sum K.",
      "The first loss of a task is that of the first batch with its labels.",
      "Tasks that are absent from a batch keep their weights and moments.",
    ])

  private let setup: BalancingSetup
  private let alpha: Double
  private let parameter: Parameter
  private var optimizer: HostAdam
  /// w or s.
  private var values: [Double]
  /// NaN where a task was not present yet.
  private var firstLosses: [Double]

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  ///
  /// - Parameter tasks: the tasks' names, in the order of the losses, for errors.
  public convenience init(
    tasks: [String], alpha: Double? = nil, learningRate: Double? = nil, parameter: Parameter? = nil
  ) throws {
    try self.init(
      BalancingSetup(.named(tasks), ["alpha": alpha, "learning-rate": learningRate, "parameter": parameter]))
  }

  public init(_ setup: BalancingSetup) throws {
    let settings = try setup.read(Self.card)
    self.setup = setup
    alpha = settings.number("alpha")
    parameter = settings.word("parameter")
    optimizer = HostAdam(count: setup.count, rate: settings.number("learning-rate"))
    values = [Double](repeating: parameter == .weight ? 1 : 0, count: setup.count)
    firstLosses = [Double](repeating: .nan, count: setup.count)
  }

  public func weigh(_ sample: GramianSample) throws -> [Double] {
    let weights = weights
    optimizer.step(&values, sample.tasks, try derivative(sample))
    if parameter == .weight {
      values = values.map { max($0, Self.leastWeight) }
      let sum = values.reduce(0, +)
      values = values.map { $0 * Double(values.count) / sum }
    }
    return sample.tasks.map { weights[$0] }
  }

  private var weights: [Double] {
    guard parameter == .softmax else { return values }
    let largest = values.max() ?? 0
    let exponentials = values.map { exp($0 - largest) }
    let sum = exponentials.reduce(0, +)
    return exponentials.map { $0 * Double(values.count) / sum }
  }

  /// The derivative of Σ_k |w_k n_k − sg[Ḡ r_k^α]| with respect to what is learned of the present tasks.
  package func derivative(_ sample: GramianSample) throws -> [Double] {
    let ratios = try lossRatios(sample)
    let mean = ratios.reduce(0, +) / Double(ratios.count)
    let norms = sample.gramian.norms
    let weights = sample.tasks.map { self.weights[$0] }
    let lengths = zip(weights, norms).map { $0 * $1 }
    let meanLength = lengths.reduce(0, +) / Double(lengths.count)
    let slopes = lengths.indices.map { k in
      let excess = lengths[k] - meanLength * pow(mean > 0 ? ratios[k] / mean : 1, alpha)
      return excess > 0 ? norms[k] : excess < 0 ? -norms[k] : 0
    }
    guard parameter == .softmax else { return slopes }
    let common = zip(slopes, weights).reduce(0) { $0 + $1.0 * $1.1 } / Double(values.count)
    return zip(slopes, weights).map { ($0 - common) * $1 }
  }

  /// L_k / L_k(first).
  private func lossRatios(_ sample: GramianSample) throws -> [Double] {
    try zip(sample.tasks, sample.losses).map { task, loss in
      if firstLosses[task].isNaN { firstLosses[task] = loss }
      guard firstLosses[task] > 0, loss >= 0 else {
        throw BalancingError(
          "The loss of `\(setup.tasks[task].name)` should be positive for `gradnorm`. Found \(loss), at first \(firstLosses[task])."
        )
      }
      return loss / firstLosses[task]
    }
  }

  public var state: [String: Tensor] {
    [parameter.rawValue: Tensor(values), "first-losses": Tensor(firstLosses)].merging(optimizer.state) { $1 }
  }

  public func load(state: [String: Tensor]) throws {
    try check(state, like: self.state)
    values = state[parameter.rawValue]!.array()
    firstLosses = state["first-losses"]!.array()
    optimizer.load(state)
  }

  public func reset() {
    values = values.map { _ in parameter == .weight ? 1 : 0 }
    firstLosses = firstLosses.map { _ in .nan }
    optimizer.reset()
  }
}
