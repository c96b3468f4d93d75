import Foundation
import OrderedCollections
import Statistics
import Tasks

/// Two overlapping digits (or pieces of clothing) in one picture, a task each: Multi-MNIST and Multi-Fashion.
///
/// The first image lies at the top left of a canvas, the second `offset` pixels below and to the right. If both cover a
/// pixel, the brighter one counts. The canvas is then resized to the nearest pixel. A picture's second image is drawn
/// at random from the same part of the files, unless ``Pairs/parity`` pairs them. Training pictures start from the first 50,000 images of the training
/// file, validation from its last 10,000, test from the test file. If the training file is smaller, validation uses as
/// many of the last images as it has pictures.
///
/// Source: the construction of Kurin et al., [In Defense of the Unitary Scalarization for Deep Multi-Task
/// Learning](https://arxiv.org/abs/2201.04122), NeurIPS 2022, after Sabour et al., [Dynamic Routing Between
/// Capsules](https://arxiv.org/abs/1710.09829), NeurIPS 2017.
public struct MultiDigit: Sendable, Hashable, Codable {
  /// The edge of the canvas in pixels.
  public var canvas = 36
  /// The place of the second image, in pixels from the top and from the left.
  public var offset = 6
  /// The edge after resizing, in pixels; nil leaves the canvas unchanged.
  public var resized: Int? = 28
  /// The seed of the second images, or of both images of a pair.
  public var seed: UInt64 = 0
  /// The way in which two images come together.
  public var pairs = Pairs.any
  /// The number of images at the end of the training file that make up the validation split. If they would leave too
  /// few for training, there are only as many as validation pictures.
  public var validationImages = 10_000
  /// The number of pictures of each split to make, from its start; nil for all.
  public var trainCount: Int?
  /// The number of validation pictures, from the start of the split; nil for all.
  public var validationCount: Int?
  /// The number of test pictures, from the start of the split; nil for all.
  public var testCount: Int?

  /// The factor of the task `ink`, whose target is this times the mean of the picture's pixels in 0 … 1; nil for no such task.
  public var ink: Double?

  /// A canvas on which two images of 28 × 28 pixels do not overlap, and the place of the second.
  package static let apart = (canvas: 64, offset: 36)

  public init() {}

  /// The names of the tasks.
  public var taskNames: [String] { tasks.map(\.name) }

  /// The tasks.
  package var tasks: [LearningTask] {
    let digits = ["left", "right"].map { LearningTask.classification($0, classes: pairs.classes, isComplete: true) }
    let ink = LearningTask.regression("ink", isComplete: true).trained(with: L1Loss(isComplete: true))
    return digits + (self.ink == nil ? [] : [ink])
  }

  /// The side of a picture in pixels.
  package var side: Int { resized ?? canvas }

  /// The way in which the two images of a picture are chosen.
  public enum Pairs: String, Sendable, Hashable, Codable, CaseIterable {
    /// The first images come in their order, the second ones at random.
    case any
    /// Even digits at the left, odd ones at the right, five classes each: digit d is of class ⌊d / 2⌋. Each of the 25 pairs
    /// of digits is in one split alone, as ``DigitPairs`` says.
    ///
    /// Source: the construction of Suteu and Guo, [Regularizing Deep Multi-Task Networks using Orthogonal
    /// Gradients](https://arxiv.org/abs/1912.06844), 2019.
    case parity

    /// The number of classes of each task.
    public var classes: Int { self == .any ? DigitFiles.classes : DigitFiles.classes / 2 }
  }

  /// Pictures and their two classes.
  public struct Pictures: Sendable {
    /// The number of pictures.
    public let count: Int
    /// The edge in pixels.
    public let size: Int
    /// The pictures, `[picture, row, column]`, 0 … 255.
    public let image: [UInt8]
    /// The class of the image at the top left, 0 … 9, or 0 … 4 of pairs by parity.
    public let left: [Int8]
    /// The class of the image at the bottom right, likewise.
    public let right: [Int8]

    /// The mean of each picture's pixels, in 0 … 1.
    public var ink: [Double] {
      let pixels = size * size
      return (0..<count).map { picture in
        let sum = image[picture * pixels..<(picture + 1) * pixels].reduce(0) { $0 + Int($1) }
        return Double(sum) / Double(255 * pixels)
      }
    }
  }

  /// Reads a folder in the layout of MNIST and composes the pictures of each split.
  ///
  /// - Parameter right: the folder of the images at the bottom right, as many and as large; nil for the same folder.
  /// - Throws: `DatasetError` if a file or a setting is wrong.
  public func compose(folder: URL, right: URL? = nil) throws -> [Split: Pictures] {
    let training = try files(folder, right, part: "train"), test = try files(folder, right, part: "t10k")
    let border = try border(in: training.left)
    func compose(_ files: (left: DigitFiles, right: DigitFiles?), _ range: Range<Int>, _ split: Split, _ count: Int?)
      throws
      -> Pictures
    {
      try self.compose(files.left, right: files.right, range, split: split, count: count)
    }
    return [
      .train: try compose(training, 0..<border, .train, trainCount),
      .validation: try compose(training, border..<training.left.count, .validation, validationCount),
      .test: try compose(test, 0..<test.left.count, .test, testCount),
    ]
  }

