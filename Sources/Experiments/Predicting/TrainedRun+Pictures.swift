import Datasets
import Foundation
import Torch

extension TrainedRun {
  func predictImages(_ input: URL) throws -> Predictions {
    let shape = parts.data.inputShape
    guard shape.count == 3 else {
      throw PredictionError(
        "A run that predicts should be one on a table or on images. Found one on \(parts.data.name), whose inputs are "
          + "\(shape).")
    }
    if PictureFiles.arePictures(input) { return try predictPictures(PictureFiles(input)) }
    let images = try images(input)
    var predictions = predictions(try outputs(images), count: images.size(0))
    predictions.areTensors = true
    return predictions
  }

  /// Predicts for photographs of the retina.
  func predictPhotographs(_ lesions: LesionPresence, _ input: URL) throws -> Predictions {
    try predictions(for: PictureInputs(PictureFiles(input), photographs: lesions))
  }

  /// Predicts for pictures in files.
  private func predictPictures(_ files: PictureFiles) throws -> Predictions {
    guard let pictures = colourPictures(files) else {
      throw PredictionError(
        "A run that predicts for pictures should be one on colours. Found inputs of \(parts.data.inputShape).")
    }
    return try predictions(for: pictures)
  }

  /// Pictures of the size of the network's inputs; nil for inputs that are no colours.
  func colourPictures(_ files: PictureFiles) -> PictureInputs? {
    let shape = parts.data.inputShape
    guard shape.count == 3, shape[0] == 3 else { return nil }
    return PictureInputs(
      files, height: shape[1], width: shape[2], resizes: configuration.data.resizesPictures)
  }

  /// Predicts batch by batch, so that only the predictions are kept.
  private func predictions(for pictures: PictureInputs) throws -> Predictions {
    let files = pictures.files
    let outputs = try outputs(files.names.count) { try pictures.inputs(of: pictures.colours($0), $0) }
    var predictions = predictions(outputs, count: files.names.count)
    predictions.front = [PredictionTable.Column(name: "file", files.names)]
    predictions.files = files.names
    return predictions
  }

  /// An array of images, `[image, channel, height, width]` in 0 … 1.
  private func images(_ input: URL) throws -> Tensor {
    let expected = parts.data.inputShape
    var images = try Npy.read(input)
    guard images.rank == 4, Array(images.shape.dropFirst()) == expected else {
      throw PredictionError(
        "`\(input.path)` should have the shape [samples, \(expected.map(String.init).joined(separator: ", "))]. "
          + "Found \(images.shape).")
    }
    images = images.dtype == .uint8 ? images.to(.float32) / 255 : images.to(.float32)
    guard images.count > 0 else { return images }
    if let image = images.firstRowNotFinite {
      throw PredictionError(
        "`\(input.path)` should hold finite numbers. Found one that is not in image \(image + 1).")
    }
    let low = images.min().item(), high = images.max().item()
    guard low >= 0 && high <= 1 else {
      throw PredictionError(
        "`\(input.path)` should hold numbers from 0 to 1, or bytes. Found numbers from \(low) to \(high).")
    }
    return images
  }
}
