import Foundation
import Runs
import Statistics
import Tasks

/// The part of the study of common paradigms on corruptions: whether features that several tasks have made suffer less from
/// corrupted pictures than those of one task.
enum CorruptionTransfer {
  static let protocolText = [
    "Corruption transfer: CamVid at 160×120 pixels with its three tasks, SegNet with 16, 32 and 64 channels, equal weights, Adam at "
      + "0.001, batch 8. Every network, of all tasks and of each task alone, is trained on clean pictures. Then its trunk is frozen, and "
      + "new heads are trained on training pictures that are each corrupted by a random kind at a random severity. The test "
      + "pictures are evaluated clean, and under 15 kinds of corruption at 5 severities.",
    "δ of a task is the mean over its metrics, kinds and severities of how much more of its clean figure a network of all tasks "
      + "loses than a network of the task alone, with the same seed. Effects are −δ, so that positive ones say that learning together "
      + "helps. Intervals are over seeds and over kinds, which are both redrawn.",
  ]

  static let deviations = [
    "Corruption transfer is on CamVid and not on Cityscapes and NYUv2, for \(epochs.clean) epochs and \(epochs.refitted) of the heads "
      + "with a constant rate, the last of which is kept; the paper chooses an epoch by its validation figures. Its row is equal weights.",
    "The clean figure in δ is that of the network with the new heads. The paper does not say whether it is that or the one before.",
    "The paper does not say which constants of the corruptions it used; here they are those for 224 pixels. The textures of frost are "
      + "generated.",
  ]

  static let claims = ["segmentation", "boundary", "presence"].map { task in
    StudyClaim(
      "On CamVid's \(task), what was learned together degrades less under corruption than what was learned alone.",
      source: "appendix A6, whose table of δ has no uniform pattern", confidence: .paper, kind: .superiority,
      margin: margin, unit: "share of the clean figure", experiments: [clean, refitted],
      control: "the clean figures of both networks stand in the same tables.",
      otherwise: "an interval that lies wholly below \(margin)."
    ) { results in .init([try effect(on: task, results)], ["\(row) over single-task"]) }
  }

  static func experiments(_ scale: StudyCard.Scale) -> [StudyExperiment] {
    let start = ", pretrained: \"${STUDY}/\(clean)\", freeze: trunk"
    let kinds = scale == .quick ? "kinds: [contrast, pixelate], severities: [1, 5]" : "kinds: [common]"
    return [
      StudyExperiment(clean, yaml(scale, epochs: scale == .full ? 60 : epochs.clean, augmentation: "[flip]")),
      StudyExperiment(
        refitted,
        yaml(
          scale, start: start, epochs: scale == .full ? 20 : epochs.refitted,
          augmentation: "[flip, {kind: corruption, \(kinds)}]") + "\nevaluation: {corruptions: {\(kinds)}}"),
    ]
  }

  /// Half of the median size of the published δ, 0.038.
  private static let margin = 0.02
  private static let clean = "transfer-clean"
  private static let refitted = "transfer-corrupted"
  private static let row = "EW"
  private static let epochs = (clean: 12, refitted: 5)

  private static func yaml(
    _ scale: StudyCard.Scale, start: String = "", epochs: Int, augmentation: String
  ) -> String {
    let isQuick = scale == .quick
    return """
      data: {kind: camvid, folder: "${EQUIPOISE_DATA:-data}/camvid/160x120"}
      network: {trunk: segnet, widths: \(isQuick ? "[4, 8]" : "[16, 32, 64]")\(start)}
      training:
        epochs: \(isQuick ? 1 : epochs)
        batch: 8
        learning-rate: 1e-3
        weight-decay: 1e-5
        select: {criterion: last}
        augmentation: \(augmentation)\(isQuick ? "\n  share: 0.1" : "")
      comparison:
        seeds: \(isQuick ? 2 : 5)
        methods: [ew]
      """
  }

  // MARK: effects

  /// −δ of a task, over seeds and kinds.
  static func effect(on task: String, _ results: StudyResults) throws -> EffectEstimate {
    let together = try runs(results) { $0.label == row }
    let alone = try runs(results) { $0.label == RunResult.singleTaskLabel && $0.tasks == [task] }
    guard !together.isEmpty, together.map(\.seed) == alone.map(\.seed) else {
      throw StudyResults.Missing(
        description: "\(row) and \(task) alone have the seeds \(together.map(\.seed)) and \(alone.map(\.seed))")
    }
    return EffectEstimate(
      blocked: try zip(together, alone).map { try degradation(of: task, $0, against: $1).map { -$0 } })
  }

  /// The δ of each kind, the mean over the severities and the task's metrics.
  static func degradation(of task: String, _ together: RunResult, against alone: RunResult) throws -> [Double] {
    let metrics = together.definitions.filter { $0.task == task }
    let effects = try metrics.map { metric in
      try CorruptionEffect(of: figures(together, metric), against: figures(alone, metric), metric.direction).kinds
    }
    guard let first = effects.first, effects.allSatisfy({ $0.allSatisfy(\.isFinite) }) else {
      throw StudyResults.Missing(description: "\(task), seed \(together.seed), has figures that are no numbers")
    }
    return first.indices.map { kind in effects.reduce(0) { $0 + $1[kind] } / Double(effects.count) }
  }

  private static func figures(_ run: RunResult, _ metric: MetricDefinition) throws -> CorruptionEffect.Figures {
    guard let clean = run.metrics["test"]?[metric.task]?[metric.name],
      let kinds = run.corrupted?.metrics[metric.task]?[metric.name]
    else {
      throw StudyResults.Missing(
        description: "\(run.label), seed \(run.seed), has no \(metric.name) of \(metric.task) under corruptions")
    }
    return .init(clean: clean, corrupted: kinds.sorted { $0.key < $1.key }.map(\.value))
  }

  /// The results of some runs with new heads, by seed.
  private static func runs(_ results: StudyResults, where isOne: (RunResult) -> Bool) throws -> [RunResult] {
    let own = try results.runs(refitted).map(\.result).filter(isOne).sorted { $0.seed < $1.seed }
    if let failed = own.first(where: { $0.failure != nil }) {
      throw StudyResults.Missing(description: "\(failed.label), seed \(failed.seed): \(failed.failure!)")
    }
    return own
  }
}
