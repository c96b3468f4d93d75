import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite("How a text file writes a table is found out") struct TableDialectTests {
  private let folder = TemporaryFolder()

  private func sniffed(_ text: String) throws -> TableDialect { try TableDialect(sniffing: folder.write(text)) }

  @Test(arguments: [
    (",", "a,b\n1,2\n3,4\n"), (";", "a;b\n1,5;2\n3;4\n"), ("\t", "a\tb c\n1\t2\n"), ("|", "a|b\nx, y|2\nx, y|3\n"),
    (" ", "a b\n1 2\n"), (",", "name,b\n\"x;y\",2\n\"x;y\",3\n"), (",", "a,genres\n1,x|y\n2,x|y|z\n"),
  ])
  func theSeparatorIsFound(expected: String, text: String) throws {
    #expect(try sniffed(text).separator == Character(expected))
  }

  @Test func aRowOfAnotherLengthDoesNotHideTheSeparatorSoThatTheReaderNamesItsLine() throws {
    #expect(try sniffed("a;b\n1;2\n3;4\n5;6;7\n").separator == ";")
  }

  @Test func theDecimalSignIsFoundWhereCommasDoNotSeparate() throws {
    #expect(try sniffed("a;b\n1,5;2\n3,25;4\n").decimal == .comma)
    #expect(try sniffed("a;b\n1.5;2\n3.25;4\n").decimal == .point)
    #expect(try sniffed("a,b\n1,5\n").decimal == .point)
  }

  @Test func whetherTheFirstLineNamesTheColumns() throws {
    #expect(try sniffed("a,b\n1,x\n").hasHeader)
    #expect(try !sniffed("1,x\n2,y\n").hasHeader)
    #expect(try sniffed("name,2024\nx,1\ny,2\n").hasHeader == false, "as far as the cells tell")
    #expect(try sniffed("age,2024\n30,1\n40,2\n").hasHeader, "a year among the names")
    #expect(try sniffed("colour,shape\nred,round\nblue,round\n").hasHeader)
    #expect(try !sniffed("red,round\nblue,round\nred,flat\n").hasHeader)
    #expect(try sniffed(",b\n0,1\n1,2\n").hasHeader, "an index without a name")
  }

  @Test func gzipAndAByteOrderMarkAreReadAsUsual() throws {
    let bytes = [0xef, 0xbb, 0xbf] + Array("a;b\n1,5;2\n".utf8)
    let dialect = try TableDialect(sniffing: folder.write(gzip(bytes), "t.csv.gz"))
    #expect(dialect == TableDialect(separator: ";", decimal: .comma, hasHeader: true))
  }

  @Test func aFileWithoutColumnsIsRefused() {
    #expect(errorText { _ = try sniffed("one\ntwo\n") }.hasSuffix("Found no such table."))
    #expect(errorText { _ = try sniffed("") }.hasSuffix("should hold a table. Found no lines."))
  }

  @Test func numbersWithADecimalCommaAreReadAsSuch() throws {
    let file = folder.write("x;y\n1,5;-2,25e1\n,5;3\n")
    var schema = TableSchema(train: file.path, targets: [.init(name: "y", kind: .regression)])
    (schema.separator, schema.decimal, schema.numeric) = (";", .comma, ["x"])
    let rows = try TableRows(file.path, schema: schema)
    var values: [[Double]] = []
    try rows.numbers.read([0, 1]) { part in values = [Array(part.column(0)), Array(part.column(1))] }
    #expect(values == [[1.5, 0.5], [-22.5, 3]])
    schema.decimal = .point
    #expect(
      errorText { _ = try TableRows(file.path, schema: schema) }.contains("`x` (2 cells, first in line 2: \"1,5\")"))
  }
}
