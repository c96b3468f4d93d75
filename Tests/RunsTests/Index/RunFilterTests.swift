import TestSupport
import Testing

@testable import Runs

/// The language of `--where`.
@Suite struct RunFilterTests {
  private func filter(_ text: String) throws -> RunFilter { try RunFilter(reading: text) }

  @Test func andBindsCloserThanOr() throws {
    let (a, b, c) = (
      RunFilter.compare("a", .equal, .init(text: "1")), RunFilter.compare("b", .less, .init(text: "2")),
      RunFilter.compare("c", .atLeast, .init(text: "3"))
    )
    #expect(try filter("a = 1 or b < 2 and c >= 3") == .either([a, .all([b, c])]))
    #expect(try filter("(a=1 OR b<2)AND c>=3") == .all([.either([a, b]), c]))
    #expect(try filter("not a == 1") == .not(a))
  }

  @Test func valuesAreWordsNumbersAndTexts() throws {
    #expect(try filter("method = uw-so+pcgrad") == .compare("method", .equal, .init(text: "uw-so+pcgrad")))
    #expect(try filter("x <> -1e-3") == .compare("x", .notEqual, .init(text: "-1e-3")))
    #expect(try filter("label ~ 'U W'") == .compare("label", .contains, .init(text: "U W", isQuoted: true)))
    #expect(try filter("seed in (0, \"1\")") == .among("seed", [.init(text: "0"), .init(text: "1", isQuoted: true)]))
    #expect(try filter("a is not missing") == .not(.missing("a")))
    #expect(
      try filter("'a b' = \"say \"\"yes\"\"\"") == .compare("a b", .equal, .init(text: "say \"yes\"", isQuoted: true)))
  }

  @Test(arguments: [
    ("", "``: a column should stand here. Found the end."),
    ("a", "`a`: `a` should be followed by =, !=, <, <=, >, >=, ~, !~, `in` or `is`. Found the end."),
    ("a = ", "`a = `: a value should stand here. Found the end."),
    ("a = 1 b = 2", "`a = 1 b = 2`: `and` or `or` should follow. Found `b`."),
    ("(a = 1", "`(a = 1`: `)` should stand here. Found the end."),
    ("a = 'x", "`a = 'x`: a text should end with '. Found the end."),
    ("a ! 1", "`a ! 1`: `!` should be `!=` or `!~`. Found it alone."),
    ("a is 1", "`a is 1`: `missing` should follow `is`. Found `1`."),
    ("= 1", "`= 1`: a column should stand here. Found `=`."),
  ])
  func whatIsWrongIsSaid(text: String, message: String) {
    #expect(errorText { _ = try filter(text) } == message)
  }

  @Test func bracketsWithoutEndAreNoCrash() {
    let text = String(repeating: "(", count: 100_000) + "a = 1" + String(repeating: ")", count: 100_000)
    #expect(errorText { _ = try filter(text) }.contains("at most 100 brackets"))
  }

  @Test func namesAndValuesAreArguments() throws {
    let sql = try filter("x = \"'; DROP TABLE run; --\" and seed in (1, 2)").sql(["x"])
    #expect(
      sql.text
        == "(json_extract(facts, ?) = ? COLLATE NOCASE) AND ((\"seed\" = ? COLLATE NOCASE) OR (\"seed\" = ? COLLATE NOCASE))"
    )
    #expect(sql.arguments.count == 4)
  }

  @Test func anUnknownColumnHasANeighbour() {
    func message(_ text: String) -> String {
      errorText { _ = try filter(text).sql(["test.depth.absolute-error"]) }
    }
    #expect(
      message("test.depth.abs-err < 1")
        == "`test.depth.abs-err` is no column of these runs. Did you mean `test.depth.absolute-error`?")
    #expect(message("metod = ew") == "`metod` is no column of these runs. Did you mean `method`?")
    #expect(message("qqqqqq = 1") == "`qqqqqq` is no column of these runs.")
    #expect(message("seed < three") == "`seed` should be compared with a number. Found `three`.")
  }
}
