import Datasets
import Foundation
import Torch
import Training

/// A part of the data.
public enum DataSplit: String, CaseIterable, Sendable {
  case train, validation, test
}

/// A run that has trained: its folder with the kept weights.
public struct TrainedRun {
  let folder: RunFolder
  let parts: ExperimentParts
  let configuration: ExperimentConfiguration

  /// - Throws: where the folder is no run, has no kept weights yet, or they belong to another model.
  public init(_ url: URL) throws {
    folder = RunFolder(url)
    var configuration = try folder.configuration()
    // The kept weights take the place of the start values, whose file need not be there any more.
    configuration.network.pretrained = nil
    self.configuration = configuration
    parts = try ExperimentParts(configuration)
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
  }

  /// The names of its tasks, in order.
  public var tasks: [String] { parts.tasks.map(\.name) }

  /// Losses and metrics on a split.
  ///
  /// - Throws: `PredictionError` for a run that was trained on all samples.
  public func evaluate(on split: DataSplit) throws -> RunFigures {
    guard !configuration.training.takesAllSamples else {
      let source = (try? CellJob(in: folder))?.source.map { " Evaluate `\($0)`, whose configuration it has." } ?? ""
      throw PredictionError(
        "`\(folder.url.relativeToCurrentFolder)` was trained on the samples of all splits, so that no figure says how good "
          + "it is.\(source)")
    }
    let loader =
      switch split {
      case .train: try parts.evaluationLoader(parts.data.train)
      case .validation: parts.validationLoader
      case .test: parts.testLoader
      }
    do {
      return RunFigures(
        split: split.rawValue, figures: try parts.trainer().evaluate(loader, split: split.rawValue),
        definitions: parts.definitions)
    } catch let error as EvaluationError {
      throw parts.placing(error)
    }
  }

  /// Writes the outputs for a file of inputs; see `equipoise predict --help` for the formats.
  ///
  /// - Parameter note: takes sentences about inputs that deserve a look, such as categories that training lacks.
  /// - Returns: a sentence about what was written.
  public func predict(
    _ input: URL, writing output: URL, noting note: (String) -> Void = { _ in }
  ) throws -> String {
    guard input.resolvingSymlinksInPath().path != output.resolvingSymlinksInPath().path else {
      throw PredictionError("`--output` should be another file than the inputs. Found `\(output.path)` for both.")
    }
    try RunFolder.check(output: output)
    return switch configuration.data {
    case let table as TableConfiguration:
      try predictTable(
        table.schema(configuration.reading), cache: URL(filePath: table.cache), input, output, noting: note)
    case let table as ARFFConfiguration:
      try predictTable(
        table.schema(configuration.reading), cache: URL(filePath: table.cache), input, output, noting: note)
    case let molecules as MoleculeConfiguration: try predictMolecules(molecules, input, output, noting: note)
    case let log as EventLogConfiguration: try predictEvents(log, input, output, noting: note)
    default: try predictImages(input, output)
    }
  }

  /// The outputs for samples that are made a batch at a time.
  ///
  /// - Parameter inputs: the inputs of some samples.
  func predictions(
    _ count: Int, inputs: (Range<Int>) throws -> Tensor
  ) throws -> [(name: String, tensor: Tensor)] {
    var pieces: [String: [Tensor]] = [:]
    for start in stride(from: 0, to: count, by: configuration.training.batch) {
      let samples = start..<min(count, start + configuration.training.batch)
      for (name, tensor) in try predictions(try inputs(samples), from: start) {
        pieces[name, default: []].append(tensor)
      }
    }
    return try withTorchErrors {
      parts.tasks.compactMap { task in pieces[task.name].map { (task.name, Tensor.cat($0)) } }
    }
  }

  /// Outputs in a person's terms: a class number, a probability, a number in its own unit, a unit vector.
  ///
  /// - Parameter first: the row of the inputs' first sample, as errors count it from 0.
  /// - Throws: `PredictionError` for an input or an output that is not finite: no class or number is made of it.
  func predictions(_ inputs: Tensor, from first: Int = 0) throws -> [(name: String, tensor: Tensor)] {
    let trainer = parts.trainer()
    parts.network.eval()
    if let row = inputs.firstRowNotFinite {
      throw PredictionError(
        "The inputs should be finite in single precision. Found one that is not in row \(first + row + 1).")
    }
    return try withTorchErrors {
      try withoutGradients {
        var pieces: [String: [Tensor]] = [:]
        for (number, piece) in inputs.split(configuration.training.batch).enumerated() {
          let outputs = trainer.forward(piece)
          for task in parts.tasks {
            guard let output = outputs[task.name] else { continue }
            if let row = output.firstRowNotFinite {
              throw PredictionError(
                "`\(task.name)` outputs should be finite. Found one that is not for row "
                  + "\(first + number * configuration.training.batch + row + 1) of the inputs.")
            }
            pieces[task.name, default: []].append(task.prediction(output).to(.cpu))
          }
        }
        return parts.tasks.map { ($0.name, Tensor.cat(pieces[$0.name]!)) }
      }
    }
  }
}
