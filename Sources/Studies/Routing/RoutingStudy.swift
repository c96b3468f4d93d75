import Components
import Runs
import Statistics

/// The study of task routing: whether tasks of which each uses a part of a trunk learn better than tasks that share all of it.
package enum RoutingStudy {
  package static let card = StudyCard(
    About(
      "routing", title: "Many task learning with task routing",
      "whether many tasks learn better if each uses a part of the trunk, and which part",
      citation: Citation(
        "G. Strezoski, N. van Noord, M. Worring", "Many Task Learning With Task Routing", "ICCV", 2019,
        "arXiv 1903.12117"),
      deviations: [
        "The paper's data sets, sizes and training are not known; here they are generated tasks and ToxCast.",
        "Routed layers have no batch normalisation, so that running statistics mix no tasks.",
        "The share of units is chosen on validation for each seed, and judged on test.",
        "On ToxCast a step teaches one task for each sample of its batch, on the generated tasks one task as published.",
        "Margins are ours: half a point of accuracy, a point of AUC.",
      ]),
    data: [
      StudyData(
        "toxcast", file: "moleculenet/toxcast.csv.gz", "moleculenet/toxcast_ecfp4_1024.bits.gz",
        source: "toxcast.csv.gz of MoleculeNet with fingerprints of 1,024 bits, in the folder moleculenet")
    ],
    minutes: 25,
    protocolText: [
      "Conflicting labels: 30 yes-or-no tasks on 40 inputs in six groups, of which each contradicts its neighbour; 600 training samples. MLP "
        + "with 96 and 96 units, both routed; Adam at 0.001, weight decay 0.0001, batch 64, 6,000 steps of which each teaches one task; the last "
        + "weights. Shares of units: \(keeps.map(\.brief).joined(separator: ", ")); at 1 all is shared.",
      "ToxCast: the 617 assays of 8,576 molecules, without those that lack one of the answers in a split; MLP with 256 and 256 units, batch 64, \(toxcastEpochs) epochs, one assay for each sample of a "
        + "batch; the mean AUC over assays with both answers in the test split.",
    ],
    claims: [
      StudyClaim(
        "Some share of units below 1 is better than sharing all.", source: "abstract", confidence: .abstract,
        kind: .superiority, margin: 0.5, unit: "points of accuracy", experiments: conflicts,
        control: "the share is chosen on validation.", otherwise: "an interval that lies wholly below 0.5 points."
      ) { results in
        .init([try EffectEstimate(paired: chosenOverWhole(results))], ["the share chosen on validation over 1"])
      },
      StudyClaim(
        "With about one unit for each task all is lost that routing gains.", source: "ours, the other end of the share",
        confidence: .own, kind: .superiority, margin: 0.5, unit: "points of accuracy",
        experiments: [conflict(1), conflict(keeps.last!)],
        control: "both networks have the same number of trained values.",
        otherwise: "an interval that lies wholly below 0.5 points."
      ) { results in
        .init(
          [
            try results.paired(.init(conflict(1), row), .init(conflict(keeps.last!), row)) { try accuracy($0) }
          ], ["1 over \(keeps.last!.brief)"])
      },
      StudyClaim(
        "On ToxCast's hundreds of tasks half of the units for each is better than sharing all.",
        source: "abstract: hundreds of tasks",
        confidence: .abstract, kind: .superiority, margin: 1, unit: "points of AUC",
        experiments: [toxcast(1), toxcast(0.5)],
        control: "the network that shares all has the same tasks in the same steps.",
        otherwise: "an interval that lies wholly below 1 point."
      ) { results in
        .init(
          [try results.paired(.init(toxcast(0.5), row), .init(toxcast(1), row)) { 100 * meanAUC($0) }], ["0.5 over 1"])
      },
    ],
    experiments: { scale in
      keeps.map { StudyExperiment(conflict($0), generated(keep: $0, scale)) }
        + [1, 0.5].map { StudyExperiment(toxcast($0), molecules(keep: $0, scale)) }
    })

  private static let row = "EW"
  private static let keeps = [1, 0.5, 0.25, 0.1, 0.0105]
  private static let conflicts = keeps.map(conflict)
  private static let toxcastEpochs = 8

  private static func conflict(_ keep: Double) -> String { "conflict-\(keep.brief)" }
  private static func toxcast(_ keep: Double) -> String { "toxcast-\(keep.brief)" }

  // MARK: figures

  /// The mean accuracy over tasks, in points.
  private static func accuracy(_ run: StudyEvidence.Run, on split: String = "test") throws -> Double {
    let values = try run.metrics("accuracy", on: split)
    return 100 * values.reduce(0, +) / Double(values.count)
  }

  /// By seed, the test accuracy at the share below 1 with the highest validation accuracy, less that at 1.
  private static func chosenOverWhole(_ results: StudyResults) throws -> [Double] {
    let runs = try keeps.map { try results.runs(conflict($0)) }
    return try runs[0].map { whole in
      let seed = whole.result.seed
      let others = try runs.dropFirst().map { runs in
        guard let run = runs.first(where: { $0.result.seed == seed }) else {
          throw StudyResults.Missing(description: "a share of units has no run of seed \(seed)")
        }
        return (chosenBy: try accuracy(run, on: "validation"), test: try accuracy(run))
      }
      return others.max { $0.chosenBy < $1.chosenBy }!.test - (try accuracy(whole))
    }
  }

  /// The mean AUC over tasks that have one.
  private static func meanAUC(_ run: StudyEvidence.Run) -> Double {
    let values = run.result.tasks.compactMap { run.result.metrics["test"]?[$0]?["auc"] }
      .filter(\.isFinite)
    return values.reduce(0, +) / Double(values.count)
  }

  // MARK: experiments

  private static func generated(keep: Double, _ scale: StudyCard.Scale) -> String {
    """
    data: {kind: conflicting-labels}
    network: {trunk: mlp, hidden: [96, 96], sharing: {kind: routing, keep: \(keep)}}
    training:
      epochs: \(scale == .quick ? 2 : 667)
      batch: 64
      learning-rate: 1e-3
      weight-decay: 1e-4
      schedule: constant
      select: {criterion: last}
    comparison:
      single-task: false
      seeds: \(scale == .quick ? 2 : 10)
      methods: [ew]
    """
  }

  private static func molecules(keep: Double, _ scale: StudyCard.Scale) -> String {
    """
    data:
      kind: moleculenet
      file: "${EQUIPOISE_DATA:-data}/moleculenet/toxcast.csv.gz"
      fingerprints: "${EQUIPOISE_DATA:-data}/moleculenet/toxcast_ecfp4_1024.bits.gz"
      split: {validation: 0.1, test: 0.2, seed: 0}
    network: {trunk: mlp, hidden: [256, 256], sharing: {kind: routing, keep: \(keep), tasks-per-step: per-sample}}
    training:
      epochs: \(scale == .quick ? 1 : toxcastEpochs)
      batch: 64
      learning-rate: 1e-3
      schedule: constant
      select: {criterion: last}
    comparison:
      single-task: false
      seeds: \(scale == .quick ? 2 : 5)
      methods: [ew]
    """
  }
}
