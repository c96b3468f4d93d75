import Datasets
import Foundation
import Localisation
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

  /// Predicts for photographs of the retina, which are resized to the size of those of training and then changed as they were.
  func predictPhotographs(_ lesions: LesionPresence, _ input: URL) throws -> Predictions {
    let trained = try FundusPhotographs(URL(filePath: lesions.photographs)), files = try PictureFiles(input)
    return try predictions(for: files) { numbers in
      let colours = try files.colours(numbers, height: trained.height, width: trained.width, resizes: true)
      return Tensor.stack(
        try numbers.enumerated().map { place, number in
          do {
            return Tensor(
              try lesions.input(of: Plane.planes(of: colours[place])), shape: [3, lesions.height, lesions.width])
          } catch let error as LocalisationError {
            throw PredictionError("`\(files.names[number])`: \(error)")
          }
        })
    }
  }

  /// Predicts for pictures in files.
  private func predictPictures(_ files: PictureFiles) throws -> Predictions {
    let shape = parts.data.inputShape
    guard shape[0] == 3 else {
      throw PredictionError("A run that predicts for pictures should be one on colours. Found inputs of \(shape).")
    }
    return try predictions(for: files) { numbers in
      try files.colours(numbers, height: shape[1], width: shape[2], resizes: configuration.data.resizesPictures)
    }
  }

  /// Predicts batch by batch, so that only the predictions are kept.
  ///
  /// - Parameter inputs: the inputs of some files.
  private func predictions(for files: PictureFiles, inputs: (Range<Int>) throws -> Tensor) throws -> Predictions {
    let outputs = try outputs(files.names.count, inputs: inputs)
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

extension Plane {
  /// The planes of a picture in 0 … 1, `[channel, height, width]`, in 0 … 255.
  static func planes(of picture: Tensor) throws -> [Plane] {
    try (0..<picture.size(0)).map { channel in
      try Plane(
        (picture[channel] * 255).flatten().array(of: Float.self).map(Double.init), height: picture.size(1),
        width: picture.size(2))
    }
  }
}
