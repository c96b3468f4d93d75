import Certificates

extension Verification {
  /// Bounds, code lengths, quantisers and messages.
  static let certificateAdapters: [String: GoldenAdapter] = [
    "KLInverse": klInverse, "KLBinary": klBinary, "GaussianKL": gaussianKL, "PACBayesSingle": singleTask,
    "PACBayesMultiTask": multiTask, "CodeLength": codeLength, "CrossCodeLength": crossCodeLength,
    "UniformQuantization": uniformQuantisation, "KMeansQuantization": kMeans, "MultiTaskMessage": multiTaskMessage,
  ]

  @Sendable private static func klInverse(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let pairs = zip(try item.input.numbers("q"), try item.input.numbers("c"))
    return [
      "upper": GoldenValue(pairs.map(BinaryKL.upperInverse)), "lower": GoldenValue(pairs.map(BinaryKL.lowerInverse)),
    ]
  }

  @Sendable private static func klBinary(_ item: GoldenCase) throws -> [String: GoldenValue] {
    ["kl": GoldenValue(zip(try item.input.numbers("q"), try item.input.numbers("p")).map(BinaryKL.divergence))]
  }

  @Sendable private static func gaussianKL(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let nats = try GaussianKL.divergence(
      mean: item.input.numbers("mean"), deviation: item.input.numbers("sd"),
      priorMean: item.input.numbers("prior_mean"), priorDeviation: item.input.number("prior_sd"))
    return ["kl_nats": .number(nats), "kl_bits": .number(GaussianKL.bits(nats))]
  }

  @Sendable private static func singleTask(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let bounds = try RiskBounds(
      empiricalRisk: item.input.number("empirical_risk"), complexity: item.input.number("kl_posterior_prior"),
      samples: item.input.integer("n"), delta: item.hyperparameters.number("delta"))
    return [
      "maurer_rhs": .number(bounds.maurer), "kl_bound": .number(bounds.fastRate),
      "langford_seeger_rhs": .number(bounds.langfordSeeger),
      "langford_seeger_bound": .number(bounds.langfordSeegerBound), "mcallester_bound": .number(bounds.mcAllester),
      "mcallester_1999_bound": .number(bounds.mcAllester1999), "quadratic_bound": .number(bounds.quadratic),
      "lambda_bound": .number(bounds.lambdaBound(try item.hyperparameters.number("lambda"))),
      "catoni_bound": .number(bounds.catoni(try item.hyperparameters.number("catoni_C"))),
    ]
  }

  @Sendable private static func multiTask(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let input = item.input, risks = try input.numbers("empirical_risks")
    guard risks.count == (try input.integer("m")) else { throw GoldenError("`m` should be the number of tasks.") }
    let bounds = try MultiTaskRisk(
      empiricalRisks: risks, sharedBits: input.number("shared_bits"), taskBits: input.numbers("task_bits"),
      samplesPerTask: input.integer("n"), delta: item.hyperparameters.number("delta"))
    let single = bounds.single.map(\.fastRate)
    return [
      "mean_empirical_risk": .number(bounds.joint.empiricalRisk),
      "total_bits": .number(bounds.taskBits.reduce(bounds.sharedBits, +)),
      "fast_rate_rhs": .number(bounds.joint.maurer), "fast_rate_bound": .number(bounds.joint.fastRate),
      "hoeffding_bound": .number(bounds.joint.hoeffding), "mcallester_bound": .number(bounds.joint.mcAllester),
      "quadratic_bound": .number(bounds.joint.quadratic), "single_task_bounds": GoldenValue(single),
      "single_task_mean_bound": .number(single.reduce(0, +) / Double(single.count)),
    ]
  }

  @Sendable private static func codeLength(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let length = CodeLength(try item.input.integers("histogram"))
    return [
      "entropy_per_symbol": .number(length.entropy), "static_ideal": .number(length.ideal),
      "static_arithmetic_upper": .number(Double(length.arithmetic)),
      "adaptive_add_one": .number(length.adaptive(pseudocount: 1)),
      "adaptive_add_half": .number(length.adaptive(pseudocount: 0.5)), "enumerative": .number(length.enumerative),
      "uniform": .number(length.uniform), "histogram_header_uniform": .number(length.header),
    ]
  }

