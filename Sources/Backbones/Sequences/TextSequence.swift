import Components
import Torch

/// The texts that the cards of the encoders of text are made for: `[batch, length, columns]` of codes. The first column holds the word's
/// code, 0 for padding in front and 1 for a word that training does not have. Further columns hold the word's characters, 0 behind the last.
///
/// A batch is as long as its longest text. A sequence of numbers is read as it is.
enum TextSequence {
  /// The samples in the words of an error.
  static let words = "texts, [length, columns] of codes"

  static let settings = [
    Setting(
      "embedding", .wholeNumber(.width), default: 50, "numbers of a word's vector", source: "a choice of this toolkit"),
    Setting(
      "characters", .wholeNumber(.width), default: 30,
      "filters over a word's characters, which also have vectors of this many numbers; for data with characters",
      source: "Ma, Hovy, 2016"),
    Setting(
      "pooling", .word(Pooling.allCases.map(\.rawValue)), default: .word(Pooling.max.rawValue),
      "the vector of a whole text: the largest of each number over its words, their mean, or the last word's",
      source: "a choice of this toolkit"),
  ]

  private enum Pooling: String, CaseIterable { case max, mean, last }

  /// The way from the vectors of words to that of a text.
  static func whole(_ settings: Settings) -> Features.Whole {
    switch settings.word("pooling", as: Pooling.self) {
    case .max: .maxOfFilled
    case .mean: .meanOfFilled
    case .last: .last
    }
  }

  /// The embedding of the words, in which padding stays zero.
  ///
  /// - Throws: `ShapeError` for columns that are neither those of a text nor all numbers.
  static func embedding(_ setup: TrunkSetup, of trunk: String) throws -> ColumnEmbedding {
    guard case .sequence(_, let columns) = setup.input, let first = columns.first else {
      preconditionFailure("The card takes sequences alone.")
    }
    let width = setup.settings.wholeNumber("embedding"), filters = setup.settings.wholeNumber("characters")
    let further = columns.dropFirst()
    let isAlike = further.allSatisfy { $0 == further.first }
    switch (first, further.first) {
    case (.number, _) where columns.allSatisfy({ $0 == .number }):
      return ColumnEmbedding(columns.map { _ in .number }, generator: setup.generator)
    case (.code(let words), nil):
      return ColumnEmbedding([.code(count: words, width: width)], keepsPadding: true, generator: setup.generator)
    case (.code(let words), .code(let characters)?) where isAlike:
      return ColumnEmbedding(
        [.code(count: words, width: width)]
          + further.map { _ in .character(count: characters, width: filters, filters: filters) }, keepsPadding: true,
        generator: setup.generator)
    default:
      throw ShapeError(
        trunk,
        "needs a column of words' codes and columns of their characters' codes, or numbers alone. Found \(columns).")
    }
  }
}
