import Components
import Runs
import Statistics

/// The study of multi-task learning on an event log: the next activity, its time and the remaining time of patients' stays.
package enum SepsisStudy {
  package static let card = StudyCard(
    About(
      "sepsis", title: "Multi-task learning on the Sepsis log",
      "whether one network for three questions to an event log pays, and with which weighting",
      citation: Citation(
        "L. Kirchdorfer, K. Amiri Elyasi, H. Stuckenschmidt",
        "On the Potential of Multi-Task Learning in Predictive Process Monitoring", "code, results and supplement",
        2025,
        "github.com/lukaskirchdorfer/MTL4PPM at fe61aab"),
      deviations: [
        "The claims are judged in the clean protocol: the split is by case, constants come from training cases, and single-task training of "
          + "the next activity sees the same input as the joint network. In the published protocol prefixes of one case lie in several "
          + "splits, and times are in seconds where the next activity is trained alone.",
        "The claims are what the result files say; the paper's own wording could not be read. Five seeds, each with its own split, "
          + "in place of three.",
        "In the clean protocol inputs are the last 32 events, which are all events of more than nine tenths of the prefixes, batches have 64 prefixes, and "
          + "all rows have the learning rate 0.001.",
        "The row Nash-MTL of the published tables is equal weights with gradients clipped at length 1, since no solver was there; so is "
          + "this row here, with the gradient of all parameters clipped and not of the encoder alone. The solved method is a row of its own.",
        "The published tables are trained in a full run alone, and bear no claim: they have three seeds.",
      ]),
    data: [.processMonitoring],
    minutes: 75,
    protocolText: [
      "1,049 cases, 14,141 prefixes; three tasks: next activity, time to it, remaining time. At most 200 epochs, stopped after 10 "
        + "without a lower sum of validation losses, Adam.",
      "A standard run has the convolutional network in the clean protocol: thirteen methods and single-task training.",
      "A full run also trains the published tables with their seeds, rates and settings: all thirteen rows of the convolutional network, "
        + "seven of the recurrent and two of the attention network, each with single-task training.",
      "The gain on times is the mean over both times of the improvement of the error over single-task training, in percent.",
    ],
    claims: claims,
    experiments: { scale in
      [StudyExperiment(clean, cleanYAML(scale))]
        + (scale == .full ? PublishedRows.all.map { StudyExperiment("published-\($0.trunk)", $0.yaml) } : [])
    })

  private static let clean = "cnn"
  private static let files = "the result files of the Sepsis log"
  private static let apart = "single-task training with the same trunk, rate and patience stands in the same table."
  /// The methods that bring losses to one size.
  private static let equalising = ["GLS", "UW-O", "IMTL"]

  private static let claims = [
    StudyClaim.rows(
      "UW-SO is not worse than equal weights.", of: clean,
      ComparedClaim(kind: .notWorse, rows: ["UW-SO", "EW"], margin: 1), unit: "points", source: files,
      confidence: .code, control: apart, otherwise: "an interval that lies wholly below −1 point."),
    .rows(
      "Training together with UW-SO is better than apart.", of: clean,
      ComparedClaim(kind: .superiority, rows: ["UW-SO", RunResult.singleTaskLabel], margin: 1), unit: "points",
      source: files, confidence: .code, control: apart, otherwise: "an interval that lies wholly below 1 point."),
    several(
      "GLS, UW-O and IMTL find the next activity better than equal weights.",
      equalising.map {
        ComparedClaim(
          kind: .superiority, rows: [$0, "EW"], figure: .metric(task: "next-activity", name: "accuracy"), margin: 0.005)
      }, unit: "share of prefixes", otherwise: "an interval that lies wholly below 0.005."),
    several(
      "GLS, UW-O and IMTL pay for it with the remaining time.",
      equalising.map {
        ComparedClaim(
          kind: .superiority, rows: ["EW", $0], figure: .metric(task: "remaining-time", name: "mae"), change: .percent,
          margin: 1)
      }, unit: "%", otherwise: "an interval that lies wholly below 1 %."),
    .rows(
      "CAGrad is better than UW-SO.", of: clean,
      ComparedClaim(kind: .superiority, rows: ["CAGrad", "UW-SO"], margin: 1), unit: "points", source: files,
      confidence: .code, control: apart, otherwise: "an interval that lies wholly below 1 point."),
    StudyClaim(
      "Apart, the two times are found as well as together: with EW, UW-SO, PCGrad and CAGrad.", source: files,
      confidence: .code, kind: .notWorse, margin: 1, unit: "% of the errors of time", experiments: [clean],
      control: apart,
      otherwise: "an interval that lies wholly below −1 %."
    ) { results in
      let rows = ["EW", "UW-SO", "PCGrad", "CAGrad"]
      return .init(
        try rows.map { row in
          let gains = try results.values(of: .init(clean, row)) { try gainOnTimes(of: $0, results) }
          return EffectEstimate(paired: gains.sorted { $0.key < $1.key }.map { -$0.value })
        }, rows.map { "apart over \($0)" })
    },
    .rows(
      "With times in logarithms, the next activity alone is found as well as with equal weights.", of: clean,
      ComparedClaim(
        kind: .notWorse, rows: [RunResult.singleTaskLabel, "EW"],
        figure: .metric(task: "next-activity", name: "accuracy"), margin: 0.01),
      unit: "share of prefixes", source: "ours: the published single-task rows had times in seconds", confidence: .own,
      control: "all thirteen methods stand in the same table.",
      otherwise: "an interval that lies wholly below −0.01."),
    .rows(
      "GLS and UW-O come to the same result, since their gradients are parallel.", of: clean,
      ComparedClaim(kind: .equivalence, rows: ["GLS", "UW-O"], margin: 1), unit: "points", source: "the formulas",
      confidence: .own, control: apart, otherwise: "an interval that lies wholly above 1 or below −1 point."),
  ]

  /// A claim that holds for several pairs of rows.
  private static func several(
    _ sentence: String, _ parts: [ComparedClaim], unit: String, otherwise: String
  ) -> StudyClaim {
    StudyClaim(
      sentence, source: files, confidence: .code, kind: parts[0].kind, margin: parts[0].margin, unit: unit,
      experiments: [clean], control: apart, otherwise: otherwise
    ) { results in
      let comparison = try results.comparison(clean)
      return .init(try parts.flatMap { try comparison.effects(of: $0) }, parts.flatMap(\.contrasts))
    }
  }

  /// The mean over both times of the improvement over the single-task runs of the seed, in percent.
  static func gainOnTimes(of run: StudyEvidence.Run, _ results: StudyResults) throws -> Double {
    let alone = try results.runs(run.result.experiment).filter {
      $0.result.label == RunResult.singleTaskLabel && $0.result.seed == run.result.seed
    }
    let gains = try ["next-time", "remaining-time"].map { task -> Double in
      guard let own = alone.first(where: { $0.result.tasks == [task] }) else {
        throw StudyResults.Missing(description: "\(task) has no single-task run of seed \(run.result.seed)")
      }
      let base = try own.metric("mae", of: task)
      return 100 * (base - (try run.metric("mae", of: task))) / base
    }
    return gains.reduce(0, +) / Double(gains.count)
  }

  private static func cleanYAML(_ scale: StudyCard.Scale) -> String {
    let isQuick = scale == .quick
    return """
      data: {kind: event-log, file: "${EQUIPOISE_DATA:-data}/process-monitoring/Sepsis.csv.gz", protocol: clean, longest: \(isQuick ? 8 : 32)}
      network: {trunk: cnn}
      training:
        epochs: \(isQuick ? 1 : 200)
        batch: \(isQuick ? 256 : 64)
        last-batch: keep
        learning-rate: 1e-3
        early-stopping: 10
        select: {criterion: loss}
      comparison:
        seeds: \(isQuick ? 2 : scale == .full ? 10 : 5)
        methods:
          - ew
          - dwa
          - rlw
          - uw
          - uw-o
          - {method: uw-so, temperature: 3}
          - gls
          - imtl
          - {method: gradnorm, alpha: 2}
          - nash-mtl
          - graddrop
          - pcgrad
          - {method: cagrad, c: 0.3}
      """
  }
}
