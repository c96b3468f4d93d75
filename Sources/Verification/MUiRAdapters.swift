import Sharing
import Torch

extension Verification {
  /// Modular universal reparameterisation.
  static let muirAdapters: [String: GoldenAdapter] = [
    "SoftAlignment": softAlignment, "MuirInitialisation": muirInitialisation, "PseudoTaskCount": pseudoTaskCount,
  ]

  @Sendable private static func softAlignment(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let input = item.input
    let values = try input.tensor("hypermodules"), offsets = try input.optionalTensor("hypermodule_bias")
    let block = try item.hyperparameters.integers("block")
    let modules = Hypermodules(
      values.size(0), block: values.size(1), context: values.size(2), bias: offsets != nil,
      generator: Generator(seed: 0))
    modules.to(.float64)
    try modules.load(
      ["modules": values].merging(offsets.map { ["offsets": $0] } ?? [:]) { $1 }, from: item.id)
    let contexts = try input.tensor("contexts").requiringGrad(), logits = try input.tensor("logits").requiringGrad()
    let candidates = try input.tensor("alignment", .int64), gradient = try input.tensor("weight_gradient")
    let shares = logits.softmax(1)
    let blocks = modules.blocks(contexts, candidates, shares: shares)
    guard let division = WeightBlocks(gradient.shape, outputs: block[0], inputs: block[1]) else {
      throw GoldenError("The weight of `\(item.id)` should be divided by its blocks.")
    }
    let weight = division.weight(of: blocks)
    (weight * gradient).sum().backward()
    let rows = candidates.array(of: Int.self), width = candidates.size(1),
      shared = shares.detach().array(of: Double.self)
    let selected = stride(from: 0, to: rows.count, by: width).map { start in
      Double(Alignment.selected(Array(rows[start..<start + width]), Array(shared[start..<start + width])))
    }
    var results: [String: GoldenValue] = [
      "mixture": GoldenValue(shares), "blocks": GoldenValue(blocks.view([blocks.size(0)] + block)),
      "weight": GoldenValue(weight), "grad hypermodules": GoldenValue(modules.modules.grad!),
      "grad contexts": GoldenValue(contexts.grad!), "grad logits": GoldenValue(logits.grad!),
      "selected": GoldenValue(selected),
    ]
    if let offsets = modules.offsets { results["grad hypermodule_bias"] = GoldenValue(offsets.grad!) }
    return results
  }

  @Sendable private static func muirInitialisation(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let fans = try item.input.integers("fan_in"), sizes = try item.input.integers("context")
    let contexts = fans.map { Hypermodules.context(fanIn: $0) },
      deviations = sizes.map { Hypermodules.deviation(context: $0) }
    return [
      "context_value": GoldenValue(contexts), "hypermodule_sd": GoldenValue(deviations),
      "block_variance": GoldenValue(
        zip(zip(contexts, deviations), sizes).map { Double($1) * $0.0 * $0.0 * $0.1 * $0.1 }),
    ]
  }

  @Sendable private static func pseudoTaskCount(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let block = try item.hyperparameters.integers("block"), context = 4
    let shapes = try item.input.list("weights").map { shape -> [Int] in
      guard let numbers = shape.numeric?.data else { throw GoldenError("`weights` should be lists of sizes.") }
      return numbers.map { Int($0) }
    }
    let counts = try shapes.map { shape -> Int in
      guard let blocks = WeightBlocks(shape, outputs: block[0], inputs: block[1]) else {
        throw GoldenError("`weights` should be divided by the blocks. Found \(shape).")
      }
      return blocks.count
    }
    let one = block[0] * block[1] * context + context
    return [
      "pseudo_tasks": GoldenValue(counts.map(Double.init)),
      "numbers_in_weights": GoldenValue(shapes.map { Double($0.reduce(1, *)) }),
      "parameters_with_context_4_all_distinct": GoldenValue(counts.map { Double($0 * one) }),
    ]
  }
}
