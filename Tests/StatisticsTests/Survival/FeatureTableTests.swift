import TestSupport
import Testing

@testable import Statistics

@Suite struct FeatureTableTests {
  @Test func rowsAndColumnsAreOneTable() throws {
    let table = try FeatureTable(["a", "b"], rows: [[1, 2], [3, 4], [5, .nan]])
    #expect(table.columns[0] == [1, 3, 5] && table.count == 3 && table.rows[1] == [3, 4])
    #expect(table.rows(at: [2, 0, 0]).columns[0] == [5, 1, 1])
    #expect(table.selecting([1]).names == ["b"])
    #expect(try table.adding("c", [7, 8, 9]).column("c") == [7, 8, 9])
  }

  @Test func whatIsNoTableIsSaid() throws {
    func text(_ names: [String], _ columns: [[Double]]) -> String {
      errorText { try FeatureTable(names, columns: columns) }
    }
    #expect(text(["a"], [[1], [2]]) == "each column of a table should have a name. Found 2 columns, 1 names.")
    #expect(text(["a", "a"], [[1], [2]]) == "the columns of a table should have different names. Found `a` twice.")
    #expect(text(["a", "b"], [[1], [2, 3]]) == "`b` should have 1 rows, as the first column. Found 2.")
    #expect(text(["a"], [[1, .infinity]]) == "`a` should be finite or missing. Found inf in row 1.")
    #expect(
      errorText { try FeatureTable(["a"], rows: [[1], [1, 2]]) } == "each row should have 1 values. Found 2 in row 1.")
    let table = try FeatureTable(["a"], columns: [[1]])
    #expect(errorText { try table.column("b") } == "a table should have a column `b`. Found 1 others.")
  }
}
