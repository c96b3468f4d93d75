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
        "The split is by case, constants come from training cases, and single-task training of the next activity sees the same "
          + "input as the joint network. In the published protocol prefixes of one case lie in several splits.",
        "Three of its thirteen methods, five seeds instead of three. The claims are what its result files say of these three; the "
          + "paper's own wording could not be read.",
      ]),
    data: [
      StudyData(
        "process-monitoring", file: "process-monitoring/Sepsis.csv.gz",
        source: "Sepsis.csv.gz of https://github.com/lukaskirchdorfer/MTL4PPM, in the folder process-monitoring")
    ],
    minutes: 240,
    protocolText: [
      "1,049 cases, 14,141 prefixes; three tasks: next activity, time to it, remaining time. At most 200 epochs, stopped after 10 "
        + "without a lower sum of validation losses, batch 32, Adam at 0.001.",
      "A standard run has the convolutional network; a full one the recurrent and the attention network too.",
    ],
    claims: [
      .rows(
        "UW-SO is not worse than equal weights.", of: "cnn",
        ComparedClaim(kind: .notWorse, rows: ["UW-SO", "EW"], margin: 1), unit: "points",
        source: "the result files of the Sepsis log",
        confidence: .code, control: "single-task training and a constant prediction stand in the same table.",
        otherwise: "an interval that lies wholly below −1 point."),
      .rows(
        "Training together with UW-SO is better than apart.", of: "cnn",
        ComparedClaim(kind: .superiority, rows: ["UW-SO", RunResult.singleTaskLabel], margin: 1), unit: "points",
        source: "the result files of the Sepsis log", confidence: .code,
        control: "single-task training has its own learning rate for each task.",
        otherwise: "an interval that lies wholly below 1 point."),
      .rows(
        "GLS finds the next activity better than equal weights.", of: "cnn",
        ComparedClaim(
          kind: .superiority, rows: ["GLS", "EW"], figure: .metric(task: "next-activity", name: "accuracy"),
          margin: 0.005),
        unit: "share of prefixes", source: "the result files of the Sepsis log", confidence: .code,
        otherwise: "an interval that lies wholly below 0.005."),
      .rows(
        "GLS pays for it with the remaining time.", of: "cnn",
        ComparedClaim(
          kind: .superiority, rows: ["EW", "GLS"], figure: .metric(task: "remaining-time", name: "mae"),
          change: .percent,
          margin: 1),
        unit: "%", source: "the result files of the Sepsis log", confidence: .code,
        otherwise: "an interval that lies wholly below 1 %."),
    ],
    experiments: { scale in
      let trunks = scale == .full ? ["cnn", "lstm", "transformer"] : ["cnn"]
      return trunks.map { StudyExperiment($0, yaml(trunk: $0, scale)) }
    })

  private static func yaml(trunk: String, _ scale: StudyCard.Scale) -> String {
    let temperature = ["cnn": 3, "lstm": 15, "transformer": 20][trunk]!
    return """
      data: {kind: event-log, file: "${EQUIPOISE_DATA:-data}/process-monitoring/Sepsis.csv.gz", protocol: clean}
      network: {trunk: \(trunk)}
      training:
        epochs: \(scale == .quick ? 1 : 200)
        batch: \(scale == .quick ? 256 : 32)
        last-batch: keep
        learning-rate: \(trunk == "transformer" ? "1e-4" : "1e-3")
        early-stopping: 10
        select: {criterion: loss}
      comparison:
        methods: [ew, {method: uw-so, temperature: \(temperature)}, gls]
        seeds: \(scale == .quick ? 2 : 5)
      """
  }
}
