import Foundation
import TestSupport
import Testing

@testable import Datasets
@testable import Statistics

@Suite struct CSVTests {
  private let folder = TemporaryFolder()

  private func cells(_ csv: CSV) -> [[String]] {
    (0..<csv.count).map { row in csv.columns.indices.map { csv.text(row, $0) } }
  }

  @Test func readsHeaderAndRows() throws {
    let csv = try CSV(folder.write("a,b\n1,2\n3,4\n"))
    #expect(csv.columns == ["a", "b"])
    #expect(cells(csv) == [["1", "2"], ["3", "4"]])
  }

  @Test func theLastLineNeedsNoEnd() throws { #expect(cells(try CSV(folder.write("a,b\n1,2"))) == [["1", "2"]]) }

  @Test func carriageReturnsBelongToLineEnds() throws {
    let csv = try CSV(folder.write("a,b\r\n1,2\r\n\"3\",\"4\"\r\n"))
    #expect(csv.columns == ["a", "b"])
    #expect(cells(csv) == [["1", "2"], ["3", "4"]])
  }

  @Test func blanksAroundCellsAreDropped() throws {
    #expect(cells(try CSV(folder.write("a, b\n 1 , two words \n"))) == [["1", "two words"]])
  }

  @Test func quotesHoldSeparatorsLineEndsAndQuotes() throws {
    let csv = try CSV(folder.write("a,b\n\"1,5\",\"say \"\"hi\"\"\nthere\"\n \" x \" ,2\n"))
    #expect(cells(csv) == [["1,5", "say \"hi\"\nthere"], [" x ", "2"]])
    #expect(csv.line(0) == 2)
    #expect(csv.line(1) == 4)
  }

  @Test func emptyCellsAreCells() throws {
    #expect(
      cells(try CSV(folder.write("a,b,c\n,,\n1,,\n,\"\",3\n1,2,"))) == [
        ["", "", ""], ["1", "", ""], ["", "", "3"], ["1", "2", ""],
      ])
  }

  @Test func emptyLinesArePassedOver() throws {
    let csv = try CSV(folder.write("a,b\n\n1,2\r\n\r\n3,4\n\n"))
    #expect(cells(csv) == [["1", "2"], ["3", "4"]])
    #expect(csv.line(1) == 5)
  }

  @Test func otherSeparatorsWork() throws {
    #expect(cells(try CSV(folder.write("a;b\n1,5;2\n"), separator: ";")) == [["1,5", "2"]])
    #expect(cells(try CSV(folder.write("a\tb\n1\t2 \n"), separator: "\t")) == [["1", "2"]])
  }

  @Test func withoutAHeaderColumnsAreNumbered() throws {
    let csv = try CSV(folder.write("1,2\n3,4\n"), hasHeader: false)
    #expect(csv.columns == ["0", "1"])
    #expect(csv.count == 2)
  }

  @Test func gzipGivesTheSameTable() throws {
    let text = "a,b\n1,\"x\"\"y\"\n", packed = folder.write(gzip(Array(text.utf8)), "t.csv.gz")
    #expect(cells(try CSV(packed)) == cells(try CSV(folder.write(text))))
  }

  @Test func aByteOrderMarkIsDropped() throws {
    #expect(try CSV(folder.write("\u{feff}a,b\n1,2\n")).columns == ["a", "b"])
  }

  @Test(arguments: [
    ("a,b\n1,2\n1,2,3\n", "line 3 should have 2 cells, as the first line has. Found 3."),
    ("a,b\n\"x\ny\",2\n1\n", "line 4 should have 2 cells, as the first line has. Found 1."),
    ("a,b\n1,\"2\n3,4\n", "line 2 should close the quote that it opens. Found the end of the file."),
    ("a,b\n\"1\"x,2\n", "line 2 should have a separator after a closing quote. Found other text."),
    ("a,a\n1,2\n", "should name each column once. Found `a` twice."),
    ("a,b\n", "should hold rows. Found only a header."),
    ("", "should hold a table. Found no lines."),
  ]) func refuses(text: String, reason: String) {
    let file = folder.write(text)
    #expect(errorText { _ = try CSV(file) } == "`\(file.path)` \(reason)")
  }

  @Test func refusesWhatIsNotUTF8() throws {
    let file = folder.write(Array("a,b\né,2\n3,".utf8) + [0xe9, 10], "latin.csv")
    #expect(
      errorText { _ = try CSV(file) } == "`\(file.path)` line 3 should be text in UTF-8. Found other bytes.")
    #expect(try CSV(folder.write("a,b\né,2\n")).text(0, 0) == "é")
  }

  @Test func refusesAQuoteAsSeparator() {
    let file = folder.write("a\n1\n")
    #expect(
      errorText { _ = try CSV(file, separator: "\"") }
        == "`separator` of `\(file.path)` should be one ASCII character. Found \".")
  }

  @Test(arguments: [
    "0", "-0", "12", "+3.5", ".5", "5.", "3.38e-005", "1E3", "1e22", "-2.5e+1", "123456789012345678901234567890",
    "0.1", "2.2250738585072014e-308", "9007199254740993", "1e400", "0.30000000000000004", "179769313486231570e291",
  ]) func numbersAreReadToTheLastBit(text: String) throws {
    let csv = try CSV(folder.write("a\n\(text)\n"))
    #expect(csv.number(0, 0) == Double(text.hasSuffix(".") ? text + "0" : text))
  }

  @Test func anExponentMayOutweighManyDigits() throws {
    let zeros = String(repeating: "0", count: 100_009)
    #expect(try CSV(folder.write("a\n0.\(zeros)1e200000\n")).number(0, 0) == .infinity)
    #expect(try CSV(folder.write("a\n0.\(zeros)1e100010\n")).number(0, 0) == 1)
  }

  @Test(arguments: ["x", "1x", "1 2", "--1", "e5", "1e", "1e+", ".", "-", "0x10", "nan", "inf", "1,5"])
  func whatIsNoNumberIsNone(text: String) throws {
    #expect(try CSV(folder.write("a\n\"\(text)\"\n")).number(0, 0) == nil)
  }

  @Test func randomNumbersSurviveTheirText() throws {
    var random = SplitMix64(seed: 1)
    let numbers = (0..<2000).map { _ in Double(random.uniform(-1, 1)) * [1e-9, 1, 1e7][random.integer(below: 3)] / 3 }
    let csv = try CSV(folder.write("a\n" + numbers.map { "\($0)" }.joined(separator: "\n")))
    #expect((0..<2000).map { csv.number($0, 0) } == numbers)
  }
}
