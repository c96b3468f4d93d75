/// What every component says about itself: methods, trunks, sharing schemes, heads, losses, metrics, optimisers, schedules,
/// augmentations and data kinds. Lists, descriptions, the keys of a configuration and the documentation are made of it.
///
/// ```swift
/// About(
///   "mlp", title: "MLP", "fully connected layers, for vectors",
///   settings: [Setting("hidden", .wholeNumbers(.positive), default: [64, 64], "the width of each layer")])
/// ```
public struct About: Sendable {
  /// The name in configurations, in kebab case: `uw-so`.
  public let name: String
  /// The name in tables and headings: `UW-SO`.
  public let title: String
  /// What it is or does, in a few words or one sentence.
  public let summary: String
  /// Where it comes from; nil for folklore.
  public let citation: Citation?
  /// The settings that a user can give.
  public let settings: [Setting]
  /// Where this implementation departs from the source, and why.
  public let deviations: [String]
  /// A check of settings that depend on each other.
  let check: @Sendable (Settings) throws(SettingError) -> Void

  /// Describes a component.
  ///
  /// - Parameters:
  ///   - name: the name in kebab case.
  ///   - title: the name in tables; the name itself by default.
  ///   - summary: what it is or does.
  ///   - check: throws where settings that are permitted one by one do not fit each other. It runs when they are read.
  public init(
    _ name: String, title: String? = nil, _ summary: String, citation: Citation? = nil, settings: [Setting] = [],
    deviations: [String] = [], check: @escaping @Sendable (Settings) throws(SettingError) -> Void = { _ in }
  ) {
    self.name = name
    self.title = title ?? name
    self.summary = summary
    self.citation = citation
    self.settings = settings
    self.deviations = deviations
    self.check = check
  }
}

/// The card of a component: what it says about itself, and what its family asks for.
///
/// A family's card is a structure that conforms to this protocol. It holds also how the component is made. The family's
/// catalogue, a ``Registry``, has one line for each component.
public protocol ComponentCard: Sendable {
  /// The card's text and settings.
  var about: About { get }

  /// What else a list and a description show, in the words of the family: "scopes", "input", ….
  var facts: [Fact] { get }
}

/// A line of a description and a column of a list.
public struct Fact: Hashable, Sendable {
  public let name: String
  public let value: String

  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }

  /// The names of a component's settings.
  package static func settings(of card: some ComponentCard) -> Fact {
    Fact("settings", card.settings.isEmpty ? "–" : card.settings.map(\.name).joined(separator: ", "))
  }
}

extension ComponentCard {
  public var name: String { about.name }
  public var title: String { about.title }
  public var summary: String { about.summary }
  public var citation: Citation? { about.citation }
  public var settings: [Setting] { about.settings }
  public var deviations: [String] { about.deviations }
  public var facts: [Fact] { [] }
}
