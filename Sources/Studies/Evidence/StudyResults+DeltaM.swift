import Runs
import Tasks

extension StudyResults {
  /// Δm of a run on a split against the single-task runs of its seed in an experiment: the mean over tasks of the mean over
  /// each task's metrics, in percent; larger is better.
  ///
  /// - Throws: ``Missing`` if a single-task run is missing or a figure is not a number.
  func deltaM(
    of run: StudyEvidence.Run, overSingleTasksOf experiment: String, on split: String = "test"
  ) throws -> Double {
    let tasks = run.result.tasks, seed = run.result.seed
    return try deltaM(
      tasks.map { try run.figures(of: $0, on: split) }, over: singleTasks(tasks, seed, of: experiment, on: split), seed)
  }

  /// Δm of an experiment's single-task runs against those of another one, by seed.
  ///
  /// - Throws: ``Missing`` if a single-task run is missing or a figure is not a number.
  func deltaM(ofSingleTasksOf experiment: String, over other: String) throws -> [Int: Double] {
    let alone = try runs(other).map(\.result).filter { $0.label == RunResult.singleTaskLabel }
    let tasks = Set(alone.flatMap(\.tasks)).sorted()
    return Dictionary(
      try Set(alone.map(\.seed)).map { seed in
        (seed, try deltaM(singleTasks(tasks, seed, of: experiment), over: singleTasks(tasks, seed, of: other), seed))
      }
    ) { first, _ in first }
  }

  private func singleTasks(
    _ tasks: [String], _ seed: Int, of experiment: String, on split: String = "test"
  ) throws -> [TaskMetrics] {
    let alone = try runs(experiment).filter { $0.result.label == RunResult.singleTaskLabel && $0.result.seed == seed }
    return try tasks.map { task in
      guard let run = alone.first(where: { $0.result.tasks == [task] }) else {
        throw Missing(description: "\(experiment) has no single-task run of \(task) with seed \(seed)")
      }
      return try run.figures(of: task, on: split)
    }
  }

  private func deltaM(_ own: [TaskMetrics], over base: [TaskMetrics], _ seed: Int) throws -> Double {
    do {
      let baseline = Baseline(identity: RunResult.singleTaskLabel, seeds: [seed], tasks: base)
      return try DeltaM(of: own, against: baseline, .taskMean).percent
    } catch {
      throw Missing(description: "Δm of seed \(seed): \(error)")
    }
  }
}

extension StudyEvidence.Run {
  /// The figures of a task.
  fileprivate func figures(of task: String, on split: String) throws -> TaskMetrics {
    TaskMetrics(
      task,
      try result.definitions.filter { $0.task == task }.map {
        MetricValue($0.name, try metric($0.name, of: task, on: split), $0.direction)
      })
  }
}
