import Foundation
import Testing

@testable import Printing
@testable import Reports

/// Names in which a scalar that shares a grapheme cluster with its neighbour stands around every character that a format reads
/// as its own.
private enum HostileNames {
  static let special: [Unicode.Scalar] = [
    "<", ">", "\"", "'", "&", ",", "\\", "|", "$", "%", "_", "#", "`", "(", "\n", "\r", "\u{2028}",
  ]

  /// Every format character and every combining mark of Unicode.
  static let companions: [Unicode.Scalar] = (0..<0x11_0000).compactMap { Unicode.Scalar($0) }.filter {
    switch $0.properties.generalCategory {
    case .format, .nonspacingMark, .spacingMark, .enclosingMark: true
    default: false
    }
  }

  /// One text that holds every special character with a companion before it, behind it, and on both sides; and CR LF.
  static func text(with companion: Unicode.Scalar) -> String {
    var text = String.UnicodeScalarView()
    for scalar in special {
      text.append(contentsOf: ["a", companion, scalar, "b", scalar, companion, "c", companion, scalar, companion])
    }
    text.append(contentsOf: ["]", "(", companion, companion, "\r", "\n", companion])
    return String(text)
  }
}

@Suite("One escaping for each format, by scalar") struct EscapingTests {
  @Test func thereAreThousandsOfCompanions() {
    #expect(HostileNames.companions.count > 2000)
    #expect(HostileNames.companions.contains("\u{0600}") && HostileNames.companions.contains("\u{0301}"))
  }

  @Test func nothingInHTMLOpensATagOrEndsAnAttribute() {
    for companion in HostileNames.companions {
      let text = HostileNames.text(with: companion)
      let escaped = HTMLText.escaped(text).unicodeScalars
      #expect(!escaped.contains { "<>\"'".unicodeScalars.contains($0) }, "\(companion.value)")
      #expect(unescapedHTML(escaped) == Array(text.unicodeScalars), "\(companion.value)")
    }
  }

  @Test func nothingInEmbeddedJSONEndsTheScript() throws {
    for companion in HostileNames.companions {
      let text = HostileNames.text(with: companion)
      let escaped = JSONTree.array([.string(text)]).scriptText
      #expect(!escaped.unicodeScalars.contains { "<>&\n\r\u{2028}\u{2029}".unicodeScalars.contains($0) })
      let read = try JSONDecoder().decode([String].self, from: Data(escaped.utf8))
      #expect(read.first.map { Array($0.unicodeScalars) } == Array(text.unicodeScalars), "\(companion.value)")
    }
  }

