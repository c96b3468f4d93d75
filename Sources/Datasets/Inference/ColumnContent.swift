/// The kind of values that a column of a table holds, judged by its cells.
public enum ColumnContent: Hashable, Sendable {
  case empty
  /// One value in every row.
  case constant
  case wholeNumbers
  case numbers
  /// Few different texts.
  case categories
  case dates
  /// A text of its own in almost every row, such as a name.
  case differentTexts
  /// More different texts than inputs of categories should have.
  case manyTexts
  /// Numbers and other texts.
  case mixed

  /// The largest number of different texts of a column of categories; each becomes an input.
  static let mostCategories = 200
  /// The smallest average number of rows of a category.
  static let rowsPerCategory = 5

  /// Judges a column by its cells. The first rule that applies decides.
  init(_ survey: ColumnSurvey, rows: Int) {
    if survey.cells == 0 {
      self = .empty
    } else if survey.different == 1 || survey.isAllNumbers && survey.low == survey.high {
      // Whether the value is there may tell something: a category against none.
      self = survey.missing == 0 ? .constant : .categories
    } else if survey.isAllNumbers {
      self = survey.isAllWhole ? .wholeNumbers : .numbers
    } else if survey.dates * 20 >= survey.cells * 19 {
      self = .dates
    } else if survey.numbers * 2 > survey.cells, survey.different > Self.rowsPerCategory * 4 {
      self = .mixed
    } else if survey.isUnique || survey.different * 2 > survey.cells && survey.different > Self.rowsPerCategory * 4 {
      self = .differentTexts
    } else if survey.different > max(2, min(Self.mostCategories, survey.cells / Self.rowsPerCategory)) {
      self = .manyTexts
    } else {
      self = .categories
    }
  }
}
