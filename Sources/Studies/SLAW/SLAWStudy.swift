import Components
import Foundation
import Runs
import Statistics
import Tasks

/// The study of SLAW: weights from the spread of losses in place of gradients' norms.
package enum SLAWStudy {
  package static let card = StudyCard(
    About(
      "slaw", title: "SLAW: weights without gradients",
      "whether weights from the spread of each loss are as good as those from the norms of gradients, and cheaper",
      citation: Citation(
        "M. Crawshaw, J. Košecká", "SLAW: Scaled Loss Approximate Weighting for Efficient Multi-Task Learning", "arXiv",
        2021,
        "arXiv 2109.08218"),
      deviations: [
        "A standard run ends after 3,300 of the 9,900 updates; a full one makes all of them.",
        "The start values are orthogonal matrices of gain √2, as in the authors' code. Another gain gives other losses.",
        "The tables of the paper could not be read, so no figure stands next to a published one; margins are ours.",
        "GradNorm has the authors' asymmetry of 0.12. DWA compares the losses of epochs, as its own paper says; the authors' code compares "
          + "running means.",
        "The paper's experiments on NYUv2 and on 128 assays of PubChem are not part of it.",
      ]),
    minutes: 8,
    protocolText: [
      "MTRegression: ten regressions of one input whose targets have the scales 1 to 10, so that the ideal weights are known. Four "
        + "shared tanh layers of 100, linear heads, mean squared error, batch 304, Adam at 0.0007 with ε = 1e-5, clipping at 0.5.",
      "The normalised loss of a run is the mean over tasks of the squared error of the test samples over the squared scale. The weight "
        + "error is the mean squared distance of its weights, with sum 10, from the ideal ones, in the last epoch.",
      "The ideal weights themselves stand in the table as the row Ideal: no weighting should be much better.",
    ],
    claims: [
      StudyClaim(
        "SLAW's weights come at least e times closer to the ideal ones than equal weights.",
        source: "section on MTRegression",
        confidence: .abstract, kind: .superiority, margin: 1, unit: "log ratio", experiments: ["mt-regression"],
        control: "GradNorm, which looks at gradients, stands in the same table.",
        otherwise: "an interval that lies wholly below 1."
      ) { results in
        .init([try results.paired("mt-regression", ("SLAW", "EW")) { -log(try weightError($0)) }], ["SLAW over EW"])
      },
      better(
        "SLAW ends with a lower normalised loss than equal weights.", .superiority, over: "EW",
        control: "the ideal weights stand in the same table."),
      better(
        "SLAW is on par with GradNorm.", .notWorse, over: "GradNorm", control: "so does UW, which learns its weights."),
      better(
        "SLAW is on par with the ideal weights.", .notWorse, over: "Ideal", control: "equal weights are the other end."),
      StudyClaim(
        "SLAW costs less processor time than GradNorm.", source: "abstract", confidence: .abstract, kind: .superiority,
        margin: 0.1, unit: "log ratio", experiments: ["mt-regression"], control: "EW's cost is the least possible.",
        otherwise: "an interval that lies wholly below 0.1."
      ) { results in
        .init(
          [
            try results.paired("mt-regression", ("SLAW", "GradNorm")) { run in
              -log(run.result.cost)
            }
          ], ["SLAW over GradNorm"])
      },
    ],
    experiments: { scale in [StudyExperiment("mt-regression", yaml(scale))] },
    kept: { run in
      let tasks = run.result.tasks
      guard let weights = run.records.last?.weights else { return [:] }
      return ["weights": tasks.compactMap { weights[$0] }]
    })

  /// A claim on the normalised loss, as the logarithm of a ratio.
  private static func better(
    _ sentence: String, _ kind: ClaimKind, over row: String, control: String
  ) -> StudyClaim {
    StudyClaim(
      sentence, source: "abstract", confidence: .abstract, kind: kind, margin: 0.05, unit: "log ratio",
      experiments: ["mt-regression"], control: control,
      otherwise: "an interval that lies wholly below \(kind == .superiority ? "0.05" : "−0.05")."
    ) { results in
      .init([try results.paired("mt-regression", ("SLAW", row)) { -log(try normalisedLoss($0)) }], ["SLAW over \(row)"])
    }
  }

  /// The mean over tasks of the test error over the squared scale.
  static func normalisedLoss(_ run: StudyEvidence.Run) throws -> Double {
    let errors = try run.metrics("rmse").enumerated().map { pow($1 / Double($0 + 1), 2) }
    return errors.reduce(0, +) / Double(errors.count)
  }

  /// The mean squared distance of a run's last weights from the ideal ones, both with the number of tasks as their sum.
  static func weightError(_ run: StudyEvidence.Run) throws -> Double {
    guard let weights = run.kept["weights"], weights.count == run.result.tasks.count else {
      throw StudyResults.Missing(description: "\(run.result.label), seed \(run.result.seed), kept no weights")
    }
    let sum = weights.reduce(0, +) / Double(weights.count)
    let distances = zip(weights, idealWeights(weights.count)).map { pow($0 / sum - $1, 2) }
    return distances.reduce(0, +) / Double(weights.count)
  }

  /// The ideal weights of tasks with the scales 1, 2, 3, …: proportional to 1 / scale², with their number as their sum.
  static func idealWeights(_ tasks: Int) -> [Double] {
    let inverse = (1...tasks).map { 1 / Double($0 * $0) }
    let sum = inverse.reduce(0, +)
    return inverse.map { $0 * Double(tasks) / sum }
  }

  private static func yaml(_ scale: StudyCard.Scale) -> String {
    let isQuick = scale == .quick
    let tasks = isQuick ? 3 : 10
    let ideal = idealWeights(tasks).map { "\($0)" }.joined(separator: ", ")
    let size = isQuick ? ", tasks: 3, inputs: 10, outputs: 4, train: 608, validation: 50, test: 50" : ""
    let layers = isQuick ? "[16, 16]" : "[100, 100, 100, 100]"
    return """
      data: {kind: mt-regression\(size)}
      network: {trunk: mlp, hidden: \(layers), activation: tanh, orthogonal: 1.4142135623730951}
      training:
        epochs: \(isQuick ? 2 : scale == .full ? 330 : 110)
        batch: 304
        last-batch: keep
        optimizer: {kind: adam, eps: 1e-5}
        learning-rate: 7e-4
        clip: 0.5
        schedule: constant
        select: {criterion: last}
      comparison:
        single-task: false
        seeds: \(isQuick ? 2 : scale == .full ? 10 : 5)
        methods:
          - ew
          - {method: scalarization, label: Ideal, weights: [\(ideal)], grid: none}
          - uw
          - {method: gradnorm, alpha: 0.12}
          - dwa
          - slaw
      """
  }
}
