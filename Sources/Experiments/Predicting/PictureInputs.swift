import Datasets
import Foundation
import Localisation
import Torch

/// What a network that was trained on pictures sees of pictures in files.
///
/// Photographs of the retina are resized to the size of those of training and then changed as they were. Of other pictures the colours are the
/// input, and they are resized if those of training were.
struct PictureInputs {
  let files: PictureFiles
  private let height: Int
  private let width: Int
  private let resizes: Bool
  /// The change of photographs; nil for pictures whose colours are the input.
  private let lesions: LesionPresence?

  /// Pictures whose colours are the input.
  init(_ files: PictureFiles, height: Int, width: Int, resizes: Bool) {
    (self.files, self.height, self.width, self.resizes, lesions) = (files, height, width, resizes, nil)
  }

  /// Photographs of the retina.
  ///
  /// - Throws: `DatasetError` if the file of the training's photographs, which says their size, cannot be read.
  init(_ files: PictureFiles, photographs lesions: LesionPresence) throws {
    let trained = try FundusPhotographs(URL(filePath: lesions.photographs))
    (self.files, height, width, resizes) = (files, trained.height, trained.width, true)
    self.lesions = lesions
  }

  /// The colours of some pictures, `[picture, 3, height, width]` in 0 … 1.
  ///
  /// - Throws: `DatasetError` for a file that cannot be read.
  func colours(_ numbers: Range<Int>) throws -> Tensor {
    try files.colours(numbers, height: height, width: width, resizes: resizes)
  }

  /// The inputs of pictures with some colours, `[picture, channels, height, width]`.
  ///
  /// - Throws: `PredictionError` for a photograph without a field of view.
  func inputs(of colours: Tensor, _ numbers: Range<Int>) throws -> Tensor {
    guard let lesions else { return colours }
    return Tensor.stack(
      try numbers.enumerated().map { place, number in
        do {
          return Tensor(
            try lesions.input(of: Self.planes(of: colours[place])), shape: [3, lesions.height, lesions.width])
        } catch let error as LocalisationError {
          throw PredictionError("`\(files.names[number])`: \(error)")
        }
      })
  }

  /// The planes of a picture in 0 … 1, `[channel, height, width]`, in 0 … 255.
  static func planes(of picture: Tensor) throws -> [Plane] {
    try (0..<picture.size(0)).map { channel in
      try Plane(
        (picture[channel] * 255).flatten().array(of: Float.self).map(Double.init), height: picture.size(1),
        width: picture.size(2))
    }
  }
}