  /// The images at the left, and those at the right if they are others.
  private func files(
    _ folder: URL, _ right: URL?, part: String
  ) throws -> (left: DigitFiles, right: DigitFiles?) {
    let left = try DigitFiles(folder: folder, part: part)
    guard let right else { return (left, nil) }
    guard pairs == .any else {
      throw DatasetError("`pairs` should be `any` where `right` names other images. Found `\(pairs.rawValue)`.")
    }
    let other = try DigitFiles(folder: right, part: part)
    guard [other.count, other.height, other.width] == [left.count, left.height, left.width] else {
      throw DatasetError(
        "`\(other.path)` should hold as many images, and as large ones, as `\(left.path)`: "
          + "\(left.count) of \(left.height) × \(left.width). Found \(other.count) of \(other.height) × \(other.width)."
      )
    }
    return (left, other)
  }

  /// The training image at which validation begins.
  private func border(in files: DigitFiles) throws -> Int {
    // Without a number of pictures, every image of the split begins one.
    let wanted = trainCount ?? 1, held = validationCount ?? validationImages
    for (split, count) in [(Split.train, wanted), (.validation, held)] where count < 1 {
      throw DatasetError("`\(split)` should be positive. Found \(count).")
    }
    for held in [max(held, validationImages), held] where held < files.count && wanted <= files.count - held {
      return files.count - held
    }
    throw DatasetError(
      "`train` and `validation` should together be at most \(files.count), the images of `\(files.path)`. "
        + "Found \(wanted) and \(held).")
  }

  /// - Parameter right: the images at the bottom right; nil for `files`.
  func compose(
    _ files: DigitFiles, right others: DigitFiles? = nil, _ range: Range<Int>, split: Split, count: Int?
  ) throws -> Pictures {
    let count = count ?? range.count, side = max(files.height, files.width), size = resized ?? canvas
    guard (1...range.count).contains(count) else {
      throw DatasetError(
        "`\(split)` should lie in 1 … \(range.count), the images there are in `\(files.path)`. Found \(count).")
    }
    guard offset >= 0, canvas > offset else {
      throw DatasetError("`offset` should lie in 0 … \(canvas - 1), the canvas. Found \(offset).")
    }
    guard side <= canvas - offset else {
      throw DatasetError(
        "`\(files.path)` should hold images of at most \(canvas - offset) × \(canvas - offset) pixels, for the canvas has "
          + "\(canvas) and the second image lies \(offset) from its edge. Found \(files.height) × \(files.width).")
    }
    guard (1...canvas).contains(size) else {
      throw DatasetError("`resized` should lie in 1 … \(canvas), the canvas. Found \(size).")
    }
    // Pixel i of the result shows pixel ⌊i · canvas / size⌋ of the canvas.
    let source = (0..<size).map { $0 * canvas / size }
    let parity = pairs == .parity ? try DigitPairs(of: split, seed: seed, in: files, range) : nil
    var left: [Int8] = [], right: [Int8] = []
    let image = [UInt8](unsafeUninitializedCapacity: count * size * size) { pixels, filled in
      files.images.withUnsafeBufferPointer { images in
        (others ?? files).images.withUnsafeBufferPointer { rightImages in
          for picture in 0..<count {
            var random = SplitMix64(key: seed, split.number, UInt64(picture))
            let (first, second) =
              parity?.images(of: picture, &random)
              ?? (range.lowerBound + picture, range.lowerBound + random.integer(below: range.count))
            left.append(Int8(files.labels[first]) / (parity == nil ? 1 : 2))
            right.append(Int8((others ?? files).labels[second]) / (parity == nil ? 1 : 2))
            let a = images.baseAddress! + first * files.height * files.width
            let b = rightImages.baseAddress! + second * files.height * files.width
            let out = pixels.baseAddress! + picture * size * size
            for row in 0..<size {
              for column in 0..<size {
                let y = source[row], x = source[column]
                var value: UInt8 = 0
                if y < files.height && x < files.width { value = a[y * files.width + x] }
                let v = y - offset, u = x - offset
                if v >= 0 && v < files.height && u >= 0 && u < files.width {
                  value = max(value, b[v * files.width + u])
                }
                out[row * size + column] = value
              }
            }
          }
        }
      }
      filled = count * size * size
    }
    return Pictures(count: count, size: size, image: image, left: left, right: right)
  }
}

extension DataSource {
  /// Two overlapping digits or pieces of clothing in one picture, with the tasks `left` (the image at the top left) and
  /// `right` (the image at the bottom right), 10 classes each or 5 of pairs by parity, and `ink` if it is wanted: a regression with L1 as its loss.
  /// Inputs are `[1, edge, edge]` in 0 … 1.
  ///
  /// - Parameters:
  ///   - folder: holds the four IDX files of MNIST or Fashion-MNIST, plain or gzip.
  ///   - right: holds those of the images at the bottom right; nil for `folder`.
  /// - Throws: `DatasetError` if a file or a setting is wrong.
  public static func multiDigit(
    folder: URL, right: URL? = nil, _ settings: MultiDigit = MultiDigit()
  ) throws -> DataSource {
    let parts = try settings.compose(folder: folder, right: right)
    func dataset(_ split: Split) -> InMemoryDataset {
      let pictures = parts[split]!
      var targets: OrderedDictionary = ["left": Field(classes: pictures.left), "right": Field(classes: pictures.right)]
      if let factor = settings.ink {
        targets["ink"] = Field(pictures.ink.map { Float(factor * $0) }, shape: [1])
      }
      return InMemoryDataset(
        inputs: Field(image: pictures.image, shape: [1, pictures.size, pictures.size]), targets: targets)
    }
    return DataSource(
      name: [folder, right].compactMap { $0?.lastPathComponent }.joined(separator: " and "), train: dataset(.train),
      validation: dataset(.validation), test: dataset(.test),
      tasks: settings.tasks, input: .image(channels: 1, height: settings.side, width: settings.side))
  }
}
