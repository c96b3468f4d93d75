import Configuration
import Datasets
import Foundation
import Runs
import Torch
import Training

/// A trained run: its folder with the kept weights.
package struct TrainedRun {
  let folder: RunFolder
  let parts: ExperimentParts
  let configuration: ExperimentConfiguration

  /// Opens a run.
  ///
  /// - Parameter catalogue: the components that the run's configuration can name.
  /// - Throws: an error if the folder is no run, has no kept weights yet, or they belong to another model.
  package init(_ url: URL, catalogue: ExperimentCatalogue = .toolkit) throws {
    folder = RunFolder(url)
    var configuration = try folder.configuration(catalogue)
    // The kept weights take the place of the start values, whose files need not be there any more.
    configuration.network = configuration.network.withoutGivenValues
    self.configuration = configuration
    let parts = try ExperimentParts(configuration)
    if let trained = try RunEnvironment.read(in: folder)?.data, trained != parts.data.fingerprint {
      throw PredictionError(
        "The files of `data` should be as they were when `\(url.path)` was trained, since scales and classes come from them. "
          + "Found other contents.")
    }
    let store = RunFolder(url).checkpoints
    guard let checkpoint = try store.load("best") else {
      throw ResultsError.missing(
        path: url.appending(path: "checkpoints/best").path, what: "the kept weights of a training")
    }
    try parts.network.load(
      Dictionary(uniqueKeysWithValues: checkpoint.model.map { ($0.name, $0.tensor) }),
      from: url.appending(path: "checkpoints/best/model.safetensors").path)
    self.parts = try parts.keptByTasks(in: store)
  }

  /// The names of its tasks, in order.
  package var tasks: [String] { parts.tasks.map(\.name) }

  /// The losses and metrics on a split.
  ///
  /// - Throws: `PredictionError` for a run that was trained on all samples.
  package func evaluate(on split: Split) throws -> RunFigures {
    try refuseAllSamples()
    let loader =
      switch split {
      case .train: try parts.trainEvaluationLoader()
      case .validation: parts.validationLoader
      case .test: parts.testLoader
      }
    return RunFigures(split: split.rawValue, figures: try figures(loader, split), definitions: parts.definitions)
  }

  /// The losses and metrics on the batches of a split.
  func figures(_ loader: any BatchLoader, _ split: Split) throws -> SplitFigures {
    do {
      return try parts.evaluator()(loader, split: split.rawValue)
    } catch let error as EvaluationError {
      throw parts.placing(error)
    }
  }

  /// Refuses a run without meaningful figures.
  ///
  /// - Throws: `PredictionError` for a run that was trained on all samples.
  func refuseAllSamples() throws {
    guard !configuration.training.takesAllSamples else {
      let source = (try? RunJob(in: folder))?.source.map { " Evaluate `\($0)`, whose configuration it has." } ?? ""
      throw PredictionError(
        "`\(folder.url.relativeToCurrentFolder)` was trained on the samples of all splits, so that no figure says how good "
          + "it is.\(source)")
    }
  }

  /// The tasks that are a yes or no for each sample.
  var binaryTasks: [String] { parts.tasks.filter { $0.labels.form.answer == .yesOrNo && $0.outputs == 1 }.map(\.name) }

  /// The run's predictions for a file of inputs; see `equipoise predict --help` for the formats.
  func predictions(of input: URL, _ options: PredictionOptions) throws -> Predictions {
    guard parts.data.sets.count == 1 else {
      throw PredictionError(
        "`predict` should have a run on one data set. Found one on \(parts.data.sets.count): "
          + "\(parts.data.sets.map(\.name).quotedList).")
    }
    let form = try configuration.data.newInputs(configuration.reading)
    switch form {
    case .table(let schema, let cache):
      return try predictTable(schema, cache: URL(filePath: cache), input, options)
    case .molecules(let bits): return try predictMolecules(input, bits: bits, options)
    case .textTable(let table): return try predictTexts(table, input, options)
    case .cases, .texts, .photographs, .pictures: break
    }
    guard options.kept.isEmpty else {
      throw PredictionError(
        "`--keep` is for tables and molecules, where each row of the file has its prediction. Found a run on "
          + "\(parts.data.name).")
    }
    switch form {
    case .cases(let log): return try predictEvents(log, input)
    case .texts(let data): return try predictTexts(data, input)
    case .photographs(let lesions): return try predictPhotographs(lesions, input)
    default: return try predictImages(input)
    }
  }

  /// The predictions of outputs, with the data's names of classes.
  func predictions(_ outputs: [TaskPredictions], count: Int) -> Predictions {
    var predictions = Predictions(count: count, tasks: outputs)
    for task in parts.tasks {
      predictions.words[task.name] = ClassWords(
        classes: parts.data.classNames[task.name] ?? [], answers: parts.data.answers[task.name] ?? .init())
    }
    return predictions
  }

  /// The outputs for samples that are made a batch at a time.
  ///
  /// - Parameter inputs: the inputs of some samples.
  func outputs(_ count: Int, inputs: (Range<Int>) throws -> Tensor) throws -> [TaskPredictions] {
    var pieces: [[TaskPredictions]] = []
    for start in stride(from: 0, to: count, by: configuration.training.batch) {
      let samples = start..<min(count, start + configuration.training.batch)
      pieces.append(try outputs(try inputs(samples), from: start))
    }
    return try withTorchErrors { TaskPredictions.joined(pieces) }
  }

  /// The outputs in a person's terms, with the probabilities of classes.
  ///
  /// - Parameter first: the row of the inputs' first sample in errors, from 0.
  /// - Throws: `PredictionError` for an input or an output that is not finite: it makes no class or number.
  func outputs(_ inputs: Tensor, from first: Int = 0) throws -> [TaskPredictions] {
    let forward = parts.forward
    parts.network.eval()
    if let row = inputs.firstRowNotFinite {
      throw PredictionError(
        "The inputs should be finite in single precision. Found one that is not in row \(first + row + 1).")
    }
    return try withTorchErrors {
      try withoutGradients {
        let pieces = try inputs.split(configuration.training.batch).enumerated().map { number, piece in
          let outputs = forward(piece)
          return try parts.tasks.compactMap { task -> TaskPredictions? in
            guard let output = outputs[task.name] else { return nil }
            if let row = output.firstRowNotFinite {
              throw PredictionError(
                "`\(task.name)` outputs should be finite. Found one that is not for row "
                  + "\(first + number * configuration.training.batch + row + 1) of the inputs.")
            }
            return TaskPredictions(
              task: task.name, answer: task.labels.form.answer, values: task.prediction(output).to(.cpu),
              probabilities: task.classProbabilities(output)?.to(.cpu))
          }
        }
        return TaskPredictions.joined(pieces)
      }
    }
  }
}
