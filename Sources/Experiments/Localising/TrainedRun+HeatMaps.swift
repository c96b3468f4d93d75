import Components
import Datasets
import Foundation
import Localisation
import Sharing
import Tasks
import Torch

extension TrainedRun {
  /// The tasks with a yes or no for each sample, of which there is one map.
  var mappedTasks: [String] { binaryTasks }

  /// The heat map of each task and sample, of the size of the features.
  ///
  /// - Parameters:
  ///   - inputs: `[sample, channels, height, width]`.
  ///   - tasks: some of ``mappedTasks``.
  /// - Throws: `SettingError` for a network without maps, `LocalisationError` for numbers that are not finite.
  func heatMaps(_ inputs: Tensor, of tasks: [String]) throws -> [String: [Plane]] {
    parts.network.eval()
    return try withTorchErrors {
      try withoutGradients {
        var maps: [String: [Plane]] = [:]
        for piece in inputs.split(configuration.training.batch) {
          let piece = Inputs(piece.to(parts.forward.device))
          for task in tasks {
            let own = try parts.network.activationMaps(piece, of: task).to(.cpu)
            for sample in 0..<own.size(0) {
              let values = own[sample, 0].contiguous().flatten().to(.float64).array(of: Double.self)
              maps[task, default: []].append(try Plane(values, height: own.size(2), width: own.size(3)))
            }
          }
        }
        return maps
      }
    }
  }

  /// The probabilities of a yes that a task's predictions have, one for each sample.
  static func probabilities(of task: String, in outputs: [TaskPredictions]) -> [Double] {
    guard let own = outputs.first(where: { $0.task == task }) else { return [] }
    return own.values.to(.float64).flatten().array(of: Double.self)
  }

  /// The pictures of files as the network sees them.
  ///
  /// - Throws: `PredictionError` for a run whose inputs are not made of colours.
  func mappedPictures(_ files: PictureFiles) throws -> PictureInputs {
    switch try configuration.data.newInputs(configuration.reading) {
    case .photographs(let lesions): return try PictureInputs(files, photographs: lesions)
    case .pictures: if let pictures = colourPictures(files) { return pictures }
    default: break
    }
    throw PredictionError("Heat maps should be of a run on pictures in colours. Found one on \(parts.data.name).")
  }
}
