import Components
import Foundation
import Tasks

/// A column as a target: the kind of task, and the reason for it.
public struct InferredTarget: Sendable {
  /// The task's schema, which an experiment can use unchanged.
  public let schema: TableSchema.Target
  /// A sentence on what the values are, and what to change if the task should be another.
  public let note: String

  /// The largest number of different whole numbers that count as class numbers, if they count up from 0 or 1.
  private static let mostNumberedClasses = 10
  /// The number of rows of the rarer of two values below which a split may lack it, so that both are listed as classes.
  private static let fewestRows = 20

  /// Infers a target; nil if the column cannot be one, see ``refusal(_:)``.
  init?(_ name: String, _ survey: ColumnSurvey, _ content: ColumnContent) {
    guard Self.refusal(survey, content) == nil else { return nil }
    let shares = Self.shares(survey)
    // In their order, each in its shortest spelling.
    let cells = CellValues(survey.words), values = survey.isCut ? [] : cells.names(survey.words)
    if values.count == 2 {
      let counts = values.map { value in
        zip(survey.words, survey.counts).filter { cells.value($0.0) == cells.value(value) }.map(\.1).reduce(0, +)
      }
      if counts.min()! < Self.fewestRows {
        schema = .init(name: name, kind: .classification, classes: values)
        note = "two values: \(shares); listed as classes, because a split may lack the rarer one"
      } else if values == ["0", "1"] {
        schema = .init(name: name, kind: .binary)
        note = "0 or 1: \(shares)"
      } else {
        schema = .init(
          name: name, kind: .binary, positive: [values[survey.isAllNumbers || counts[1] <= counts[0] ? 1 : 0]])
        note = "two values: \(shares); `positive` is the \(survey.isAllNumbers ? "larger" : "rarer") one"
      }
    } else if content == .categories || Self.areNumbersOfClasses(survey, values.count) {
      // Listed, so that no split can hold a class that training lacks.
      schema = .init(name: name, kind: .classification, classes: values)
      let amounts = survey.isAllNumbers ? "; `kind: regression` without `classes` if they are amounts" : ""
      note = "\(values.count) classes: \(shares)\(amounts)"
    } else {
      schema = .init(name: name, kind: .regression)
      note =
        "\(survey.isAllWhole ? "whole numbers" : "numbers") from \(Self.text(survey.low)) to \(Self.text(survey.high))"
    }
  }

  /// The reason why the column cannot be a target, as the end of a sentence; nil if it can.
  static func refusal(_ survey: ColumnSurvey, _ content: ColumnContent) -> String? {
    switch content {
    case .empty: "is empty"
    case .constant: "has the same value in every row"
    case .dates: "holds dates"
    case .differentTexts: "holds a text of its own in almost every row"
    case .manyTexts: "holds \(survey.isCut ? "more than \(survey.different)" : "\(survey.different)") different texts"
    case .mixed: "holds numbers, and other texts such as \(Found.quoted(survey.firstText ?? ""))"
    case .categories where survey.different == 1: "has the same value in every row that has one"
    case .categories, .numbers, .wholeNumbers: nil
    }
  }

  private static func areNumbersOfClasses(_ survey: ColumnSurvey, _ count: Int) -> Bool {
    survey.isAllWhole && (3...mostNumberedClasses).contains(count) && [0, 1].contains(survey.low)
      && survey.high - survey.low == Double(count - 1)
  }

  private static func shares(_ survey: ColumnSurvey) -> String {
    let shown = 4, all = survey.frequent
    let named = all.prefix(shown).map { word, count in
      "\(Found.cut(word)) \(text((1000 * Double(count) / Double(survey.cells)).rounded() / 10)) %"
    }
    return named.joined(separator: ", ") + (all.count > shown ? ", …" : "")
  }

  /// A number in its shortest form, without a needless point.
  static func text(_ value: Double) -> String { Int(exactly: value).map(String.init) ?? String(format: "%.6g", value) }
}
