import Datasets
import Foundation
import Runs
import Tasks
import Torch

/// The first test samples of a run on pictures as small PNGs: the input, and the target and prediction of each task that has one
/// for every pixel.
struct SamplePictures {
  /// The largest side in pixels; larger pictures lose rows and columns.
  static let mostPixels = 160

  let tasks: [LearningTask]
  private(set) var samples = 0
  private(set) var files: [(name: String, data: Data)] = []

  /// Creates the pictures; nil if inputs are not pictures or no task is dense.
  init?(_ tasks: [LearningTask], inputShape: [Int]) {
    self.tasks = tasks.filter(\.kind.isDense)
    guard !self.tasks.isEmpty, inputShape.count == 3, inputShape[0] == 1 || inputShape[0] == 3 else { return nil }
  }

  var record: AnswerRecord.Pictures { .init(samples: samples, tasks: tasks.map(\.name)) }

  /// Adds samples of a batch until there are enough.
  mutating func add(_ outputs: TaskTensors, _ batch: Batch) throws {
    for row in 0..<batch.count where samples < AnswerRecord.Pictures.count {
      func sample(_ tensor: Tensor?) -> Tensor? { tensor?.narrow(0, start: row, length: 1).to(.cpu) }
      guard tasks.contains(where: { batch.targets[$0.name] != nil }), let input = sample(batch.inputs.sole) else {
        continue
      }
      files.append((AnswerRecord.Pictures.input(samples), try Self.input(input)))
      for (number, task) in tasks.enumerated() {
        guard let output = sample(outputs[task.name]), let target = sample(batch.targets[task.name]) else { continue }
        let pictures = try DensePictures(task, output: output, target: target)
        files.append((AnswerRecord.Pictures.file(samples, task: number, isTarget: true), try pictures.target.png()))
        files.append(
          (AnswerRecord.Pictures.file(samples, task: number, isTarget: false), try pictures.prediction.png()))
      }
      samples += 1
    }
  }

  /// The picture of an input: numbers from 0 to 1 unchanged; other numbers scaled from the lowest to the highest.
  private static func input(_ image: Tensor) throws -> Data {
    let values = image.to(.float32).array(of: Float.self)
    let (low, high) = (values.min() ?? 0, values.max() ?? 1)
    let isUnit = low >= 0 && high <= 1
    let grid = PixelGrid(image.shape)
    return try grid.picture { pixel in
      (0..<grid.channels).map { channel in
        let value = values[channel * grid.pixels + pixel]
        return .shade(isUnit ? value : (value - low) / Swift.max(high - low, .leastNormalMagnitude))
      }
    }.png()
  }
}

/// The rows and columns of `[1, channel, row, column]` that a small picture keeps.
struct PixelGrid {
  let channels: Int
  let pixels: Int
  private let width: Int
  private let rows: [Int]
  private let columns: [Int]

  init(_ shape: [Int]) {
    let (height, width) = (shape[shape.count - 2], shape[shape.count - 1])
    channels = shape.count == 4 ? shape[1] : 1
    pixels = height * width
    self.width = width
    let step = (max(height, width) + SamplePictures.mostPixels - 1) / SamplePictures.mostPixels
    rows = Array(stride(from: 0, to: height, by: step))
    columns = Array(stride(from: 0, to: width, by: step))
  }

  /// The picture of a grid.
  ///
  /// - Parameter colour: gives the colour of a pixel by its number: grey, or red, green and blue.
  func picture(_ colour: (Int) -> [UInt8]) -> Picture {
    let bytes = rows.flatMap { row in columns.flatMap { colour(row * width + $0) } }
    return Picture(
      width: columns.count, height: rows.count, channels: bytes.count / (rows.count * columns.count), .bytes(bytes))
  }
}

extension UInt8 {
  /// A number from 0 to 1 as a byte.
  static func shade(_ value: Float) -> UInt8 { UInt8(Swift.max(0, Swift.min(1, value.isFinite ? value : 0)) * 255) }
}
