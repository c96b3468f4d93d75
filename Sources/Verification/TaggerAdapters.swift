import Backbones
import Components
import Sharing
import Tasks
import Torch

extension Verification {
  /// Spans, taggers with tasks at levels, and the mechanisms between shared and private features.
  static let taggerAdapters: [String: GoldenAdapter] = [
    "SpanF1": spanF1, "StackedTagger": stackedTagger, "OrthogonalityLoss": orthogonality,
    "GradientReversal": gradientReversal, "FeatureGate": featureGate, "LabelEmbedding": labelEmbedding,
  ]

  // MARK: spans

  /// The metrics of a task whose sentences are filled up in front to one length, and the counts.
  @Sendable private static func spanF1(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let gold = try sentences(item.input, "gold"), predicted = try sentences(item.input, "predicted")
    let tags = Set((gold + predicted).joined()).union(["B-A"]).sorted()
    let length = gold.map(\.count).max() ?? 1
    func numbers(_ sentences: [[String]]) -> Tensor {
      Tensor(
        sentences.flatMap { sentence in
          Array(repeating: Int64(-1), count: length - sentence.count)
            + sentence.map { Int64(tags.firstIndex(of: $0)!) }
        }, shape: [sentences.count, length])
    }
    let labels = numbers(gold)
    let logits = numbers(predicted).clamp(min: 0).oneHot(tags.count).to(.float64).transpose(1, 2)
    let task = LearningTask.tagging("tags", tags: tags)
    var results = try evaluate(
      task, ["precision": "span-precision", "recall": "span-recall", "f1": "span-f1"], [(logits, labels)])
    let statistic = SpanStatistic(tags: tags)
    statistic.update(logits, labels)
    guard let counts = try statistic.summary() else { throw GoldenError("case `\(item.id)` has no tag.") }
    results["correct"] = .number(counts.correct)
    results["gold_spans"] = .number(counts.labelled)
    results["predicted_spans"] = .number(counts.predicted)
    return results
  }

  private static func sentences(_ input: GoldenFields, _ key: String) throws -> [[String]] {
    try input.list(key).map { sentence in
      guard case .list(let tags) = sentence else { throw GoldenError("`\(key)` should be lists of tags.") }
      return try tags.map { tag in
        guard case .string(let text) = tag else { throw GoldenError("`\(key)` should be lists of tags.") }
        return text
      }
    }
  }

  // MARK: taggers

  /// Part-of-speech tags at the first or the last of three layers, and chunks at the last. The words stand behind padding, and the code
  /// of a word is one more than in the case.
  @Sendable private static func stackedTagger(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let input = item.input, words = try input.tensor("words")
    let vectors = try input.tensor("embedding.weight"), count = vectors.size(0) + 1
    let hidden = try input.tensor("layer1.forward.weight_hh").size(1)
    let trunk = try Trunks.all.choose(
      "bi-lstm",
      [
        "embedding": .number(Double(vectors.size(1))), "hidden": .number(Double(hidden)), "layers": 3,
        "directions": .word(item.hyperparameters.string("directions")), "noise": 0,
      ])
    let padding = 2
    let x = Tensor.cat([Tensor.zeros([padding], dtype: .float64), words + 1]).reshape([1, -1, 1])
    var results: [String: GoldenValue] = [:]
    for (variant, name, level) in [("pos_at_1", "pos", 1), ("pos_at_3", "pos", 3), ("chunk_at_3", "chunk", 1)] {
      let tasks = try ["pos", "chunk"].map { name in
        LearningTask.tagging(name, tags: (0..<(try input.tensor("head.\(name).bias").count)).map { "\($0)" })
      }
      let network = try Schemes.all.choose(
        "layer-assignment", ["levels": .named(["pos": Double(level), "chunk": 3])]
      ).network(
        for: tasks, input: .sequence(length: x.size(1), columns: [.code(count)]), trunk: trunk,
        heads: Heads.all.choose("usual"), generator: Generator(seed: 0))
      network.to(.float64)
      let keys = try load(input, into: network)
      let output = network.outputs(Inputs(x), tasks: [name])[name]!
      let logits = output.narrow(2, start: padding, length: words.count)
      let loss = CrossEntropy()(logits, try input.tensor(name, .int64).unsqueeze(0)) * Double(words.count)
      loss.backward()
      results["logits \(variant)"] = GoldenValue(logits[0].transpose(0, 1))
      results["loss \(variant)"] = GoldenValue(loss)
      for (key, tensor) in keys {
        guard let gradient = tensor.grad else { continue }
        guard item.expected["grad \(variant) \(key)"] != nil else {
          throw GoldenError("`\(key)` should have no gradient of \(variant).")
        }
        results["grad \(variant) \(key)"] = GoldenValue(
          key == "embedding.weight" ? gradient.narrow(0, start: 1, length: count - 1) : gradient)
      }
    }
    return results
  }

