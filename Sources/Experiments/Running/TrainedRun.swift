import Datasets
import Foundation
import Tasks
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
    if let trained = RunEnvironment(in: folder)?.data, trained != parts.data.fingerprint {
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

  /// Losses and metrics on a split.
  public func evaluate(on split: DataSplit) throws -> RunFigures {
    let loader =
      switch split {
      case .train: try parts.evaluationLoader(parts.data.train)
      case .validation: parts.validationLoader
      case .test: parts.testLoader
      }
    return RunFigures(
      split: split.rawValue, figures: try parts.trainer().evaluate(loader), definitions: parts.definitions)
  }

  /// Writes the outputs for a file of inputs; see `equipoise predict --help` for the formats.
  ///
  /// - Returns: a sentence about what was written.
  public func predict(_ input: URL, writing output: URL) throws -> String {
    guard input.resolvingSymlinksInPath().path != output.resolvingSymlinksInPath().path else {
      throw PredictionError("`--output` should be another file than the inputs. Found `\(output.path)` for both.")
    }
    if let table = configuration.data as? TableConfiguration { return try predictTable(table, input, output) }
    return try predictImages(input, output)
  }

  /// Outputs in a person's terms: a class number, a probability, a number in its own unit, a unit vector.
  private func predictions(_ inputs: Tensor) throws -> [(name: String, tensor: Tensor)] {
    let trainer = parts.trainer()
    parts.network.eval()
    return try withTorchErrors {
      withoutGradients {
        var pieces: [String: [Tensor]] = [:]
        for piece in inputs.split(configuration.training.batch) {
          let outputs = trainer.forward(piece)
          for task in parts.tasks {
            pieces[task.name, default: []].append(task.prediction(outputs[task.name]!).to(.cpu))
          }
        }
        return parts.tasks.map { ($0.name, Tensor.cat(pieces[$0.name]!)) }
      }
    }
  }

  private func predictImages(_ input: URL, _ output: URL) throws -> String {
    let expected = parts.data.inputShape
    guard expected.count == 3 else {
      throw PredictionError(
        "A run that predicts should be one on a table or on images. Found one on \(parts.data.name), whose inputs are "
          + "\(expected).")
    }
    var images = try Npy.read(input)
    guard images.rank == 4, Array(images.shape.dropFirst()) == expected else {
      throw PredictionError(
        "`\(input.path)` should have the shape [samples, \(expected.map(String.init).joined(separator: ", "))]. "
          + "Found \(images.shape).")
    }
    images = images.dtype == .uint8 ? images.to(.float32) / 255 : images.to(.float32)
    // NaN fails both comparisons.
    guard images.count == 0 || (images.min().item() >= 0 && images.max().item() <= 1) else {
      throw PredictionError(
        "`\(input.path)` should hold numbers from 0 to 1, or bytes. "
          + "Found numbers from \(images.min().item()) to \(images.max().item()).")
    }
    let results = try predictions(images)
    try SafeTensors.write(results.map { ($0.name, $0.tensor) }, metadata: ["format": "pt"], to: output)
    let shapes = results.map { "\($0.name) \($0.tensor.shape)" }.joined(separator: ", ")
    return "\(images.size(0)) predictions in \(output.path): \(shapes)"
  }

  private func predictTable(_ table: TableConfiguration, _ input: URL, _ output: URL) throws -> String {
    let training = try Table(table.schema())
    let rows = try training.inputs(of: input)
    let classes = Dictionary(uniqueKeysWithValues: training.targets.map { ($0.name, $0.classes) }).filter {
      !$0.value.isEmpty
    }
    let results = try predictions(Tensor(rows.values, shape: [rows.count, training.inputNames.count]))
    let columns = results.map { ($0.name, $0.tensor.flatten().array(of: Float.self)) }
    var lines = [columns.map { CSVText.quoted($0.0) }.joined(separator: ",")]
    for row in 0..<rows.count {
      lines.append(
        columns.map { name, values in classes[name].map { CSVText.quoted($0[Int(values[row])]) } ?? "\(values[row])" }
          .joined(separator: ","))
    }
    try ResultsError.replacing(output, with: Data((lines.joined(separator: "\n") + "\n").utf8))
    return "\(rows.count) predictions in \(output.path): \(columns.map(\.0).joined(separator: ", "))"
  }
}

/// Inputs that do not fit the model.
public struct PredictionError: Error, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }
}

enum CSVText {
  static func quoted(_ text: String) -> String {
    text.contains { ",\"\n\r".contains($0) } ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
  }
}

extension Task {
  /// A network's output in a person's terms: the class number, the probability of yes, the number in its own unit, a unit
  /// vector.
  public func prediction(_ output: Tensor) -> Tensor {
    switch kind {
    case .classification, .segmentation: output.argmax(dim: 1)
    case .binary: output.sigmoid()
    case .normals: output / output.norm([1], keepDim: true).clamp(min: 1e-12)
    case .depth, .regression: scale.restore(prediction: output)
    }
  }
}
