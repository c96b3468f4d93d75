import Components
import Foundation
import Printing
import Statistics

/// The study of survival tables: whether a network ranks patients better than a linear Cox regression, and whether a second view of
/// the same times helps it.
enum SurvivalStudy {
  static let card = StudyCard(
    About(
      "survival", title: "Survival tables",
      "whether a network ranks patients better than a linear model, and whether a second task on the same times helps",
      citation: Citation(
        "Katzman, Shaham, Cloninger, Bates, Jiang, Kluger",
        "DeepSurv: Personalized Treatment Recommender System Using a Cox Proportional Hazards Deep Neural Network",
        "BMC Medical Research Methodology 18", 2018, "arXiv 1606.00931"),
      deviations: [
        "Each seed has its own patients for test, a fifth of each table, in place of one published split.",
        "All networks have one form and one rate; the source searched both for each table.",
        "The second task is ours.",
        "Margins are ours: a hundredth of the C-index, and half of one for the second task.",
      ]),
    data: [.survivalTables],
    minutes: 10,
    protocolText: [
      "METABRIC (1,904 patients, breast cancer), GBSG (2,232, breast cancer), SUPPORT (8,873, seriously ill), WHAS (1,638, heart attack): 58, "
        + "57, 68 and 42 % have the event. Inputs are standardised by the training patients.",
      "Linear: one layer without a bias. Network: two layers of 32, dropout 0.1. Both learn Cox's partial likelihood in batches of 256, Adam at "
        + "0.01 and 0.001, at most 100 epochs, and keep the epoch with the least validation loss of the risk; a training ends after 15 epochs "
        + "without a lower one.",
      "Second task: the same network also gives the probabilities of surviving seven intervals of time, by their cross-entropy, with equal "
        + "weights; each task keeps its own epoch.",
      "The figure is Harrell's C-index of the risk on the test patients.",
    ],
    claims: claims,
    experiments: { scale in
      Population.allCases.flatMap { population in
        Arm.allCases.map { StudyExperiment(name($0, population), yaml($0, population, scale)) }
      }
    },
    tables: { results in [try table(results)] })

  /// The tables of patients.
  enum Population: String, CaseIterable {
    case metabric, gbsg, support, whas

    /// The ends of the intervals of the second task, in the table's unit: months, or days for SUPPORT and WHAS.
    fileprivate var intervals: [Int] {
      switch self {
      case .metabric: [0, 24, 48, 72, 96, 120, 180, 360]
      case .gbsg: [0, 12, 24, 36, 48, 60, 72, 90]
      case .support: [0, 14, 30, 90, 180, 365, 730, 2_030]
      case .whas: [0, 7, 30, 90, 180, 365, 1_000, 2_000]
      }
    }

    var title: String { rawValue.uppercased() }
  }

  /// The ways to learn a risk.
  enum Arm: String, CaseIterable {
    case linear, network
    case second = "second-task"

    var title: String { self == .second ? "network with a second task" : rawValue }
  }

  static func name(_ arm: Arm, _ population: Population) -> String { "\(population.rawValue)-\(arm.rawValue)" }

  static func yaml(_ arm: Arm, _ population: Population, _ scale: StudyCard.Scale) -> String {
    let isQuick = scale == .quick, times = "column: time, kind: survival, event: event"
    let course = "{name: course, \(times), intervals: \(population.intervals)}"
    let network =
      arm == .linear ? "{trunk: identity, heads: bias-free}" : "{trunk: mlp, hidden: [32, 32], dropout: 0.1}"
    return """
      data:
        kind: table
        files: {train: "${EQUIPOISE_DATA:-data}/survival-deepsurv/\(population.rawValue).csv.gz"}
        inputs: {drop: [split], missing: mean}
        targets: [{name: risk, \(times)}\(arm == .second ? ", \(course)" : "")]
        split: {validation: 0.15, test: 0.2, seed: run}
      network: \(network)
      training:
        epochs: \(isQuick ? 2 : 100)
        batch: 256
        learning-rate: \(arm == .linear ? 1e-2 : 1e-3)
        schedule: constant
        early-stopping: 15
        select: {criterion: loss, per: task}
        threads: 1
      comparison:
        single-task: false
        seeds: \(isQuick ? 2 : scale == .full ? 20 : 10)
        methods: [ew]
      """
  }

  // MARK: claims

  private static let row = "EW"

  /// The C-index of an arm by seed, the mean over the tables.
  private static func concordance(_ arm: Arm, _ results: StudyResults) throws -> [Int: Double] {
    let each = try Population.allCases.map { population in
      try results.values(of: .init(name(arm, population), row)) { try $0.metric("c-index", of: "risk") }
    }
    return each.dropFirst().reduce(each[0]) { sums, own in
      sums.reduce(into: [:]) { sums, entry in sums[entry.key] = own[entry.key].map { entry.value + $0 } }
    }.mapValues { $0 / Double(each.count) }
  }

  private static func claim(
    _ sentence: String, _ arm: Arm, over other: Arm, _ kind: ClaimKind, margin: Double, source: String,
    confidence: StudyClaim.Confidence, control: String
  ) -> StudyClaim {
    StudyClaim(
      sentence, source: source, confidence: confidence, kind: kind, margin: margin, unit: "C-index",
      experiments: Population.allCases.flatMap { [name(arm, $0), name(other, $0)] }, control: control,
      otherwise: "an interval that lies wholly below \(NumberText.printed(margin))."
    ) { results in
      let (ones, others) = (try concordance(arm, results), try concordance(other, results))
      let seeds = ones.keys.filter { others[$0] != nil }.sorted()
      return .init(
        [EffectEstimate(paired: seeds.map { ones[$0]! - others[$0]! })],
        ["\(arm.title) over \(other.title), mean over four tables"])
    }
  }

  private static let claims = [
    claim(
      "A network ranks patients better than a linear model.", .network, over: .linear, .superiority, margin: 0.01,
      source: "the table of real data", confidence: .paper, control: "each table stands on the page."),
    claim(
      "With the intervals of the same times as a second task, the network ranks patients better.", .second,
      over: .network,
      .superiority, margin: 0.005, source: "ours", confidence: .own,
      control: "both see the same patients in the same batches."),
  ]

  private static func table(_ results: StudyResults) throws -> ReportTable {
    ReportTable(
      title: "C-index of the risk, mean ± standard deviation over seeds",
      columns: [.init(title: "Model", isNumeric: false)]
        + Population.allCases.map { .init(title: $0.title, arrow: "↑") },
      rows: try Arm.allCases.map { arm in
        [.init(text: arm.title)]
          + (try Population.allCases.map { population in
            let values = try results.values(of: .init(name(arm, population), row)) {
              try $0.metric("c-index", of: "risk")
            }
            return .spread(of: Array(values.values), decimals: 4)
          })
      })
  }
}

extension StudyData {
  static let survivalTables = StudyData(
    "survival-deepsurv", file: "survival-deepsurv/metabric.csv.gz", "survival-deepsurv/gbsg.csv.gz",
    "survival-deepsurv/support.csv.gz", "survival-deepsurv/whas.csv.gz",
    source:
      "the groups train and test of the files *_train_test.h5 of https://github.com/jaredleekatzman/DeepSurv as tables with the columns "
      + "split, time, event and x0, x1 …, gzipped, in the folder survival-deepsurv")
}
