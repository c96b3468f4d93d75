import Components

/// A loss of the catalogue, with the forms of labels that it is made for.
///
/// ```swift
/// static let card = LossCard(About("l1", title: "L1", "the absolute difference"), of: NumberLabels.self) { setup, labels in
///   L1Loss(missing: labels.missing, isComplete: setup.isComplete)
/// }
/// ```
public struct LossCard: ComponentCard {
  /// A loss of one form of labels; it answers nil for other forms.
  private typealias Maker = @Sendable (LossSetup, any LabelForm) -> Result<any TaskLoss, SettingError>?

  public let about: About
  /// The forms of labels in words.
  private var forms: [String] = []
  private var makers: [Maker] = []

  /// Describes a loss.
  ///
  /// - Parameters:
  ///   - form: the form of labels that it is made for.
  ///   - make: makes the loss.
  public init<Form: LabelForm>(
    _ about: About, of form: Form.Type,
    _ make: @escaping @Sendable (LossSetup, Form) throws(SettingError) -> any TaskLoss
  ) {
    self.about = about
    add(make)
  }

  /// This loss, made for another form of labels too.
  public func and<Form: LabelForm>(
    of form: Form.Type, _ make: @escaping @Sendable (LossSetup, Form) throws(SettingError) -> any TaskLoss
  ) -> LossCard {
    var card = self
    card.add(make)
    return card
  }

  private mutating func add<Form: LabelForm>(
    _ make: @escaping @Sendable (LossSetup, Form) throws(SettingError) -> any TaskLoss
  ) {
    forms.append(Form.words)
    makers.append { setup, form in
      guard let form = form as? Form else { return nil }
      do throws(SettingError) { return .success(try make(setup, form)) } catch { return .failure(error) }
    }
  }

  public var facts: [Fact] {
    [
      Fact("labels", forms.joined(separator: ", ")),
      Fact("settings", settings.isEmpty ? "–" : settings.map(\.name).joined(separator: ", ")),
    ]
  }

  /// Makes the loss for a form of labels.
  ///
  /// - Throws: `SettingError`: "`huber` is not a loss of class labels."
  func make(_ setup: LossSetup, for labels: Labels) throws(SettingError) -> any TaskLoss {
    for maker in makers {
      if let loss = maker(setup, labels.form) { return try loss.get() }
    }
    throw SettingError("`\(name)` is not a loss of \(labels.words).")
  }
}

/// What a loss is made of, besides its labels' form.
public struct LossSetup: Sendable {
  /// The values of the card's settings.
  public let settings: Settings
  /// Whether every element is known to have a label.
  public let isComplete: Bool
  /// The number of the task's outputs; nil if it is not known.
  public let outputs: Int?
}

extension Chosen<LossCard> {
  /// The loss for a task.
  ///
  /// - Parameters:
  ///   - outputs: the number of the task's outputs; nil if it is not known.
  ///   - classes: the names of the classes, or of several yes-or-no labels, in the order of their numbers; empty if
  ///     they have none.
  /// - Throws: `SettingError` for settings that do not fit the task, and for labels that the loss is not made for.
  public func made(
    for labels: Labels, outputs: Int? = nil, classes: [String] = []
  ) throws(SettingError) -> any TaskLoss {
    let settings = try settings.listing(classes)
    return try card.make(LossSetup(settings: settings, isComplete: labels.isComplete, outputs: outputs), for: labels)
  }
}
