import Components
import Datasets

/// The training samples that are held out if the data has no folder for them.
struct HeldOutConfiguration: Sendable {
  var validation: Double
  var test = 0.0
  var seed: SplitDraw.Seed
  /// The fold whose samples are for test, instead of the share ``test``.
  private(set) var fold: Fold?
  /// The draw of the samples; nil if there are folders for both.
  private(set) var draw: SplitDraw?

  /// The setting of the share that the published protocols hold out: 159 of NYUv2's 795 samples, 595 of Cityscapes' 2975.
  static let publishedSettings = [
    Setting(
      "validation", .number(.properFraction), default: 0.2,
      "share of the training samples: 159 of NYUv2's 795, 595 of Cityscapes' 2975. With 0 all are trained on, and a fifth of them serves as validation too"
    ), SplitDraw.seedSetting("seed of the choice"),
  ]

  /// Reads the section.
  ///
  /// - Parameters:
  ///   - drawsValidation: whether validation samples are held out, since there is no folder for them.
  ///   - drawsTest: whether test samples are.
  init(reading section: DeclaredSection, drawsValidation: Bool = true, drawsTest: Bool = false) throws {
    validation = drawsValidation ? try section.double("validation") : 0
    if drawsTest {
      test = try section.double("test")
      guard test > 0 else {
        throw ConfigurationError(
          "`\(section.path(of: "test"))` should be positive, for there is no folder of test samples. Found 0.",
          at: section.origin(of: "test"))
      }
    }
    seed = try section.splitSeed("seed")
    fold = drawsTest ? try section.fold() : nil
    if drawsValidation || drawsTest { draw = SplitDraw(seed: seed, drawsTest: drawsTest, fold: fold) }
    let tested = fold.map { 1 / Double($0.count) } ?? test
    guard validation + tested < 1 else {
      throw ConfigurationError(
        "`data.split` should leave samples for training. Found validation \(validation) and test \(tested).",
        at: section.origin)
    }
  }

  /// The division: folders by their names, and shares of the training samples if there are none.
  func division(
    _ reading: DataReading, train: String = "train", validation: String? = nil, test: String? = nil
  ) -> DenseDivision {
    var division = DenseDivision()
    (division.train, division.validation, division.test) = (train, validation, test)
    (division.validationShare, division.testShare, division.seed) = (
      self.validation, self.test, seed.value(for: reading)
    )
    division.fold = reading.fold ?? fold
    return division
  }
}
