import Testing

@testable import Printing

@Suite struct CSVTextTests {
  @Test(arguments: [
    ("a", "a"), ("", ""), ("a,b", "\"a,b\""), ("say \"hi\"", "\"say \"\"hi\"\"\""), ("a\nb", "\"a\nb\""),
    ("a\r\nb", "\"a\r\nb\""), ("a\rb", "\"a\rb\""), ("a,\u{301}b", "\"a,\u{301}b\""),
    ("\"\u{301}", "\"\"\"\u{301}\""), ("\u{600},", "\"\u{600},\""),
  ]) func cellsThatSeparateAreQuoted(text: String, expected: String) {
    #expect(Array(CSVText.quoted(text).utf8) == Array(expected.utf8))
  }
}
