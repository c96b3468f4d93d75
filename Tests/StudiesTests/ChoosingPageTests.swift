import Foundation
import TestSupport
import Testing

/// docs/choosing.md, which says what to try first.
@Suite struct ChoosingPageTests {
  private let docs = packageFolder.appending(path: "docs")

  private func text(_ path: String) throws -> String {
    try String(contentsOf: docs.appending(path: path), encoding: .utf8)
  }

  private func matches(_ pattern: String, in text: String) throws -> [String] {
    let expression = try NSRegularExpression(pattern: pattern)
    return expression.matches(in: text, range: NSRange(text.startIndex..., in: text)).map {
      String(text[Range($0.range(at: 1), in: text)!])
    }
  }

  /// Each interval stands, with its estimate, on the page of a study to which the page links.
  @Test func figuresAreThoseOfTheStudies() throws {
    let page = try text("choosing.md")
    let links = Set(try matches(#"\((studies/[a-z-]+/report\.md)\)"#, in: page))
    let studies = try links.sorted().map(text)
    let figures = try matches(#"([+−]?\d[\d.]*(?: points(?: of [a-zΔ]+)?)? \[[+−\d][^\]]*\])"#, in: page)
    #expect(figures.count > 20 && links.count > 3)
    for figure in figures {
      let parts = figure.split(separator: "[")
      let (estimate, interval) = (parts[0].split(separator: " ")[0], "[" + parts[1])
      let rows = studies.flatMap { $0.split(separator: "\n") }.filter { $0.contains(interval) }
      #expect(rows.contains { $0.contains(estimate) }, "\(figure)")
    }
  }

  @Test func linksLead() throws {
    for link in try matches(#"\]\(([^)#]+)\)"#, in: text("choosing.md")) {
      #expect(FileManager.default.fileExists(atPath: docs.appending(path: link).path), "\(link)")
    }
  }
}
