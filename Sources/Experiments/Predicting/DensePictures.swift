import Datasets
import Reports
import Tasks
import Torch

/// A sample's target and prediction of a dense task in the same colours. Pixels without a label are black in the
/// target.
struct DensePictures {
  let target: Picture
  let prediction: Picture

  /// Draws the pictures.
  ///
  /// - Parameters:
  ///   - output: `[1, outputs, height, width]` on the host.
  ///   - target: in the form of the task's labels, on the host.
  init(_ task: LearningTask, output: Tensor, target: Tensor) throws {
    let answer = try withTorchErrors { task.prediction(output) }
    let isLabelled = try withTorchErrors { task.labels.mask(target).to(.uint8).array(of: UInt8.self).map { $0 > 0 } }
    let grid = PixelGrid(output.shape)
    switch task.labels.form.answer {
    case .classNumber:
      let (labels, answers) = (target.to(.int64).array(of: Int.self), answer.array(of: Int.self))
      let colours = Plot.Palette.bytes
      func colour(_ index: Int) -> [UInt8] { colours[((index % colours.count) + colours.count) % colours.count] }
      self.target = grid.picture { isLabelled[$0] ? colour(labels[$0]) : Self.none }
      prediction = grid.picture { colour(answers[$0]) }
    case .direction:
      let (labels, answers) = (target.to(.float32).array(of: Float.self), answer.to(.float32).array(of: Float.self))
      func colour(_ values: [Float], _ pixel: Int) -> [UInt8] {
        (0..<3).map { .shade((values[$0 * grid.pixels + pixel] + 1) / 2) }
      }
      self.target = grid.picture { isLabelled[$0] ? colour(labels, $0) : Self.none }
      prediction = grid.picture { colour(answers, $0) }
    case .number, .yesOrNo:
      // Both in the scale that the network learns, near bright and far dark, by the range of the labels.
      let labels = target.to(.float32).array(of: Float.self)
      let answers = output.to(.float32).array(of: Float.self)
      let known = zip(labels, isLabelled).compactMap { $1 ? $0 : nil }
      let (low, high) = (known.min() ?? 0, known.max() ?? 1)
      func colour(_ value: Float) -> [UInt8] {
        Array(repeating: .shade(1 - 0.9 * (value - low) / max(high - low, .leastNormalMagnitude)), count: 3)
      }
      self.target = grid.picture { isLabelled[$0] ? colour(labels[$0]) : Self.none }
      prediction = grid.picture { colour(min(max(answers[$0], low), high)) }
    }
  }

  /// The colour of pixels without a label, black.
  private static let none: [UInt8] = [0, 0, 0]
}

extension Plot.Palette {
  /// The chosen colours as red, green and blue.
  static let bytes: [[UInt8]] = (0..<chosen).map { index in
    let number = Int(colour(index).dropFirst(), radix: 16) ?? 0
    return [16, 8, 0].map { UInt8(number >> $0 & 255) }
  }
}
