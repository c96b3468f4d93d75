import Components
import Datasets
import Foundation

/// Two digits in one image, from IDX files like those of MNIST: one at the top left, one at the bottom right.
package struct MultiDigitConfiguration: DataKind {
  package static let card = DataCard(
    About(
      "multi-digit", title: "Two digits", "two digits or pieces of clothing in one image, from IDX files",
      citation: Citation(
        "Sabour, Frosst, Hinton", "Dynamic Routing Between Capsules", "NeurIPS", 2017, "arXiv 1710.09829"),
      settings: [
        Setting("folder", .path, isRequired: true, "path of the folder with the four files, under MNIST's names"),
        Setting(
          "train", .int(Bounds.samples), default: 50_000, "training images, from the first images of the training file"),
        Setting(
          "validation", .int(Bounds.samples), default: 10_000,
          "validation images, from the last 10000 images of the training file. If that leaves too few for `train`, they come from as many last images as there are validation images"
        ),
        Setting("test", .int(Bounds.samples), default: 10_000, "test images, from the test file"),
        Setting(
          "canvas", .word(["28", "36", "64"]), default: 28,
          "side of an image in pixels: 36 as composed, 28 after scaling down, 64 without an overlap of the two"),
        Setting("seed", .int(Bounds.seed), default: 0, "seed of the pairs"),
        Setting(
          "pairs", .choice(MultiDigit.Pairs.self), default: "any",
          "`parity`: even digits at the left, odd ones at the right, 5 classes each, and each of the 25 pairs of digits in one split alone; the images of a picture are then drawn"
        ),
        Setting(
          "right", .path,
          "path of the folder with the four files of the images at the bottom right, such as Fashion-MNIST next to MNIST; none for `folder`"
        ),
        Setting(
          "ink", .number(.positive),
          "adds the task `ink`, a regression whose target is this number times the mean of the picture's pixels in 0 … 1"
        ),
      ]),
    usualTrunk: "lenet", usualEpochs: DataCard.epochsOfPictures, Self.self)

  /// The absolute path of the folder with the four files, under MNIST's names.
  package var folder: String
  /// The number of images of each split. Training and validation share the training file: its first and last images.
  package var train: Int
  package var validation: Int
  package var test: Int
  /// The side of an image in pixels: 36 as composed, 28 after scaling down, or 64 without an overlap.
  package var canvas: Int
  /// The seed of the pairs.
  package var seed: Int
  /// The way in which two images come together.
  package var pairs: MultiDigit.Pairs
  /// The absolute path of the folder of the images at the bottom right; nil for ``folder``.
  package var right: String?
  /// The factor of the task `ink`; nil for no such task.
  package var ink: Double?

  package init(reading section: DeclaredSection, catalogue: ExperimentCatalogue) throws {
    folder = try section.path("folder")
    train = try section.int("train")
    validation = try section.int("validation")
    test = try section.int("test")
    canvas = try section.int("canvas")
    seed = try section.int("seed")
    pairs = try section.unwrittenChoice("pairs")
    right = try section.unwrittenPath("right")
    ink = try section.unwrittenDouble("ink")
  }

  package var taskNames: [String] { composition.taskNames }

  private var composition: MultiDigit {
    var composition = MultiDigit()
    composition.trainCount = train
    composition.validationCount = validation
    composition.testCount = test
    if canvas == MultiDigit.apart.canvas { (composition.canvas, composition.offset) = MultiDigit.apart }
    composition.resized = canvas == composition.canvas ? nil : canvas
    composition.seed = UInt64(seed)
    composition.pairs = pairs
    composition.ink = ink
    return composition
  }

  package func source(_ reading: DataReading) throws -> DataSource {
    try .multiDigit(folder: URL(filePath: folder), right: right.map { URL(filePath: $0) }, composition)
  }

  package func standIn(_ reading: DataReading) -> DataSource? {
    .standIn(
      [folder, right].compactMap { $0.map { URL(filePath: $0).lastPathComponent } }.joined(separator: " and "),
      tasks: composition.tasks, channels: 1, height: composition.side,
      width: composition.side)
  }
}