  @Sendable private static func crossCodeLength(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let length = CodeLength(try item.input.integers("histogram"))
    let bits = length.cross(try item.input.numbers("model"))
    return ["bits": .number(bits), "redundancy_bits": .number(bits - length.ideal)]
  }

  @Sendable private static func uniformQuantisation(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let numbers = try item.input.numbers("values")
    if item.hyperparameters.has("step") {
      let step = try item.hyperparameters.number("step")
      let multiples = try UniformQuantiser.multiples(of: step, for: numbers).map(Double.init)
      let values = multiples.map { $0 * step }
      let error = zip(numbers, values).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / Double(numbers.count)
      return ["indices": GoldenValue(multiples), "dequantized": GoldenValue(values), "mse": .number(error)]
    }
    let quantised = try UniformQuantiser.quantise(numbers, levels: item.hyperparameters.integer("levels"))
    return [
      "step": .number(quantised.codebook[1] - quantised.codebook[0]), "codebook": GoldenValue(quantised.codebook),
      "indices": GoldenValue(quantised.indices.map(Double.init)), "dequantized": GoldenValue(quantised.values),
      "mse": .number(quantised.meanSquaredError(of: numbers)),
      "histogram": GoldenValue(quantised.histogram.map(Double.init)),
    ]
  }

  @Sendable private static func kMeans(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let numbers = try item.input.numbers("values"), levels = try item.hyperparameters.integer("k")
    let lloyd = try KMeans.lloyd(numbers, levels: levels), optimal = try KMeans.optimal(numbers, levels: levels)
    return [
      "lloyd_codebook": GoldenValue(lloyd.codebook), "lloyd_mse": .number(lloyd.meanSquaredError(of: numbers)),
      "lloyd_indices": GoldenValue(lloyd.indices.map(Double.init)), "optimal_codebook": GoldenValue(optimal.codebook),
      "optimal_mse": .number(optimal.meanSquaredError(of: numbers)),
    ]
  }

  /// The adapter of a whole message. The bits are those of a message with these histograms that is encoded and decoded.
  @Sendable private static func multiTaskMessage(_ item: GoldenCase) throws -> [String: GoldenValue] {
    let input = item.input, tasks = try input.integer("tasks")
    func vector(_ name: String) throws -> Quantised {
      let histogram = try input.integers(name)
      return Quantised(
        codebook: histogram.indices.map(Double.init),
        indices: histogram.enumerated().flatMap { Array(repeating: $0.offset, count: $0.element) })
    }
    let shared = try vector("histogram_shared"), coefficients = try vector("histogram_tasks")
    let levels = MessageLayout.Levels(shared: shared.codebook.count, tasks: coefficients.codebook.count)
    let layout = try MessageLayout(
      digest: 0, seed: 0, sharedNumbers: shared.indices.count, tasks: tasks,
      numbersPerTask: coefficients.indices.count / tasks,
      choices: Array(repeating: levels, count: try input.integer("configurations")))
    let sent = try SubspaceMessage(layout: layout, choice: 0, shared: shared, coefficients: coefficients)
    let message = try SubspaceMessage(decoding: sent.encoded(), layout: layout)
    guard message == sent else { throw GoldenError("A decoded message should be the one that was encoded.") }
    let bits = message.bits
    let bounds = try RiskBounds(
      empiricalRisk: input.number("mean_empirical_risk"), bits: Double(bits.total),
      samples: tasks * input.integer("samples_per_task"), delta: input.number("delta"))
    func parts(_ part: MessageBits.Part) -> GoldenValue {
      GoldenValue([part.symbols, part.codebook, part.frequencies].map(Double.init))
    }
    return [
      "bits_shared": parts(bits.shared), "bits_tasks": parts(bits.tasks),
      "bits_choices": .number(Double(bits.choices)), "bits": .number(Double(bits.total)),
      "rhs": .number(bounds.maurer), "bound": .number(bounds.fastRate), "hoeffding_bound": .number(bounds.hoeffding),
    ]
  }
}
