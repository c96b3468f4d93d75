import Backbones
import Components
import Foundation
import Tasks
import Torch

/// The gate of DSelect-k: at most k experts in the end, chosen by binary codes that are learned by gradients.
///
/// Each of k selectors has ⌈log₂ experts⌉ numbers z. A smooth step S makes bits of them, and expert e gets the product over
/// the bits of S(z) where its number has a one and of 1 − S(z) elsewhere. The selectors are mixed by softmax(w).
///
///     S(t) = 0 for t ≤ −γ/2,   −2 t³/γ³ + 3 t/(2γ) + ½ between,   1 for t ≥ γ/2
///
/// z and w are linear in the flattened input, or free. Start values: z uniform in ±γ/100, w uniform in ±0.05.
///
/// Source: Hazimeh et al., [DSelect-k: Differentiable Selection in the Mixture of Experts with Applications to Multi-Task
/// Learning](https://arxiv.org/abs/2106.03760), NeurIPS 2021.
final class DSelectKGate: Module, Gate {
  /// z from the input, `[batch, k · bits]`; nil if z is free.
  let codeLayer: Linear?
  /// w from the input, `[batch, k]`; nil if w is free.
  let weightLayer: Linear?
  /// z, `[k, bits]`, if it is free.
  @Parameter var code: Tensor?
  /// w, `[k]`, if it is free.
  @Parameter var weight: Tensor?
  /// The bits of each expert's number, `[experts, bits]`.
  private let bits: Tensor
  private let selectors: Int
  private let gamma: Double
  /// What the last pass says of the selectors.
  private(set) var last: Selection?

  /// What a pass says of the selectors, summed over them and averaged over the samples, with its graph.
  struct Selection {
    /// The entropy of what they select.
    let entropy: Tensor
    /// The inverse of what they give to experts that there are.
    let mass: Tensor
  }

  /// - Parameters:
  ///   - inputs: the numbers that the gate reads of a sample; nil for a gate that is the same for all samples.
  ///   - selectors: k.
  ///   - gamma: the width of the smooth step.
  init(_ inputs: Int?, experts: Int, selectors: Int, gamma: Double, generator: Generator) {
    self.selectors = selectors
    self.gamma = gamma
    let count = max(1, Int.bitWidth - (experts - 1).leadingZeroBitCount)
    let numbers = (0..<experts).flatMap { expert in (0..<count).map { Double(expert >> $0 & 1) } }
    bits = Tensor(numbers).to(.float32).view([experts, count])
    let codes = Initialiser.uniform(low: -gamma / 100, high: gamma / 100)
    let weights = Initialiser.uniform(low: -0.05, high: 0.05)
    codeLayer = inputs.map { Self.drawn(Linear($0, selectors * count, generator: generator), codes, generator) }
    weightLayer = inputs.map { Self.drawn(Linear($0, selectors, generator: generator), weights, generator) }
    code = inputs == nil ? codes.tensor([selectors, count], generator: generator) : nil
    weight = inputs == nil ? weights.tensor([selectors], generator: generator) : nil
  }

  private static func drawn(_ layer: Linear, _ rule: Initialiser, _ generator: Generator) -> Linear {
    for parameter in layer.parameters { rule.fill(parameter, generator: generator) }
    return layer
  }

  func callAsFunction(_ x: Tensor) -> Tensor {
    let flat = x.flatten(from: 1), batch = x.size(0)
    let z = (codeLayer?(flat) ?? code ?? .failed).view([codeLayer == nil ? 1 : batch, selectors, 1, bits.size(1)])
    let steps = Self.smoothStep(z, gamma), ones = bits.to(steps.device).to(steps.dtype)
    let chosen = steps * ones + (1 - steps) * (1 - ones)
    // `[batch, k, experts]`
    let selected =
      (0..<bits.size(1)).map { chosen.select(3, index: $0) }.reduce(nil as Tensor?) { product, bit in
        product.map { $0 * bit } ?? bit
      } ?? .failed
    let entropies = -(selected * (selected + Self.tiny).log()).sum([2])
    last = Selection(
      entropy: entropies.sum([1]).mean(), mass: selected.sum([2]).reciprocal().sum([1]).mean())
    let mixture = (weightLayer?(flat) ?? (weight ?? .failed).unsqueeze(0)).softmax(1)
    return (mixture.unsqueeze(2) * selected).sum([1]).expand([batch, bits.size(0)])
  }

