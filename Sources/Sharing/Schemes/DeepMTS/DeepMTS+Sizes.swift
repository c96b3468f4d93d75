import Components

extension DeepMTS {
  /// The sizes of what predicts the risk. The defaults are those of the authors' code.
  public struct Sizes: Sendable, Hashable {
    /// The channels to which each level of the encoder is brought; nil for half of the level's, rounded up.
    public var side: [Int]?
    /// The layers of each block of the cascade.
    public var blocks = [4, 8, 16]
    /// The channels behind each block of the cascade, as many as blocks.
    public var transitions = [16, 32, 64]
    /// The channels of the cascade's first convolution.
    public var stem = 24
    /// The channels that each layer of a block adds.
    public var growth = 16
    /// The channels between the two convolutions of a layer of a block.
    public var bottleneck = 64
    /// The numbers to which each of the head's two vectors is brought.
    public var hidden = 64
    /// The share of activations of the cascade that is set to zero in training.
    public var dropout = 0.05
    /// The share of the head's inputs that is set to zero in training.
    public var headDropout = 0.5
    /// The factor of the sum of the squared weights of the head's layers; 0 for no penalty.
    public var decay = 0.1

    public init() {}

    /// Reads the settings of the card.
    init(_ settings: Settings) {
      side = settings.wholeNumbers("side")
      blocks = settings.wholeNumbers("blocks") ?? blocks
      transitions = settings.wholeNumbers("transitions") ?? transitions
      stem = settings.wholeNumber("stem")
      growth = settings.wholeNumber("growth")
      bottleneck = settings.wholeNumber("bottleneck")
      hidden = settings.wholeNumber("hidden")
      dropout = settings.number("dropout")
      headDropout = settings.number("head-dropout")
      decay = settings.number("decay")
    }

    /// The channels of the side features of levels with these widths.
    func side(of widths: [Int]) -> [Int] { side ?? widths.map { ($0 + 1) / 2 } }

    /// The settings with their defaults.
    static let settings: [Setting] = {
      let usual = Sizes(), source = "the authors' code"
      func list(_ numbers: [Int]) -> SettingValue { .numbers(numbers.map(Double.init)) }
      return [
        Setting(
          "side", .wholeNumbers(.width), otherwise: "half of the level's",
          "channels to which each level of the encoder is brought for the risk", source: source),
        Setting(
          "blocks", .wholeNumbers(.layers), default: list(usual.blocks), "layers of the cascade's blocks",
          source: source),
        Setting(
          "transitions", .wholeNumbers(.width), default: list(usual.transitions),
          "channels behind each of the cascade's blocks", source: source),
        Setting(
          "stem", .wholeNumber(.width), default: .number(Double(usual.stem)),
          "channels of the cascade's first convolution", source: source),
        Setting(
          "growth", .wholeNumber(.width), default: .number(Double(usual.growth)),
          "channels that each layer of a block adds", source: source),
        Setting(
          "bottleneck", .wholeNumber(.width), default: .number(Double(usual.bottleneck)),
          "channels between the two convolutions of a layer of a block", source: source),
        Setting(
          "hidden", .wholeNumber(.width), default: .number(Double(usual.hidden)),
          "numbers to which the head brings the side features, and the cascade's", source: source),
        Setting(
          "dropout", .number(.properFraction), default: .number(usual.dropout),
          "probability that an activation of the cascade is dropped", source: source),
        Setting(
          "head-dropout", .number(.properFraction), default: .number(usual.headDropout),
          "probability that a number that the head reads is dropped", source: source),
        Setting(
          "decay", .number(.nonNegative), default: .number(usual.decay),
          "factor of the sum of the squared weights of the head's layers, which is added to what is trained",
          source: source),
      ]
    }()

    /// Checks that the settings fit each other.
    static func check(_ settings: Settings) throws(SettingError) {
      let blocks = settings.wholeNumbers("blocks")?.count ?? 0
      guard blocks > 0 else { throw SettingError("blocks", "should name at least one block. Found none.") }
      let transitions = settings.wholeNumbers("transitions")?.count ?? 0
      guard transitions == blocks else {
        throw SettingError(
          "transitions", "should hold a number for each of the \(blocks) blocks. Found \(transitions).")
      }
    }
  }
}
