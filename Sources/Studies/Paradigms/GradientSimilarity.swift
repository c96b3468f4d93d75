import Runs
import Statistics

/// The probe of gradients: how alike those of two tasks on one sample are, against those of two samples in one task.
///
/// Three pairs of tasks, because one alone can bear out anything: two digits with losses of one size, a digit and the picture's
/// brightness, and the same with targets a hundred times as large.
enum GradientSimilarity {
  /// A pair of tasks.
  private struct Pair {
    var experiment: String
    var tasks: [String]
    var ink: Int?
  }

  private static let pairs = [
    Pair(experiment: "probe-digits", tasks: ["left", "right"]),
    Pair(experiment: "probe-ink", tasks: ["left", "ink"], ink: 1),
    Pair(experiment: "probe-100-ink", tasks: ["left", "ink"], ink: 100),
  ]

  static let protocolText = [
    "Gradients: two overlapping digits, LeNet, equal weights, Adam at 0.001, batch 64, 4 epochs of 4,000 pictures, five seeds. Every 5 "
      + "updates the gradients of the trunk are taken of each task on each of 8 samples. A figure is the mean over the epochs: the "
      + "share of pairs whose cosine is negative, the 2.5 % percentile of the cosines, and the mean of 2‖g‖‖g'‖ / (‖g‖² + ‖g'‖²).",
    "Each claim is tested on three pairs of tasks, and holds if it does on all three.",
  ]

  static let deviations = [
    "The paper takes gradients during trainings of Cityscapes, NYUv2 and CelebA; here they are of digits, at the size that two cores "
      + "train in minutes."
  ]

  static let claims = [
    claim(
      "The strongest conflicts are between samples of one task, not between tasks: their cosines reach further below zero.",
      "2.5 %", .superiority, margin: 0.05, unit: "cosine", sign: 1,
      otherwise: "an interval that lies wholly below 0.05."),
    claim(
      "Conflicts are not more frequent between tasks than between samples of one task.", "conflicting", .notWorse,
      margin: 0.02, unit: "share of pairs", sign: -1, otherwise: "an interval that lies wholly below −0.02."),
    claim(
      "Lengths of gradients differ more between tasks than between samples of one task.", "magnitude", .superiority,
      margin: 0.05, unit: "magnitude similarity", sign: -1, otherwise: "an interval that lies wholly below 0.05."),
  ]

  static func experiments(_ scale: StudyCard.Scale) -> [StudyExperiment] {
    let quick = scale == .quick
    return pairs.map { pair in
      StudyExperiment(
        pair.experiment,
        """
        data: {kind: multi-digit, folder: "${EQUIPOISE_DATA:-data}/mnist", train: \(quick ? 512 : scale == .full ? 50000 : 4000), \
        validation: 500, test: 1000\(pair.ink.map { ", ink: \($0)" } ?? "")}
        only: [\(pair.tasks.joined(separator: ", "))]
        network: {trunk: lenet}
        training:
          epochs: \(quick ? 1 : 4)
          batch: 64
          learning-rate: 0.001
          schedule: constant
          early-stopping: none
          diagnostics: {every: 5, samples: 8, per: sample}
        comparison:
          methods: [ew]
          seeds: \(quick ? 2 : 5)
          single-task: false
        """)
    }
  }

  /// The means over the epochs of what was measured between tasks and between samples.
  static func kept(_ run: RunFolder.Finished) -> [String: [Double]] {
    let epochs = run.records.compactMap(\.diagnostics)
    let kinds = [("tasks", epochs.compactMap(\.tasksOfSamples)), ("samples", epochs.compactMap(\.allSamples))]
    var figures: [String: [Double]] = [:]
    for (kind, measured) in kinds where !measured.isEmpty {
      func mean(_ value: (Int) -> Double) -> [Double] {
        [measured.indices.reduce(0) { $0 + value($1) } / Double(measured.count)]
      }
      figures["2.5 % of \(kind)"] = mean { measured[$0].cosine.low }
      figures["conflicting of \(kind)"] = mean { measured[$0].conflicting }
      figures["magnitude of \(kind)"] = mean { measured[$0].magnitude.mean }
    }
    return figures
  }

  /// A claim on the difference of a figure between tasks and between samples.
  ///
  /// - Parameter sign: 1 where the claim says that the figure of tasks is the larger one.
  private static func claim(
    _ sentence: String, _ figure: String, _ kind: ClaimKind, margin: Double, unit: String, sign: Double,
    otherwise: String
  ) -> StudyClaim {
    StudyClaim(
      sentence, source: "the section on gradient conflicts", confidence: .paper, kind: kind, margin: margin, unit: unit,
      experiments: pairs.map(\.experiment),
      control:
        "three pairs of tasks, one of them with losses of the same size and one with losses of very different sizes.",
      otherwise: otherwise
    ) { results in
      let effects = try pairs.map { pair in
        let values = try results.values(of: .init(pair.experiment, "EW")) { run in
          guard let tasks = run.kept["\(figure) of tasks"]?.first, let samples = run.kept["\(figure) of samples"]?.first
          else {
            throw StudyResults.Missing(
              description: "\(pair.experiment), seed \(run.result.seed), measured no gradients of samples")
          }
          return sign * (tasks - samples)
        }
        return EffectEstimate(paired: values.sorted { $0.key < $1.key }.map(\.value))
      }
      return .init(effects, pairs.map { "tasks over samples, \($0.experiment)" })
    }
  }
}
