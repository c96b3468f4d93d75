import Configuration
import Runs

/// One training that a comparison or a search needs.
struct PlannedRun {
  let cell: ConfiguredRun
  var job: RunJob
  let repetition: Repetition
  /// The number of the grid's point.
  var point = 0
  /// The parameters among whose values a search chooses, which its title shows; empty for all.
  var searched: Set<String> = []
  /// The task of a single-task training.
  var task: String?
  /// The start of the run; nil if it does not start from a run of another experiment. A failure says what is missing.
  var start: Result<EarlierExperiment.Start, any Error>?
  /// Other facts on which the folder's name depends.
  var facts: [String] = []
  /// The epochs after which the training pauses; nil to train to its end.
  var pause: Int?
  /// The single-task runs of its repetition whose validation figures become the job's baseline, once they are there.
  var against: [PlannedRun] = []

  var seed: Int { repetition.seed }

  var title: String {
    let shown = job.hyperparameters.filter { searched.isEmpty || searched.contains($0.key) }
    let parameters = shown.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    return
      ([[job.label, task].compactMap { $0 }.joined(separator: " ")] + (job.role == .search ? parameters : []) + [
        repetition.name
      ]).joined(separator: " · ")
  }
}
