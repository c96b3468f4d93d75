import Runs

extension StudyEvidence {
  /// Some runs and those of other experiments from which they start, by the experiment's name.
  ///
  /// - Parameter runner: a runner of the study, which knows what an experiment starts from.
  func withStarts(
    _ runs: [(experiment: Experiment, run: Run)], _ runner: StudyRunner
  ) throws -> [String: [Run]] {
    var chosen = Dictionary(grouping: runs, by: \.experiment.name).mapValues { $0.map(\.run) }
    // What a run starts from stands before it.
    for experiment in experiments.reversed() {
      let configuration = try runner.configuration(StudyExperiment(experiment.name, experiment.yaml))
      guard let own = chosen[experiment.name], let start = runner.start(of: configuration),
        let earlier = experiments.first(where: { $0.name == start })
      else { continue }
      let known = Set((chosen[start] ?? []).map(\.result.cell))
      chosen[start, default: []] += earlier.runs.filter { run in
        !known.contains(run.result.cell) && own.contains { $0.result.isSameTraining(as: run.result) }
      }
    }
    return chosen
  }
}

extension RunResult {
  /// Whether another run, of another experiment, has the same row, tasks and repetition.
  fileprivate func isSameTraining(as other: RunResult) -> Bool {
    label == other.label && tasks == other.tasks && repetition == other.repetition && role == other.role
  }
}
