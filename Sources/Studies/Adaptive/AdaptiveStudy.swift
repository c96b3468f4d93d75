import Components
import Foundation
import Runs
import Statistics

/// The study of adaptive weight assignment: more weight for the task whose loss is larger.
package enum AdaptiveStudy {
  package static let card = StudyCard(
    About(
      "adaptive", title: "Adaptive weights: more for harder tasks",
      "whether a weight that grows with a task's loss helps the hardest task, and all of them",
      citation: Citation(
        "A. Huq, M. T. Pervin", "Adaptive Weight Assignment Scheme For Multi-task Learning", "IJ-AI 11(1)", 2022,
        "arXiv 2303.07278"),
      deviations: [
        "Only the abstract and the keywords could be read. The rule is a reconstruction: each weight is the task's share of the summed "
          + "losses of the batch. Data, network, margins and measures are ours.",
        "The three tasks on CIFAR-10 are those of a notebook of the first author. Whether the paper has them is not known. The notebook "
          + "trains a wide residual network with SGD at 0.001 for 20 epochs; the study's network is LeNet with Adam at 0.001, which learns "
          + "something of 2,700 pictures in 40 epochs.",
        "3,000 training and 1,000 test pictures of CIFAR-10's 60,000.",
        "The paper's tests on text are not part of it, since Equipoise has no inputs of text.",
      ]),
    data: [
      StudyData(
        "cifar10-subset", file: "cifar10-subset/train_3000.bin.gz", "cifar10-subset/test_1000.bin.gz",
        source:
          "3,000 training pictures of CIFAR-10 in its binary form, gzipped, and 1,000 test pictures, test_1000.bin.gz, in the "
          + "folder cifar10-subset")
    ],
    minutes: 12,
    protocolText: [
      "Each picture has three tasks: its class out of ten, whether it shows an animal, and whether its class's number is at most 5. LeNet "
        + "with a head of one hidden layer of 50 for each task, cross-entropy, Adam at 0.001, batch 100, 40 epochs, ten seeds. A tenth of "
        + "the training pictures, 300, choose the epoch by the sum of the losses.",
      "The hardest task is the one with the largest error of single-task training on the validation pictures, as a mean over seeds.",
      "The row Constant has the weights 1.873, 0.563 and 0.563: those of the rule for a network that guesses. Where it is as good as the "
        + "rule, a constant weight for the hardest task is all that was needed.",
    ],
    claims: [
      hardest("The hardest task is learned better than with equal weights.", over: "EW"),
      .rows(
        "All tasks together are learned better than with equal weights, in Δm.", of: experiment,
        ComparedClaim(kind: .superiority, rows: ["Adaptive", "EW"], margin: 1), unit: "points", source: "abstract",
        confidence: .abstract, control: "the row Constant and single-task training stand in the same table.",
        otherwise: "an interval that lies wholly below 1 point.", isReconstruction: true),
      hardest("The hardest task is learned better than with DWA.", over: "DWA"),
      hardest("The hardest task is learned better than with uncertainty weights.", over: "UW"),
    ],
    experiments: { scale in [StudyExperiment(experiment, yaml(scale))] })

  private static let experiment = "cifar"

  // MARK: figures

  /// A claim on the accuracy of the hardest task.
  private static func hardest(_ sentence: String, over row: String) -> StudyClaim {
    StudyClaim(
      sentence, source: "abstract", confidence: .abstract, kind: .superiority, margin: 1, unit: "points",
      experiments: [experiment], control: "the row Constant and single-task training stand in the same table.",
      otherwise: "an interval that lies wholly below 1 point.", isReconstruction: true
    ) { results in
      let task = try hardestTask(results.runs(experiment))
      let effect = try results.paired(experiment, ("Adaptive", row)) { 100 * (try $0.metric("accuracy", of: task)) }
      return .init([effect], ["Adaptive over \(row) on \(task)"])
    }
  }

  /// The task with the largest mean error of single-task training on the validation split.
  static func hardestTask(_ runs: [StudyEvidence.Run]) throws -> String {
    let alone = runs.filter { $0.result.role == .final && $0.result.label == RunResult.singleTaskLabel }
    let errors = try Dictionary(grouping: alone, by: { $0.result.tasks[0] }).mapValues { runs in
      try runs.reduce(0) { $0 + 1 - (try $1.metrics("accuracy", on: "validation")[0]) } / Double(runs.count)
    }
    // Of equal errors the first by name, so that every machine finds the same.
    guard let hardest = errors.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) else {
      throw StudyResults.Missing(description: "there is no single-task run")
    }
    return hardest.key
  }

  // MARK: experiment

  /// The weights of the rule at chance level: shares of the logarithms of 10, 2 and 2, with the sum 3.
  static let chanceWeights = [10.0, 2, 2].map { 3 * log($0) / log(40) }

  private static func yaml(_ scale: StudyCard.Scale) -> String {
    let constant = chanceWeights.map { String(format: "%.3f", $0) }.joined(separator: ", ")
    return """
      data:
        kind: cifar
        files:
          train: "${EQUIPOISE_DATA:-data}/cifar10-subset/train_3000.bin.gz"
          test: "${EQUIPOISE_DATA:-data}/cifar10-subset/test_1000.bin.gz"
        derived:
          - {name: animal, classes: [bird, cat, deer, dog, frog, horse]}
          - {name: low, classes: [0, 1, 2, 3, 4, 5]}
      tasks:
        animal: {metrics: [accuracy]}
        low: {metrics: [accuracy]}
      network: {trunk: lenet, heads: {width: 50}}
      training:
        epochs: \(scale == .quick ? 1 : 40)
        batch: 100
        learning-rate: 1e-3
      comparison:
        methods:
          - ew
          - dwa
          - uw
          - adaptive
          - {method: scalarization, label: Constant, weights: [\(constant)], grid: none}
        seeds: \(scale == .quick ? 2 : scale == .full ? 20 : 10)
      """
  }
}
