import Statistics

extension OrthogonalGradientsStudy {
  /// The arms by their networks: the rows of one experiment differ in the penalty alone.
  static let arms = [
    (
      name: "plain", network: "{trunk: conv, heads: conv-hidden}",
      methods: ["{method: ew, label: none}", "{method: ew, label: CosReg 10, regulariser: 10}"]
    ),
    (
      name: "dropout", network: "{trunk: conv, dropout: 0.3, heads: conv-hidden}",
      methods: ["{method: ew, label: dropout}"]
    ),
    (
      name: "batch-norm", network: "{trunk: conv, norm: batch, heads: conv-hidden}",
      methods: ["{method: ew, label: BN}", "{method: ew, label: CosReg 0.1 + BN, regulariser: 0.1}"]
    ),
  ]

  /// Random configurations, an experiment for each number of filters, whose rows have a batch and a learning rate of their
  /// own, no two the same. Rates are uniform in their logarithm.
  static func configurations(_ scale: StudyCard.Scale) -> [StudyExperiment] {
    let isQuick = scale == .quick
    var random = SplitMix64(seed: 0)
    return [4, 8, 16, 24, 32].map { filters in
      let drawn = random.permutation(batches.count * rates.count).prefix(isQuick ? 2 : 6)
      let methods = drawn.enumerated().map { index, place in
        let batch = batches[place % batches.count], rate = rates[place / batches.count]
        return "{method: ew, label: \(index + 1), training: {batch: \(batch), learning-rate: \(rate)}}"
      }
      return StudyExperiment(
        "filters-\(filters)",
        yaml(
          network: "{trunk: conv, filters: [\(filters), \(filters)], heads: conv-hidden}", methods: methods, seeds: 1,
          every: 1, scale))
    }
  }

  private static let batches = [32, 64, 128]
  /// The learning rates of random configurations, about √(3/2) apart.
  private static let rates = [3e-4, 4e-4, 5e-4, 6e-4, 8e-4, 1e-3, 1.2e-3, 1.5e-3, 2e-3, 2.5e-3, 3e-3]

  static func yaml(
    network: String, methods: [String], seeds: Int? = nil, every: Int, _ scale: StudyCard.Scale
  ) -> String {
    let isQuick = scale == .quick
    let size =
      switch scale {
      case .quick: "train: 640, validation: 80, test: 200"
      case .standard: "train: 3000, validation: 400, test: 1000"
      case .full: "train: 16000, validation: 4000, test: 5000"
      }
    return """
      data: {kind: multi-digit, folder: "${EQUIPOISE_DATA:-data}/mnist", canvas: 64, pairs: parity, \(size)}
      network: \(network)
      training:
        epochs: \(isQuick ? 2 : 10)
        batch: 64
        learning-rate: 1e-3
        schedule: constant
        select: {criterion: last}
        diagnostics: {every: \(every), samples: 0, scope: last-layer}
      comparison:
        single-task: false
        seeds: \(seeds ?? (isQuick ? 2 : 10))
        methods:
      \(methods.map { "    - \($0)" }.joined(separator: "\n"))
      """
  }

  // MARK: figures

  /// The harmonic mean of the two test accuracies, in percent.
  static func accuracy(_ run: StudyEvidence.Run) throws -> Double {
    let values = try run.metrics("accuracy")
    return 100 * Double(values.count) / values.reduce(0) { $0 + 1 / $1 }
  }

  /// The standard deviation of the cosines over the first epochs together, from the number, mean and deviation of each.
  ///
  /// - Parameter epochs: the number of epochs; nil for all.
  static func deviation(_ run: StudyEvidence.Run, epochs: Int? = nil) throws -> Double {
    func series(_ name: String) -> [Double] { Array((run.kept[name] ?? []).prefix(epochs ?? .max)) }
    let counts = series("cosines"), means = series("mean cosine"), deviations = series("deviation of cosines")
    let count = counts.reduce(0, +)
    guard count > 1, means.count == counts.count, deviations.count == counts.count else {
      throw StudyResults.Missing(description: "\(run.result.label), seed \(run.result.seed), kept no cosines")
    }
    let mean = zip(counts, means).reduce(0) { $0 + $1.0 * $1.1 } / count
    let squares = counts.indices.reduce(0) {
      $0 + (counts[$1] - 1) * deviations[$1] * deviations[$1] + counts[$1] * (means[$1] - mean) * (means[$1] - mean)
    }
    return (squares / (count - 1)).squareRoot()
  }
}
