/// One training that a comparison or a search needs.
struct PlannedRun {
  let cell: ExperimentCell
  var job: CellJob
  let repetition: Repetition
  /// The number of the grid's point.
  var point = 0
  /// The parameters among whose values a search chooses: those that its title shows; none for all.
  var searched: Set<String> = []
  /// The task of a single-task training.
  var task: String?
  /// What else the folder's name depends on.
  var facts: [String] = []
  /// The epochs after which the training pauses; nil for its end.
  var pause: Int?
  /// The single-task runs of its repetition, where their validation figures become the job's baseline once they are there.
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
