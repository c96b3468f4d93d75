import Components
import Torch

/// All that a trunk says about itself: its settings, the samples that it takes, and how it is made.
///
/// ```swift
/// extension Tower {
///   static let card = TrunkCard(
///     About("tower", "two layers, for vectors", settings: [Setting("width", .wholeNumber(.width), default: 64, "…")]),
///     takes: .vector
///   ) { setup in
///     Tower(setup.input.shape[0], width: setup.settings.wholeNumber("width"), generator: setup.generator)
///   }
/// }
/// ```
public struct TrunkCard: ComponentCard {
  public let about: About
  /// The form of the samples that it takes.
  public let form: InputDescription.Form
  /// The samples that it takes in the words of an error: "images, [channels, height, width]".
  public let samples: String
  /// The setting with which it gives a map, for a trunk that otherwise gives a vector: "output-stride: 8"; nil for none.
  public let mapSetting: String?
  /// The setting that holds its widths, one number or several; nil for a trunk of fixed widths.
  public let widths: String?
  /// The type of the trunks that it makes. Schemes ask it whether tasks can share such a trunk in their way.
  public let type: any Trunk.Type
  let size: @Sendable (Settings) -> String
  let start: @Sendable (Module, Settings, Generator) -> Void
  let make: @Sendable (TrunkSetup) throws -> any Trunk

  /// Describes a trunk.
  ///
  /// - Parameters:
  ///   - form: the form of the samples that it takes. `make` is called for no others.
  ///   - samples: the samples in the words of an error, if their form does not say enough.
  ///   - mapSetting: the setting with which it gives a map, for a trunk that otherwise gives a vector.
  ///   - widths: the setting that holds its widths, one number or several, all of which can be scaled.
  ///   - size: its size in words, for summaries: "64-64"; empty for a trunk of one size.
  ///   - start: draws the start values of other modules as the trunk's authors do: heads and masks. By default every
  ///     module keeps its own.
  ///   - make: makes the trunk. It throws ``ShapeError`` for samples that do not fit.
  public init<T: Trunk>(
    _ about: About, takes form: InputDescription.Form, samples: String? = nil, mapSetting: String? = nil,
    widths: String? = nil, size: @escaping @Sendable (Settings) -> String = { _ in "" },
    start: @escaping @Sendable (Module, Settings, Generator) -> Void = { _, _, _ in },
    make: @escaping @Sendable (TrunkSetup) throws -> T
  ) {
    self.about = about
    self.form = form
    self.samples = samples ?? form.description
    self.mapSetting = mapSetting
    self.widths = widths
    self.size = size
    self.start = start
    self.make = make
    type = T.self
  }

  public var facts: [Fact] { [Fact("input", form.rawValue), .settings(of: self)] }
}

/// What a trunk is made from.
public struct TrunkSetup {
  /// The samples, of the form that the card names.
  public let input: InputDescription
  /// Whether a task has an answer at every place of a sample, for which a trunk of sequences gives one vector for each
  /// element. A trunk that cannot may ignore it.
  public let isDense: Bool
  /// The values of the card's settings.
  public let settings: Settings
  /// The generator that draws the start values, and the dropout masks later.
  public let generator: Generator

  public init(_ input: InputDescription, isDense: Bool = false, settings: Settings, generator: Generator) {
    self.input = input
    self.isDense = isDense
    self.settings = settings
    self.generator = generator
  }
}

extension Chosen<TrunkCard> {
  /// Makes a trunk for these samples.
  ///
  /// ```swift
  /// let trunk = try Trunks.all.choose("mlp", ["hidden": [32]]).trunk(for: .vector(7), generator: generator)
  /// ```
  ///
  /// - Parameters:
  ///   - isDense: whether a task has an answer at every place of a sample.
  ///   - generator: draws the start values, and the dropout masks later.
  /// - Throws: ``ShapeError`` if the samples do not fit: "`lenet` needs square images of at least 16 pixels. Found 20×30."
  public func trunk(
    for input: InputDescription, isDense: Bool = false, generator: Generator
  ) throws -> any Trunk {
    guard input.form == card.form else {
      let found = input.form == .several ? input.sizes : "the shape \(input.sizes)"
      throw ShapeError(name, "needs \(card.samples). Found samples of \(found).")
    }
    let trunk = try card.make(TrunkSetup(input, isDense: isDense, settings: settings, generator: generator))
    _ = try trunk.outputShape(for: input.shape)
    return trunk
  }

  /// Draws the start values of a module that is put on the trunk, if the trunk's authors draw them in another way than
  /// the module itself.
  public func start(_ module: Module, generator: Generator) { card.start(module, settings, generator) }

  /// The numbers of its setting ``TrunkCard/widths``; nil for a trunk of fixed widths.
  public var widths: [Int]? {
    guard let name = card.widths, settings.applies(name) else { return nil }
    if case .number(let width)? = settings[name] { return [Int(width)] }
    return settings.wholeNumbers(name)
  }

  /// This trunk with other widths, one for each of ``widths``.
  ///
  /// - Throws: `SettingError` for a width that the trunk cannot have.
  public func with(widths: [Int]) throws(SettingError) -> Self {
    guard let name = card.widths, let first = widths.first else { return self }
    let isOne = if case .number? = settings[name] { true } else { false }
    let value: SettingValue = isOne ? .number(Double(first)) : .numbers(widths.map(Double.init))
    return try Self(card, settings.values.merging([name: value]) { $1 })
  }

  /// The trunk in words: "segnet 16-32-64", "resnet18 at output stride 8".
  public var words: String {
    let size = card.size(settings)
    return size.isEmpty ? name : "\(name) \(size)"
  }
}