  @Test func nothingInMarkdownIsATagACellALinkOrALine() {
    for companion in HostileNames.companions {
      let escaped = MarkdownText.escaped(HostileNames.text(with: companion)).unicodeScalars
      #expect(!escaped.contains { "<>\n\r".unicodeScalars.contains($0) }, "\(companion.value)")
      #expect(isEscaped("|`_#", in: escaped), "\(companion.value)")
      #expect(
        !String(escaped).utf8.elementsEqual("](".utf8)
          && !zip(escaped, escaped.dropFirst()).contains { $0 == ("]", "(") })
    }
  }

  @Test func codeInMarkdownStaysBetweenItsFences() {
    #expect(MarkdownText.code("a`\u{301}`b\r\n\nc") == "`` a`\u{301}`b   c ``")
  }

  @Test func nothingInLaTeXIsACommand() {
    for companion in HostileNames.companions {
      let escaped = LaTeXText.escaped("\\input{x}" + HostileNames.text(with: companion)).unicodeScalars
      #expect(!escaped.contains { "\n\r<>".unicodeScalars.contains($0) }, "\(companion.value)")
      #expect(isEscaped("&%#_", in: escaped), "\(companion.value)")
      #expect(!String(escaped).contains("\\input"))
    }
    #expect(LaTeXText.escaped("\\\u{301}input") == "\\textbackslash{}\u{301}input")
    #expect(LaTeXText.comment("a\r\n\u{301}\\input{x}") == "% a  \u{301}\\input{x}")
  }

  @Test(arguments: ["[2cm] x", "*x", "[\u{301}2cm] x", " \n[x"])
  func noRowOfLaTeXIsAnArgumentOfTheOneBefore(_ cell: String) {
    let row = LaTeXText.row([LaTeXText.escaped(cell), "1"])
    #expect(row.hasPrefix("{}"))
  }

  @Test func aFieldOfCSVComesBackUnchanged() {
    for companion in HostileNames.companions {
      let fields = [HostileNames.text(with: companion), "a,\(companion)b", "\(companion)\"", "x\r\n"]
      #expect(
        csvRecords(CSVText.lines([fields, ["next"]])) == [fields, ["next"]].map { $0.map { Array($0.unicodeScalars) } })
    }
  }

  /// Formulas are the reader's own business, as RFC 4180 has it.
  @Test func aFormulaIsWrittenAsItIs() { #expect(CSVText.lines([["=1+1"]]) == "=1+1\r\n") }

  /// Whether each of the characters stands behind an odd number of backslashes.
  private func isEscaped(_ characters: String, in text: String.UnicodeScalarView) -> Bool {
    var run = 0
    for scalar in text {
      if characters.unicodeScalars.contains(scalar), run.isMultiple(of: 2) { return false }
      run = scalar == "\\" ? run + 1 : 0
    }
    return true
  }

  private func unescapedHTML(_ text: String.UnicodeScalarView) -> [Unicode.Scalar] {
    let names: [String: Unicode.Scalar] = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "#39": "'"]
    var result: [Unicode.Scalar] = []
    var rest = text[...]
    while let scalar = rest.popFirst() {
      guard scalar == "&", let end = rest.firstIndex(of: ";"), let named = names[String(rest[..<end])] else {
        result.append(scalar)
        continue
      }
      result.append(named)
      rest = rest[rest.index(after: end)...]
    }
    return result
  }

  /// Records of RFC 4180.
  private func csvRecords(_ text: String) -> [[[Unicode.Scalar]]] {
    var records: [[[Unicode.Scalar]]] = [[[]]]
    var isQuoted = false
    let scalars = Array(text.unicodeScalars)
    var index = 0
    while index < scalars.count {
      let scalar = scalars[index]
      let next = index + 1 < scalars.count ? scalars[index + 1] : nil
      index += 1
      if scalar == "\"" {
        if isQuoted, next == "\"" {
          records[records.count - 1][records[records.count - 1].count - 1].append("\"")
          index += 1
        } else {
          isQuoted.toggle()
        }
      } else if !isQuoted, scalar == "," {
        records[records.count - 1].append([])
      } else if !isQuoted, scalar == "\r", next == "\n" {
        records.append([[]])
        index += 1
      } else {
        records[records.count - 1][records[records.count - 1].count - 1].append(scalar)
      }
    }
    return records.dropLast()
  }
}

@Suite struct SHA256Tests {
  /// The examples of FIPS 180-4, the empty message, and lengths around the end of a block.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (String(repeating: "a", count: 55), "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"),
    (String(repeating: "a", count: 64), "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"),
  ])
  func digestsAreThoseOfTheStandard(_ message: String, _ digest: String) {
    #expect(SHA256.digest(of: message.utf8).map { String(format: "%02x", $0) }.joined() == digest)
  }
}

@Suite("Text for terminals") struct TerminalTextTests {
  @Test func noControlCharacterOrTurnOfDirectionStays() {
    for scalar in (0..<0x11_0000).compactMap({ Unicode.Scalar($0) }) {
      let steers =
        scalar.properties.generalCategory == .control || (0x202A...0x202E).contains(scalar.value)
        || (0x2066...0x2069).contains(scalar.value) || scalar == "\u{2028}" || scalar == "\u{2029}"
      let text = "a" + String(scalar) + "b"
      #expect(TerminalText.escaped(text) == (steers ? "a\u{FFFD}b" : text))
    }
    #expect(TerminalText.escaped("a\r\nb") == "a\u{FFFD}\u{FFFD}b")
    #expect(TerminalText.lines("a\nb\u{1B}[1m\tc") == "a\nb\u{FFFD}[1m\u{FFFD}c")
  }
}
