/// The components of a family by name, in the order in which lists show them.
///
/// ```swift
/// let optimizers = Optimizers.all.adding(Lion.card)
/// let chosen = try optimizers.choose("lion", ["betas": [0.9, 0.99]])
/// ```
public struct Registry<Card: ComponentCard>: Sendable {
  /// One component of the family in the words of an error: "a loss".
  public let kind: String
  public private(set) var cards: [Card]

  /// Creates a catalogue.
  ///
  /// - Parameters:
  ///   - kind: one component in the words of an error: "a loss".
  ///   - cards: the components; their names should differ.
  public init(_ kind: String, _ cards: [Card]) {
    self.kind = kind
    self.cards = []
    for card in cards { add(card) }
  }

  /// Adds a component of one's own.
  public mutating func add(_ card: Card) {
    precondition(!names.contains(card.name), "`\(card.name)` is \(kind) already.")
    cards.append(card)
  }

  /// This catalogue with one more component.
  public func adding(_ card: Card) -> Registry {
    var registry = self
    registry.add(card)
    return registry
  }

  /// The component of a name; nil if there is none.
  public subscript(name: String) -> Card? { cards.first { $0.name == name } }

  /// The component of a name.
  ///
  /// - Throws: ``SettingError``: "`hubr` is not a loss. Did you mean `huber`?"
  public func find(_ name: String) throws(SettingError) -> Card {
    guard let card = self[name] else { throw .unknown(name, kind, among: names) }
    return card
  }

  /// A component with its settings, checked.
  ///
  /// - Throws: ``SettingError`` for an unknown name, and for the first setting that does not hold what it should.
  public func choose(_ name: String, _ values: [String: SettingValue] = [:]) throws(SettingError) -> Chosen<Card> {
    try Chosen(find(name), values)
  }
}

extension Registry: RandomAccessCollection {
  public var startIndex: Int { cards.startIndex }
  public var endIndex: Int { cards.endIndex }
  public subscript(index: Int) -> Card { cards[index] }

  /// The names, in the catalogue's order.
  public var names: [String] { cards.map(\.name) }
}

/// A component that was chosen by its name, with the values of its settings.
public struct Chosen<Card: ComponentCard>: Sendable {
  public let card: Card
  public let settings: Settings

  /// Checks all of `values`.
  ///
  /// - Throws: ``SettingError``, such as "`delta` should be positive. Found -1.0."
  public init(_ card: Card, _ values: [String: SettingValue] = [:]) throws(SettingError) {
    self.card = card
    settings = try Settings(values, of: card)
  }

  public var name: String { card.name }
}

extension Chosen: Hashable {
  public static func == (a: Self, b: Self) -> Bool { a.name == b.name && a.settings.values == b.settings.values }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(settings.values)
  }
}