  /// The number that keeps logarithms finite, as in the authors' code.
  private static let tiny = 1e-6

  /// The smooth step of width γ, which has a continuous derivative.
  static func smoothStep(_ t: Tensor, _ gamma: Double) -> Tensor {
    let inside = t.clamp(min: -gamma / 2, max: gamma / 2)
    return inside * inside * inside * (-2 / (gamma * gamma * gamma)) + inside * (3 / (2 * gamma)) + 0.5
  }
}

/// DSelect-k: MMoE whose gates choose at most k experts.
///
/// The entropy of the selectors is a penalty, which makes them choose; with a number of experts that is no power of two, the
/// inverse of the selectors' mass on real experts is another.
final class DSelectK: ExpertSharing, Penalised {
  private let gates: [DSelectKGate]
  private let entropy: Double
  private let hasUnusedCodes: Bool
  /// The gates of the last pass.
  private var used: [DSelectKGate] = []

  init(
    _ experts: [any Trunk], gates: [DSelectKGate], heads: [(task: String, head: any UnaryLayer)], entropy: Double
  ) {
    self.gates = gates
    self.entropy = entropy
    hasUnusedCodes = experts.count & (experts.count - 1) != 0
    super.init(experts, gates: gates, heads: heads)
  }

  override func outputs(_ inputs: Inputs, tasks: [String]) -> TaskTensors {
    used = self.tasks.enumerated().filter { tasks.contains($0.element) }.map { gates[$0.offset] }
    return super.outputs(inputs, tasks: tasks)
  }

  var penalties: [Penalty] {
    func sum(_ part: (DSelectKGate.Selection) -> Tensor) -> Tensor {
      used.compactMap(\.last).map(part).reduce(nil as Tensor?) { sum, one in
        sum.map { $0 + one } ?? one
      } ?? Tensor(scalar: 0, dtype: .float32)
    }
    let choice = Penalty("entropy", sum(\.entropy), weight: entropy)
    return hasUnusedCodes ? [choice, Penalty("unused codes", sum(\.mass), weight: 1)] : [choice]
  }
}

extension DSelectK {
  static let card = SharingCard(
    About(
      "dselect-k", title: "DSelect-k",
      "several trunks for all tasks, of which a gate of each task learns to choose at most k",
      citation: Citation(
        "Hazimeh et al.",
        "DSelect-k: Differentiable Selection in the Mixture of Experts with Applications to Multi-Task Learning",
        "NeurIPS", 2021, "arXiv 2106.03760"),
      settings: [
        Setting("experts", .wholeNumber(.between(2, 1_000)), default: 4, "number of trunks"),
        Setting(
          "selected", .wholeNumber(.between(1, 1_000)), default: 2, "k, the most trunks that a task uses",
          source: "LibMTL"),
        Setting(
          "gamma", .number(.positive), default: 1, "width of the smooth step; beyond half of it a bit is decided",
          source: "LibMTL"),
        Setting(
          "by-sample", .truth, default: true, "whether the choice depends on the sample, and not on the task alone"),
        Setting(
          "entropy", .number(.nonNegative), default: 1e-6,
          "factor of the penalty on the selectors' entropy, which makes them choose", source: "LibMTL"),
      ],
      deviations: [
        "The penalties are part of the training's step for every task. LibMTL's code regularises the last task's gate alone, and its smooth step ignores γ.",
        "The penalty for experts that are no power of two, the inverse of the selectors' mass, has the factor 1.",
      ],
      check: { settings throws(SettingError) in
        let (experts, selected) = (settings.wholeNumber("experts"), settings.wholeNumber("selected"))
        guard selected <= experts else {
          throw SettingError("selected", "should be at most the number of experts, \(experts). Found \(selected).")
        }
      }),
    needs: .anyTrunk, words: "experts of which each task selects a few"
  ) { setup in
    let settings = setup.settings
    let experts = try (0..<settings.wholeNumber("experts")).map { _ in try setup.trunk() }
    let gates = setup.tasks.map { _ in
      DSelectKGate(
        settings.truth("by-sample") ? setup.gateInputs() : nil, experts: experts.count,
        selectors: settings.wholeNumber("selected"), gamma: settings.number("gamma"), generator: setup.generator)
    }
    return DSelectK(
      experts, gates: gates, heads: try setup.heads(on: experts[0].features), entropy: settings.number("entropy"))
  }
}
