import Foundation
import Torch

extension TrainedRun {
  func predictImages(_ input: URL, _ output: URL) throws -> String {
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
}
