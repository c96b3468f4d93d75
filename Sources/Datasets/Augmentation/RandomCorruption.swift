import Components
import Corruptions
import Statistics

/// Corruptions of training pictures: a kind and a severity are drawn for each picture.
public struct RandomCorruption: Augmentation {
  /// The kinds, each equally likely.
  public var kinds: [CorruptionCard]
  /// The severities, each equally likely, 1 … 5.
  public var severities: [Int]
  /// The column of constants; nil for that of the pictures' size.
  public var column: ConstantColumn?
  /// The probability with which a picture is corrupted at all.
  public var probability: Float

  /// Creates the augmentation.
  public init(
    kinds: [CorruptionCard] = Corruptions.common, severities: [Int] = Array(CorruptionCard.severities),
    column: ConstantColumn? = nil, probability: Float = 1
  ) {
    precondition(!kinds.isEmpty && !severities.isEmpty, "there should be a kind and a severity to draw.")
    (self.kinds, self.severities, self.column, self.probability) = (kinds, severities, column, probability)
  }

  public func augment(_ batch: inout Batch, random: inout SplitMix64) throws {
    try batch.corruptPictures { _, picture in
      // A stream for each picture, so that no picture depends on how much another draws.
      var own = SplitMix64(key: random.next())
      guard own.chance(probability) else { return nil }
      let (kind, severity) = (own.pick(kinds), own.pick(severities))
      var draws = CorruptionDraws(own)
      return try kind.corrupted(picture, severity: severity, column: column, draws: &draws)
    }
  }
}

extension RandomCorruption {
  static let card = AugmentationCard(
    About(
      "corruption", title: "Corruption", "corrupts pictures by noise, blur, weather or compression, drawn for each",
      citation: Corruptions.all[0].citation,
      settings: [
        Setting(
          "kinds", .texts("kinds of corruptions"), default: .words(["common"]),
          "the kinds, each equally likely: names of `equipoise list corruptions`, or `common` (15), `extra` (3), `all`"),
        Setting(
          "severities", .wholeNumbers(.between(1, 5)), default: .numbers([1, 2, 3, 4, 5]),
          "the severities, each equally likely"),
        Setting(
          "constants", .word(["auto"] + ConstantColumn.allCases.map(\.rawValue)), default: "auto",
          "the published constants: `224` (ImageNet-C), `32` (CIFAR-10-C), or `auto`: `224` if the shorter side has at least 64 "
            + "pixels"),
        Setting("probability", .number(.fraction), default: 1, "the share of pictures that are corrupted"),
      ],
      check: { settings throws(SettingError) in
        _ = try Corruptions.named(settings.texts("kinds"), in: "kinds")
        guard settings.wholeNumbers("severities")?.isEmpty == false else {
          throw SettingError("severities", "should name a severity. Found none.")
        }
      })
  ) { settings, _ in
    RandomCorruption(
      kinds: try Corruptions.named(settings.texts("kinds"), in: "kinds"),
      severities: settings.wholeNumbers("severities")!,
      column: settings.text("constants").flatMap(ConstantColumn.init(rawValue:)),
      probability: Float(settings.number("probability")))
  }
}
