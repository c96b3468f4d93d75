import Datasets
import Foundation
import Printing

extension IndexedRun {
  /// Reads a run's folder. A folder that cannot be read is in the index too, with the reason.
  ///
  /// - Parameters:
  ///   - isPruned: whether a search recorded that it gave the run up.
  ///   - settings: reads the run's configuration.
  init(reading folder: RunFolder, path: String, stamp: String, isPruned: Bool, settings: RunSettings.Reader) {
    let names = path.split(separator: "/").map(String.init)
    self.init(path: path, stamp: stamp, state: .unreadable)
    fixed = ["experiment": .text(names[0]), "cell": .text(names.last ?? path)]
    do {
      if folder.isDone {
        let result = try folder.result()
        add(result)
        state = result.failure == nil ? .done : .failed
        fixed["finished"] = Self.changed(folder.resultFile)
        try add(Self.job(of: folder), result)
      } else {
        add(try RunJob(in: folder))
        addProgress(try folder.records())
        state = RunState(ofUnfinished: folder, isPruned: isPruned)
      }
      addConfiguration(folder, settings)
      fixed["started"] = Self.started(folder)
    } catch {
      state = .unreadable
      fixed["failure"] = .text("\(error)")
    }
  }

  private mutating func add(_ result: RunResult) {
    fixed["method"] = .text(result.method)
    fixed["label"] = .text(result.label)
    fixed["seed"] = .number(Double(result.seed))
    facts["split"] = result.fold.map { .number(Double($0.number)) }
    fixed["role"] = .text(result.role.rawValue)
    fixed["tasks"] = .text(result.tasks.joined(separator: ", "))
    fixed["seconds"] = .number(result.seconds)
    fixed["steps"] = .number(Double(result.steps))
    fixed["epochs"] = .number(Double(result.epochs))
    fixed["parameters"] = .number(Double(result.parameters))
    fixed["best-epoch"] = result.selection.epoch > 0 ? .number(Double(result.selection.epoch)) : nil
    fixed["best-step"] = result.selection.step.map { .number(Double($0)) }
    fixed["best-seconds"] = result.selection.seconds.map { .number($0) }
    fixed["failure"] = result.failure.map { .text($0) }
    for (name, value) in result.hyperparameters { facts[name] = RunValue(reading: value) }
    for (split, tasks) in result.losses {
      for (task, loss) in tasks { addFigure(Self.figure(split, task, "loss"), loss, .lower) }
    }
    for definition in result.definitions {
      for (split, tasks) in result.metrics {
        guard let value = tasks[definition.task]?[definition.name] else { continue }
        let better: Better = definition.direction == .lowerIsBetter ? .lower : .higher
        addFigure(Self.figure(split, definition.task, definition.name), value, better)
      }
    }
  }

  private mutating func add(_ job: RunJob?, _ result: RunResult) throws {
    if result.method == RunResult.singleTask, let task = result.tasks.first, result.tasks.count == 1 {
      alone = Alone(
        task: task, validation: result.metrics[Split.validation]?[task] ?? [:],
        test: result.metrics[Split.test]?[task] ?? [:])
    }
    guard let job, job.baseline != nil else { return }
    comparing = Comparing(job: job, result: result)
    guard let percent = job.deltaM(result.metrics[Split.validation] ?? [:], result.definitions) else { return }
    addFigure(Self.deltaM("validation"), percent, job.convention.direction == .lowerIsBetter ? .lower : .higher)
  }

  /// Adds Δm on the test split, if the runs of the single tasks are known against which it is computed: those whose
  /// validation figures are the baseline of this run.
  mutating func addTestDeltaM(_ alone: [Alone]) {
    guard let comparing, let baseline = comparing.job.baseline else { return }
    var job = comparing.job
    var figures: [String: [String: Double]] = [:]
    for (task, validation) in baseline {
      guard let run = alone.first(where: { $0.task == task && $0.validation == validation }) else { return }
      figures[task] = run.test
    }
    job.baseline = figures
    let result = comparing.result
    guard let percent = job.deltaM(result.metrics[Split.test] ?? [:], result.definitions) else { return }
    addFigure(Self.deltaM("test"), percent, job.convention.direction == .lowerIsBetter ? .lower : .higher)
  }

  private mutating func add(_ job: RunJob) {
    fixed["method"] = .text(job.method)
    fixed["label"] = .text(job.label)
    fixed["role"] = .text(job.role.rawValue)
    for (name, value) in job.hyperparameters { facts[name] = RunValue(reading: value) }
  }

  private mutating func addProgress(_ records: [EpochRecord]) {
    fixed["epochs"] = .number(Double(records.last?.epoch ?? 0))
    fixed["steps"] = .number(Double(records.last?.step ?? 0))
    fixed["seconds"] = .number(records.reduce(0) { $0 + $1.seconds })
    if let tasks = records.last?.losses["train"]?.keys.sorted() {
      fixed["tasks"] = .text(tasks.joined(separator: ", "))
    }
  }

  /// Adds a figure. NaN is no figure, since nothing can be compared with it.
  private mutating func addFigure(_ name: String, _ value: Double, _ direction: Better) {
    guard !value.isNaN else { return }
    facts[name] = .number(value)
    better[name] = direction
  }

  /// The values of the configuration that have a column.
  private static let configured = [
    ("seed", "seed"), ("data.kind", "data"), ("network.trunk", "network"), ("network.sharing", "sharing"),
    ("training.learning-rate", "learning-rate"), ("training.weight-decay", "weight-decay"), ("only", "tasks"),
  ]

  /// A run without a readable configuration still has its figures.
  private mutating func addConfiguration(_ folder: RunFolder, _ read: RunSettings.Reader) {
    guard let data = try? Data(contentsOf: folder.url.appending(path: "config.yaml")), let settings = read(data) else {
      return
    }
    for setting in settings.values { facts[setting.path] = setting.value }
    for (path, name) in Self.configured where fixed[name] == nil { fixed[name] = facts[path] }
  }

  private static func started(_ folder: RunFolder) -> RunValue? {
    struct Environment: Decodable { var date: String }
    guard let data = try? Data(contentsOf: folder.url.appending(path: RunEnvironment.fileName)) else { return nil }
    return (try? JSONText.decoder.decode(Environment.self, from: data)).map { .text($0.date) }
  }

  private static func changed(_ file: URL) -> RunValue? {
    IndexStamp.changed(file).map { .text($0.formatted(.iso8601)) }
  }

  /// The job of a run; nil without a readable one, which counts like a job without a baseline.
  private static func job(of folder: RunFolder) throws -> RunJob? {
    let file = folder.url.appending(path: RunJob.fileName)
    return FileManager.default.fileExists(atPath: file.path) ? try RunJob(in: folder) : nil
  }
}
