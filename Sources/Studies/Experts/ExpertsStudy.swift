import Components
import Foundation
import Runs
import Statistics

/// The study of mixtures of experts: MMoE and PLE against hard sharing with as many parameters.
package enum ExpertsStudy {
  package static let card = StudyCard(
    About(
      "experts", title: "MMoE and PLE: mixtures of experts",
      "whether experts with gates are better than hard sharing with as many parameters, where tasks correlate little",
      citation: Citation(
        "J. Ma, Z. Zhao, X. Yi, J. Chen, L. Hong, E. Chi",
        "Modeling Task Relationships in Multi-task Learning with Multi-gate Mixture-of-Experts", "KDD", 2018,
        "DOI 10.1145/3219819.3220007"),
      deviations: [
        "Sizes, learning rates and numbers of epochs are ours, one choice for all schemes; the papers tune each of them.",
        "Hard sharing has as many parameters as MMoE, 1 % more or fewer, since all its widths are scaled. PLE has as many as it.",
        "Census-income is its published test part, 99,762 people, divided into 70, 10 and 20 %; the papers have all 299,285.",
        "Margins are ours.",
      ]),
    data: [
      StudyData(
        "census-income-kdd", file: "census-income-kdd/census-income.test.gz",
        source: "census-income.test of Census-Income (KDD), gzipped, in the folder census-income-kdd")
    ],
    minutes: 5,
    protocolText: [
      "Correlated labels: two regressions on 100 inputs, 10,000 training, 1,000 validation and 1,000 test samples; the directions of the "
        + "tasks have a cosine of 0.2 or 1. The tasks are drawn once; seeds draw networks and batches.",
      "MMoE has 4 experts with 32 and 16 units; PLE has two levels with 2 shared experts and 1 of each task's own. Adam at 0.001, batch 64, "
        + "30 epochs, equal weights; the epoch with the best validation figures. The effect is the logarithm of the ratio of the mean "
        + "root mean squared errors.",
      "Census-income: whether the income is above 50,000 dollars, and whether the person was never married. 64 and 32 units, Adam at "
        + "0.001, batch 512, 5 epochs; AUC of the income, in points (of 100).",
      "PLE: Tang, Liu, Zhao, Gong, Progressive Layered Extraction, RecSys 2020; in the paper's form.",
    ],
    claims: [
      correlated(
        "MMoE is better than hard sharing if tasks correlate little.", "mmoe", over: "hard", source: "abstract"),
      StudyClaim(
        "The less tasks correlate, the further is MMoE ahead of hard sharing.", source: "abstract",
        confidence: .abstract,
        kind: .superiority, margin: errorMargin, unit: "log ratio", experiments: names(["mmoe", "hard"], [0.2, 1]),
        control: "both schemes have as many parameters at each correlation.",
        otherwise: "an interval that lies wholly below \(errorMargin)."
      ) { results in
        .init(
          [EffectEstimate(paired: zip(try lead(0.2, results), try lead(1, results)).map { $0 - $1 })],
          ["MMoE over hard sharing: cosine 0.2 less cosine 1"])
      },
      correlated(
        "PLE is better than hard sharing if tasks correlate little.", "ple", over: "hard", source: "abstract of PLE"),
      correlated("PLE is better than MMoE if tasks correlate little.", "ple", over: "mmoe", source: "abstract of PLE"),
      census("On Census-income MMoE is better than hard sharing.", "mmoe", over: "hard", source: "abstract"),
      census("On Census-income PLE is better than MMoE.", "ple", over: "mmoe", source: "abstract of PLE"),
    ],
    experiments: { scale in
      schemes.flatMap { scheme in
        correlations.map { StudyExperiment(name(scheme.name, $0), generated(scheme.sharing, $0, scale)) }
          + [StudyExperiment("census-\(scheme.name)", census(scheme.sharing, scale))]
      }
    })

  private static let row = "EW"
  private static let correlations = [0.2, 1]
  private static let mixture = "{kind: mmoe, experts: 4}"
  private static let schemes = [
    (name: "hard", sharing: "hard, as-large-as: \(mixture)"), (name: "mmoe", sharing: mixture),
    (name: "ple", sharing: "{kind: ple, experts: 2, own-experts: 1}, as-large-as: \(mixture)"),
  ]
  private static let errorMargin = 0.02
  private static let pointMargin = 0.1

  private static func name(_ scheme: String, _ correlation: Double) -> String { "correlation-\(correlation)-\(scheme)" }

  private static func names(_ schemes: [String], _ correlations: [Double]) -> [String] {
    schemes.flatMap { scheme in correlations.map { name(scheme, $0) } }
  }

  // MARK: claims

  private static func correlated(
    _ sentence: String, _ scheme: String, over other: String, source: String
  ) -> StudyClaim {
    StudyClaim(
      sentence, source: source, confidence: .abstract, kind: .superiority, margin: errorMargin, unit: "log ratio",
      experiments: names([scheme, other], [0.2]), control: "all schemes have as many parameters.",
      otherwise: "an interval that lies wholly below \(errorMargin)."
    ) { results in
      .init(
        [try results.paired(.init(name(scheme, 0.2), row), .init(name(other, 0.2), row), error)],
        ["\(scheme) over \(other)"])
    }
  }

  private static func census(_ sentence: String, _ scheme: String, over other: String, source: String) -> StudyClaim {
    StudyClaim(
      sentence, source: source, confidence: .abstract, kind: .superiority, margin: pointMargin, unit: "points of AUC",
      experiments: ["census-\(scheme)", "census-\(other)"], control: "all schemes have as many parameters.",
      otherwise: "an interval that lies wholly below \(pointMargin) points."
    ) { results in
      .init(
        [
          try results.paired(.init("census-\(scheme)", row), .init("census-\(other)", row)) {
            100 * (try $0.metric("auc", of: "income"))
          }
        ], ["\(scheme) over \(other)"])
    }
  }

  /// How far MMoE is ahead of hard sharing at a correlation, for each seed.
  private static func lead(_ correlation: Double, _ results: StudyResults) throws -> [Double] {
    try results.paired(.init(name("mmoe", correlation), row), .init(name("hard", correlation), row), error).perSeed
  }

  /// The negative logarithm of the mean test error.
  private static func error(_ run: StudyEvidence.Run) throws -> Double {
    let errors = try run.metrics("rmse")
    return -log(errors.reduce(0, +) / Double(errors.count))
  }

  // MARK: experiments

  private static func generated(_ sharing: String, _ correlation: Double, _ scale: StudyCard.Scale) -> String {
    let isQuick = scale == .quick
    return """
      data: {kind: correlated-labels, correlation: \(correlation)\(isQuick ? ", train: 256, validation: 64, test: 64" : "")}
      network: {trunk: mlp, hidden: [32, 16], sharing: \(sharing)}
      training:
        epochs: \(isQuick ? 1 : 30)
        batch: 64
        learning-rate: 1e-3
        schedule: constant
      comparison:
        single-task: false
        seeds: \(isQuick ? 2 : 10)
        methods: [ew]
      """
  }

  private static func census(_ sharing: String, _ scale: StudyCard.Scale) -> String {
    let isQuick = scale == .quick
    return """
      data:
        kind: table
        files: {train: "${EQUIPOISE_DATA:-data}/census-income-kdd/census-income.test.gz"}
        header: false
        missing: ["?"]
        inputs:
          numeric: [0, 5, 16, 17, 18, 30, 39]
          categorical: [1, 2, 3, 4, 6, 8, 9, 10, 11, 12, 13, 14, 15, 19, 20, 21, 22, 23, 25, 26, 27, 28, 29, 31, 32, 33, 34, 35, 36, 37, 38, 40]
        targets:
          - {name: income, column: 41, kind: binary, positive: "50000+."}
          - {name: never-married, column: 7, kind: binary, positive: Never married}
        split: {validation: 0.1, test: 0.2, seed: 0}
      network: {trunk: mlp, hidden: [64, 32], sharing: \(sharing)}
      training:
        epochs: \(isQuick ? 1 : 5)
        batch: 512
        learning-rate: 1e-3
        schedule: constant\(isQuick ? "\n  share: 0.05" : "")
      comparison:
        single-task: false
        seeds: \(isQuick ? 2 : scale == .full ? 10 : 5)
        methods: [ew]
      """
  }
}
