import Foundation
import TestSupport
import Testing

@testable import Datasets

/// Reading a table in pieces.
@Suite struct CSVColumnsTests {
  private let folder = TemporaryFolder()

  /// Every column as numbers where `numbers` says so, else as texts.
  private func columns(
    _ file: URL, numbers: [Int], texts: [Int], piece: Int, separator: String = ",", limit: Int = 1 << 20
  ) throws -> CSVColumns {
    try CSVColumns(
      file, separator: separator.utf8.first!, hasHeader: true, missing: ["", "NA"], textLimit: limit, pieceSize: piece
    ) { _ in .init(numbers: numbers, texts: texts) }
  }

  private static let text = """
    a,b,c
    1,x,"one, two"
    -2.5e3,"say ""hi""
    there",

    NA,é,z\r
    4 , x ,"last"
    """

  @Test(arguments: 1...80) func thePiecesDoNotMatter(size: Int) throws {
    let table = try columns(folder.write(Self.text), numbers: [0], texts: [1, 2], piece: size)
    #expect(table.count == 4)
    let numbers = try table.numbers.column(0)
    #expect(numbers[0] == 1 && numbers[1] == -2500 && numbers[2].isNaN && numbers[3] == 4)
    #expect((0..<4).map { table.texts[1]![$0] } == ["x", "say \"hi\"\nthere", "é", "x"])
    #expect((0..<4).map { table.texts[2]![$0] } == ["one, two", nil, "z", "last"])
    #expect((0..<4).map { table.lines[$0] } == [2, 3, 6, 7])
  }

  private static let faults: [(text: String, reason: String)] = [
    ("a,b\n1,2\n3,4\n5,x\n", "line 4, column `b` should be a finite number. Found \"x\"."),
    ("a,b\n1,2\n3,4\n5,1e999\n", "line 4, column `b` should be a finite number. Found \"1e999\"."),
    ("a,b\n1,2\n\n3\n5,6\n", "line 4 should have 2 cells, as the first line has. Found 1."),
    ("a,b\n1,2\n3,4,5\n", "line 3 should have 2 cells, as the first line has. Found 3."),
    ("a,b\n1,2\n3,\"4\n5,6\n", "line 3 should close the quote that it opens. Found the end of the file."),
    ("a,b\n1,2\n\"3\"x,4\n5,6\n", "line 3 should have a separator after a closing quote. Found other text."),
    ("a,b\n", "should hold rows. Found only a header."), ("", "should hold a table. Found no lines."),
  ]

  @Test(arguments: [1, 5, 20, 1000], faults) func errorsNameTheirPlace(
    size: Int, _ item: (text: String, reason: String)
  ) {
    let file = folder.write(item.text)
    let message = errorText { _ = try columns(file, numbers: [0, 1], texts: [], piece: size) }
    #expect(message == "`\(file.path)` \(item.reason)")
  }

  @Test(arguments: [1, 1000]) func whatIsNotUTF8IsNamedWithItsLine(size: Int) {
    let file = folder.write(Array("a,b\n1,2\n3,".utf8) + [0xe9, 10], "latin.csv")
    #expect(
      errorText { _ = try columns(file, numbers: [0], texts: [1], piece: size) }
        == "`\(file.path)` line 3 should be text in UTF-8. Found other bytes.")
  }

  @Test func aWordForUnknownMayBeANumber() throws {
    let table = try CSVColumns(
      folder.write("a\n-999\n1\n"), separator: 44, hasHeader: true, missing: ["-999"], textLimit: .max
    ) { _ in .init(numbers: [0], texts: []) }
    #expect(try table.numbers.column(0)[0].isNaN && table.numbers.column(0)[1] == 1)
  }

  @Test func columnsThatAreNotReadMayHoldAnything() throws {
    let table = try columns(folder.write("a,b,b\n1,x,y\n2,z,\n"), numbers: [0], texts: [], piece: 1)
    #expect(try table.numbers.column(0) == [1, 2])
    #expect(errorText { _ = try table.names.place("b") }.hasSuffix("should name each column once. Found `b` twice."))
  }

  @Test func gzipThatUnfoldsWithoutEndIsStopped() {
    let file = folder.write(gzip(Array(("a\n" + String(repeating: "1\n", count: 100_000)).utf8)), "t.csv.gz")
    #expect(
      errorText { _ = try columns(file, numbers: [0], texts: [], piece: 1 << 10, limit: 100_000) }
        == "`\(file.path)` should hold at most 100000 bytes once uncompressed (`text-limit`). Found more.")
  }

  private static let noTables: [([UInt8], String)] = [
    (Array("PK\u{3}\u{4}rest".utf8), "a zip archive"), (Array("PAR1rest".utf8), "a Parquet file"),
    (Array("version https://git-lfs.github.com/spec/v1\n".utf8), "Git LFS"), (Array("BZh91AY".utf8), "bzip2"),
    ([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00, 1], "xz"), (Array("\n<!DOCTYPE html>\n<p>".utf8), "a web page"),
    (utf16("a,b\n1,2\n"), "UTF-16 without a mark"),
    ([0xff, 0xfe] + utf16("a,b\n"), "UTF-16: save it as UTF-8"),
    (Array("a,b\r1,2\r".utf8), "CR alone"),
  ]

  @Test(arguments: noTables) func whatIsNoTableIsNamed(bytes: [UInt8], name: String) {
    let file = folder.write(bytes, "file.csv")
    let message = errorText { _ = try columns(file, numbers: [], texts: [], piece: 1 << 20) }
    #expect(message.hasPrefix("`\(file.path)` should be a table of text (CSV). Found ") && message.contains(name))
    #expect(errorText { _ = try CSV(file) } == message)
  }

  @Test func anotherSeparatorIsAskedAbout() {
    let file = folder.write("a;b;c\n1;2;3\n")
    #expect(
      errorText {
        _ = try CSVColumns(file, separator: 44, hasHeader: true, missing: [], textLimit: .max) {
          .init(numbers: [try $0.place("b")], texts: [])
        }
      } == "`b` is not a column of `\(file.path)`. Found one column, `a;b;c`: is `separator: \";\"` missing?")
  }
}

@Suite struct SideBySideTests {
  @Test(arguments: [1, 2, 5]) func resultsAreUsedInTheirOrder(threads: Int) throws {
    var next = 0, squares: [Int] = []
    try readSideBySide(
      threads: threads,
      { () -> Int? in
        next += 1
        return next <= 20 ? next : nil
      }, { $0 * $0 }, { squares.append($0) })
    #expect(squares == (1...20).map { $0 * $0 })
  }

  @Test func theFirstFailureEndsTheReading() {
    var next = 0, used: [Int] = []
    let message = errorText {
      try readSideBySide(
        threads: 4,
        { () -> Int? in
          next += 1
          return next
        },
        { number in
          if number % 7 == 0 { throw DatasetError("\(number)") }
          return number
        }, { used.append($0) })
    }
    #expect(message == "7" && used == Array(1...6))
  }
}

/// The text in UTF-16, little-endian, without a mark.
private func utf16(_ text: String) -> [UInt8] {
  text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
}
