import Configuration
import Datasets
import Tasks
import Torch
import Training

/// The errors of a network on the samples of a split, one mean for each sample, as bounds ask for: a sample's error is the share of
/// its labelled tasks that the network answers wrongly.
///
/// Samples are independent of one another. The tasks of one sample need not be, so a sample counts once, however many labels it
/// has. Where each sample has a label of one task, every label counts.
struct ClassErrors {
  /// The number of samples with a label.
  private(set) var samples = 0
  private var errors = 0.0
  private var guesses = 0.0
  /// The labelled samples of each task, and how many of them the network answers wrongly.
  private(set) var byTask: [String: (samples: Int, wrong: Int)] = [:]

  /// The mean error of the samples.
  var mean: Double { errors / Double(max(samples, 1)) }

  /// The mean error of a guess that is each class with the same probability.
  var guessing: Double { guesses / Double(max(samples, 1)) }

  /// Counts the errors of the network of some parts on samples of theirs.
  ///
  /// - Throws: ``CertificationError`` for a task without one class for each sample.
  init(of parts: ExperimentParts, on split: Split = .train) throws {
    let chances = try parts.tasks.map { (task: $0, chance: try Self.chance(of: $0)) }
    do {
      _ = try parts.evaluator()(
        split == .train ? parts.trainEvaluationLoader() : parts.testLoader, split: split.rawValue
      ) { outputs, batch in
        try withTorchErrors { add(outputs, batch, chances) }
      }
    } catch let error as EvaluationError {
      throw parts.placing(error)
    }
  }

  /// The error of a guess at a task's classes.
  private static func chance(of task: LearningTask) throws -> Double {
    guard !task.kind.isDense, let labels = task.labels.form as? any DiscreteLabels,
      labels.answer == .classNumber || task.outputs == 1
    else {
      throw CertificationError(
        "A bound counts wrong classes, so that each task should have one class for each sample. Found `\(task.name)`, "
          + "which has \(task.kind.isDense ? "an answer at every place" : type(of: task.labels.form).words).")
    }
    return 1 - 1 / Double(labels.classes)
  }

  private mutating func add(
    _ outputs: TaskTensors, _ batch: Batch, _ tasks: [(task: LearningTask, chance: Double)]
  ) {
    var columns: [(wrong: Tensor, isLabelled: Tensor, guess: Tensor)] = []
    for (task, chance) in tasks {
      guard let output = outputs[task.name], let target = batch.targets[task.name] else { continue }
      let answer = task.prediction(output).to(.cpu).view([batch.count])
      let predicted = task.labels.form.answer == .classNumber ? answer : answer.greaterOrEqual(0.5)
      let labels = target.to(.cpu).view([batch.count]), isLabelled = task.labels.mask(labels)
      let wrong = predicted.to(.float64).notEqual(labels.to(.float64)).logicalAnd(isLabelled).to(.float64)
      let counted = isLabelled.to(.float64), own = byTask[task.name] ?? (0, 0)
      byTask[task.name] = (own.samples + Int(counted.sum().item()), own.wrong + Int(wrong.sum().item()))
      columns.append((wrong, counted, counted * chance))
    }
    guard !columns.isEmpty else { return }
    let labels = Tensor.stack(columns.map(\.isLabelled)).sum([0]), counts = labels.clamp(min: 1)
    func sum(_ parts: [Tensor]) -> Double { (Tensor.stack(parts).sum([0]) / counts).sum().item() }
    errors += sum(columns.map(\.wrong))
    guesses += sum(columns.map(\.guess))
    samples += Int(labels.greater(0).to(.float64).sum().item())
  }
}