  /// Gives a tagger the values of a case.
  ///
  /// - Returns: the names in the case, each with its parameter.
  private static func load(_ input: GoldenFields, into network: any MultiTaskNetwork) throws -> [(String, Tensor)] {
    try network.namedParameters().map { name, tensor in
      var key = name.replacing("trunk.", with: "").replacing("heads.", with: "head.").replacing("_l0", with: "")
        .replacing("embeddings.0", with: "embedding")
      for layer in 0..<3 { key = key.replacing("layers.\(layer)", with: "layer\(layer + 1)") }
      let value = try input.tensor(key)
      withoutGradients {
        _ = (key == "embedding.weight" ? tensor.narrow(0, start: 1, length: value.size(0)) : tensor).copyInPlace(value)
      }
      return (key, tensor)
    }
  }

  // MARK: mechanisms

  @Sendable private static func orthogonality(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let shared = try item.input.tensor("shared").requiringGrad(), own = try item.input.tensor("private").requiringGrad()
    let loss = Orthogonality.overlap(shared, own)
    loss.backward()
    func rows(_ x: Tensor) -> Tensor {
      let centred = x.detach() - x.detach().mean([0], keepDim: true)
      return centred / centred.square().sum([1], keepDim: true).sqrt()
    }
    return [
      "loss": GoldenValue(loss), "grad shared": GoldenValue(shared.grad!), "grad private": GoldenValue(own.grad!),
      // The other published form, which this toolkit does not have.
      "mean_of_squares_of_sTp": GoldenValue(rows(shared).transpose(0, 1).matmul(rows(own)).square().mean()),
    ]
  }

  @Sendable private static func gradientReversal(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let input = item.input, shared = try input.tensor("shared").requiringGrad()
    let weight = try input.tensor("weight"), tasks = try input.integers("task")
    let discriminator = TaskDiscriminator(weight.size(1), tasks: weight.size(0), generator: Generator(seed: 0))
    discriminator.to(.float64)
    try fill(discriminator, [weight, input.tensor("bias")])
    // A batch of the network is of one task: the mean over samples is that over batches of one.
    let losses = try tasks.enumerated().map { row, task in
      discriminator(
        shared.narrow(0, start: row, length: 1), of: [task], strength: try item.hyperparameters.number("lambda"))
    }
    let loss = Tensor.stack(losses).mean()
    loss.backward()
    return [
      "loss": GoldenValue(loss), "grad shared_after_reversal": GoldenValue(shared.grad!),
      "grad weight": GoldenValue(discriminator.parameters[0].grad!),
      "grad bias": GoldenValue(discriminator.parameters[1].grad!),
    ]
  }

  @Sendable private static func featureGate(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let input = item.input, shared = try input.tensor("shared").requiringGrad()
    let own = try input.tensor("private").requiringGrad()
    let gate = FeatureGate(shared.size(1), generator: Generator(seed: 0))
    gate.to(.float64)
    try fill(gate, [input.tensor("weight"), input.tensor("bias")])
    let output = gate(shared, own)
    (output * (try input.tensor("output_gradient"))).sum().backward()
    return [
      "output": GoldenValue(output), "gate": GoldenValue(gate.gates(shared, own)),
      "grad shared": GoldenValue(shared.grad!), "grad private": GoldenValue(own.grad!),
      "grad weight": GoldenValue(gate.parameters[0].grad!), "grad bias": GoldenValue(gate.parameters[1].grad!),
    ]
  }

  /// The labels as those of a task alone and, in another order, as those of two tasks.
  @Sendable private static func labelEmbedding(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let input = item.input, labels = try input.tensor("labels"), (classes, size) = (labels.size(0), labels.size(1))
    let features = try input.tensor("features").requiringGrad(), split = 2
    func vectors(_ rows: Range<Int>) throws -> LabelVectors {
      let part = LabelVectors(rows.count, size: size, generator: Generator(seed: 0))
      part.to(.float64)
      try fill(part, [labels.narrow(0, start: rows.lowerBound, length: rows.count)])
      return part
    }
    let own = try vectors(split..<classes), common = try vectors(0..<split)
    let order = (0..<classes).map { $0 < split ? classes - split + $0 : $0 - split }
    let scores = LabelEmbedding(own, common: [common], order: order)(features)
    let alone = LabelEmbedding(try vectors(0..<classes), order: Array(0..<classes))(features)
    guard (alone - scores).abs().max().item() < 1e-12 else {
      throw GoldenError("the order of the vectors should make no difference.")
    }
    let loss = CrossEntropy()(scores, try input.tensor("target", .int64))
    loss.backward()
    return [
      "scores": GoldenValue(scores), "loss": GoldenValue(loss), "grad features": GoldenValue(features.grad!),
      "grad labels": GoldenValue(Tensor.cat([common.vectors.grad!, own.vectors.grad!])),
    ]
  }

  private static func fill(_ module: Module, _ values: [Tensor]) throws {
    withoutGradients { for (tensor, value) in zip(module.parameters, values) { _ = tensor.copyInPlace(value) } }
  }
}
