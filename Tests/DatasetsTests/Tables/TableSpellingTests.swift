import Foundation
import TestSupport
import Testing

@testable import Datasets

/// One value in several spellings: numbers, and words for "unknown".
@Suite struct TableSpellingTests {
  private let folder = TemporaryFolder()

  /// A table of `x` and one more column, divided by the column `part`.
  private func table(
    _ cells: [(cell: String, part: String)], _ target: TableSchema.Target, categorical: [String] = [],
    _ change: (inout TableSchema) -> Void = { _ in }
  ) throws -> Table {
    let rows = cells.enumerated().map { "\($0.offset),\($0.element.cell),\($0.offset % 3),\($0.element.part)" }
    var schema = TableSchema(
      train: folder.write((["x,k,y,part"] + rows).joined(separator: "\n")).path, targets: [target])
    schema.numeric = ["x"]
    schema.categorical = categorical
    schema.division.rule = .column
    schema.division.column = "part"
    schema.division.validationValues = ["v"]
    schema.division.testValues = ["t"]
    change(&schema)
    return try Table(schema)
  }

  private func divided(_ train: [String], _ validation: [String], _ test: [String]) -> [(cell: String, part: String)] {
    train.map { ($0, "") }.map { ($0.0, "r") } + validation.map { ($0, "v") } + test.map { ($0, "t") }
  }

  private let classes = TableSchema.Target(name: "k", kind: .classification)
  private let number = TableSchema.Target(name: "y", kind: .regression)

  @Test func classesThatAreNumbersAreInTheirOrder() throws {
    let cells = (1...12).map(String.init)
    let table = try table(divided(cells.reversed(), ["10"], ["2"]), classes)
    #expect(table.targets[0].classes == cells)
    #expect(table.validation.targets["k"] == [9] && table.test.targets["k"] == [1])
  }

  @Test func equalNumbersAreOneClass() throws {
    let table = try table(divided(["1", "1.0", "2.0", "2.0"], ["2"], ["1.00"]), classes)
    #expect(table.targets[0].classes == ["1", "2.0"])
    #expect(table.train.targets["k"] == [0, 0, 1, 1])
    #expect(table.validation.targets["k"] == [1] && table.test.targets["k"] == [0])
  }

  @Test func equalNumbersAreOneCategory() throws {
    let table = try table(divided(["1.0", "2.0", "3.0"], ["1"], ["03"]), number, categorical: ["k"])
    #expect(table.inputNames == ["x", "k=1.0", "k=2.0", "k=3.0"])
    #expect(Array(table.validation.inputs.dropFirst()) == [1, 0, 0])
    #expect(Array(table.test.inputs.dropFirst()) == [0, 0, 1])
    #expect(table.notes == [])
  }

  @Test func numbersBesideTextAreText() throws {
    let table = try table(divided(["1", "1.0", "b", "10", "9"], ["b"], ["9"]), classes)
    #expect(table.targets[0].classes == ["1", "1.0", "10", "9", "b"])
  }

  @Test func longNumbersStayApart() throws {
    let table = try table(
      divided(["9007199254740992", "9007199254740993"], ["9007199254740993.0"], ["9007199254740992"]), classes)
    #expect(table.targets[0].classes == ["9007199254740992", "9007199254740993"])
    #expect(table.validation.targets["k"] == [1])
  }

  @Test func listedClassesAndAnswersGoByValue() throws {
    let cells = divided(["1.0", "2.0"], ["1.0"], ["2.0"])
    let listed = try table(cells, .init(name: "k", kind: .classification, classes: ["2", "1"]))
    #expect(listed.train.targets["k"] == [1, 0])
    let positive = try table(cells, .init(name: "k", kind: .binary, positive: ["2"]))
    #expect(positive.train.targets["k"] == [0, 1])
    #expect(
      try table(divided(["0.0", "1.0"], ["1"], ["0"]), .init(name: "k", kind: .binary)).train.targets["k"] == [0, 1])
    #expect(
      errorText { _ = try table(cells, .init(name: "k", kind: .classification, classes: ["1", "2", "2.0"])) }
        == "`classes` of `k` should be different values. Found \"2.0\" again.")
  }

  @Test func rowsAreDividedByValue() throws {
    let table = try table([("a", "1.0"), ("b", "1.0"), ("a", "2.0"), ("b", "3.0")], classes) {
      $0.division.validationValues = ["2"]
      $0.division.testValues = ["3"]
    }
    let counts: [Int] = [table.train.count, table.validation.count, table.test.count]
    #expect(counts == [2, 1, 1])
  }

  @Test(arguments: ["N/A", "n/a", "NA", "null", "NULL", "None", "#N/A", "-", "--", "NaN", "?", "", "\\N"])
  func wordsForUnknownAreNoLabels(word: String) throws {
    let cells = divided(["yes", "no", word], ["yes"], ["no"])
    let answers = try table(cells, .init(name: "k", kind: .binary, positive: ["yes"]))
    let labels: [Float] = answers.train.targets["k"]!
    #expect(labels[0] == 1 && labels[1] == 0 && labels[2].isNaN)
    #expect(try table(cells, classes).train.targets["k"] == [1, 0, -1])
  }

  @Test func aWordForUnknownCanBeAClass() throws {
    let table = try table(divided(["None", "Low"], ["None"], ["Low"]), classes) { $0.missing = [""] }
    #expect(table.targets[0].classes == ["Low", "None"])
  }

  @Test func categoriesThatTrainingLacksAreCounted() throws {
    let table = try table(divided(["a", "b"], ["c", "a", "", "c"], ["d"]), number, categorical: ["k"])
    let path = folder.url.appendingPathComponent("table.csv").path
    #expect(
      table.notes == [
        "`\(path)`, column `k`: 2 of 3 cells hold a category that training lacks (\"c\", …); they count as none of the known ones.",
        "`\(path)`, column `k`: 1 of 1 cells hold a category that training lacks (\"d\"); they count as none of the known ones.",
      ])
    let other = folder.write("x,k\n1,e\n2,a\n", "other.csv")
    #expect(
      try table.inputs(of: other).notes == [
        "`\(other.path)`, column `k`: 1 of 2 cells hold a category that training lacks (\"e\"); they count as none of the known ones."
      ])
  }

  @Test func numbersTooLargeForSinglePrecisionAreRefused() throws {
    for (name, cells) in [("x", "1e39,0"), ("y", "0,1e39")] {
      let test = folder.write("x,y\n1,1\n\(cells)\n", "test.csv")
      let message = errorText {
        _ = try table(divided(["a", "b", "a"], ["b"], []), number) { $0.test = test.path }
      }
      #expect(message.hasPrefix("`\(test.path)` line 3, column `\(name)` should be finite in single precision"))
      #expect(message.hasSuffix("Found 1e+39."))
    }
    let trained = try table(divided(["a", "b", "a"], ["b"], ["a"]), number)
    let other = folder.write("x\n1\n-1e39\n", "other.csv")
    #expect(
      errorText { _ = try trained.inputs(of: other) }.hasPrefix("`\(other.path)` line 3, column `x` should be finite"))
  }

  @Test func aTestFileIsMatchedByNames() throws {
    let test = folder.write("y,more,k,x\n2,7,b,5\n", "test.csv")
    let table = try table(divided(["a", "b", "a"], ["b"], []), classes) { $0.test = test.path }
    #expect(table.test.targets["k"] == [1])
    #expect(table.test.inputs == [4.8989797])
  }
}
