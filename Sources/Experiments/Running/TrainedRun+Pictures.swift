import Datasets
import Foundation
import Torch

extension TrainedRun {
  func predictImages(_ input: URL, _ output: URL) throws -> String {
    let shape = parts.data.inputShape
    guard shape.count == 3 else {
      throw PredictionError(
        "A run that predicts should be one on a table or on images. Found one on \(parts.data.name), whose inputs are "
          + "\(shape).")
    }
    if PictureFiles.arePictures(input) { return try predictPictures(PictureFiles(input), output) }
    return try write(predictions(try images(input)), to: output)
  }

  /// Predicts for pictures in files, batch by batch, so that only their predictions are kept.
  private func predictPictures(_ files: PictureFiles, _ output: URL) throws -> String {
    let shape = parts.data.inputShape
    guard shape[0] == 3 else {
      throw PredictionError("A run that predicts for pictures should be one on colours. Found inputs of \(shape).")
    }
    var pieces: [String: [Tensor]] = [:]
    for start in stride(from: 0, to: files.names.count, by: configuration.training.batch) {
      let numbers = start..<min(files.names.count, start + configuration.training.batch)
      let pictures = try files.colours(
        numbers, height: shape[1], width: shape[2], resizes: configuration.data.resizesPictures)
      for (name, tensor) in try predictions(pictures) { pieces[name, default: []].append(tensor) }
    }
    let results = try withTorchErrors { parts.tasks.map { ($0.name, Tensor.cat(pieces[$0.name]!)) } }
    guard results.allSatisfy({ $0.1.count == files.names.count }) else {
      let names = String(decoding: try JSONEncoder.plain.encode(files.names), as: UTF8.self)
      return try write(results, metadata: ["files": names], to: output)
    }
    var table = PredictionTable()
    table.append("file", files.names)
    for (name, tensor) in results { table.append(name, tensor, classes: parts.data.classNames[name] ?? []) }
    return try table.write(to: output)
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

  /// - Returns: a sentence about what was written.
  private func write(
    _ results: [(name: String, tensor: Tensor)], metadata: [String: String] = [:], to output: URL
  ) throws -> String {
    try SafeTensors.write(
      results.map { ($0.name, $0.tensor) }, metadata: metadata.merging(["format": "pt"]) { given, _ in given },
      to: output)
    let shapes = results.map { "\(TerminalText.escaped($0.name)) \($0.tensor.shape)" }.joined(separator: ", ")
    return "\(results.first?.tensor.size(0) ?? 0) predictions in \(TerminalText.escaped(output.path)): \(shapes)"
  }
}

extension JSONEncoder {
  /// Writes paths as they are.
  fileprivate static var plain: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    return encoder
  }
}
