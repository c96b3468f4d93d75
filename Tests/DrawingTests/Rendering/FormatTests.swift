import Foundation
import TestSupport
import Testing
import Torch

@testable import Drawing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Drawings as text, DOT, SVG and HTML.
@Suite struct FormatTests {
  /// Names from outside with what has a meaning in some format.
  private static let odd = ["<b>&\"' \\", "two\nlines\u{1B}[31m", "\u{202E}", "a.b->c;}"]

  private func odd() throws -> Drawing {
    try DrawnNetworks.drawing(of: DrawnNetworks.hard(Self.odd), on: DrawnNetworks.vectors(Self.odd), depth: 1)
  }

  @Test func theTextIsATreeWithTotals() throws {
    let drawing = try DrawnNetworks.drawing(of: DrawnNetworks.hard(), on: DrawnNetworks.vectors(), depth: 1)
    let lines = drawing.text.split(separator: "\n").map { line in
      line.split(separator: " ").joined(separator: " ")
    }
    #expect(lines[0] == "test: 2 tasks")
    #expect(
      lines.dropFirst(2) == [
        "1 input input 5", "2 trunk 2 linear, 2 ReLU 4 64 both tasks 1", "heads", "3 a linear 4 → 1 1 5 a 2",
        "4 b linear 4 → 1 1 5 b 2", "5 a output 1 (a) 3", "6 b output 1 (b) 4",
        "74 parameters: 64 shared, 10 of single tasks",
        "62 multiply-adds a sample; 936 FLOP a training step on 3 samples",
      ])
  }

  @Test func dotParses() throws {
    for drawing in [
      try odd(), try DrawnNetworks.drawing(of: DrawnNetworks.attention(), on: DrawnNetworks.images()),
    ] {
      let graph = try DOTGraph(drawing.dot)
      #expect(graph.nodes.count == drawing.nodes.count)
      #expect(graph.edges.count == drawing.edges.count)
      #expect(graph.edges.allSatisfy { graph.nodes.contains($0.from) && graph.nodes.contains($0.to) })
      #expect(graph.edges.map(\.label) == drawing.edges.map { Drawing.sizes($0.shape) })
    }
  }

  @Test func theParserOfThisTestRefusesWhatIsNoGraph() {
    #expect(throws: (any Error).self) { try DOTGraph("digraph g {\n n0 [label=\"a\"b\"];\n}\n") }
    #expect(throws: (any Error).self) { try DOTGraph("digraph g {\n n0 -> ;\n}\n") }
  }

  @Test func picturesAreWellFormed() throws {
    for drawing in [
      try odd(), try DrawnNetworks.drawing(of: DrawnNetworks.attention(), on: DrawnNetworks.images()),
    ] {
      let parser = XMLParser(data: Data(drawing.svg.utf8))
      #expect(parser.parse(), "\(parser.parserError.map { "\($0)" } ?? "")")
    }
  }

  @Test func noNameBecomesMarkup() throws {
    let drawing = try odd()
    for text in [drawing.svg, drawing.html] {
      #expect(!text.contains("<b>") && !text.contains("\u{1B}") && !text.contains("\u{202E}"))
      #expect(text.contains("&lt;b&gt;&amp;"))
    }
    #expect(!drawing.text.contains("\u{1B}"))
  }

  @Test func longNamesAreCut() throws {
    let tasks = [String(repeating: "long", count: 300), "b"]
    let drawing = try DrawnNetworks.drawing(of: DrawnNetworks.hard(tasks), on: DrawnNetworks.vectors(tasks))
    for text in [drawing.svg, drawing.dot, drawing.text] {
      #expect(!text.contains(String(repeating: "long", count: 20)) && text.contains("longlong"))
    }
  }

  @Test func aPageHoldsThePictureTheColoursAndEachLayer() throws {
    let drawing = try DrawnNetworks.drawing(of: DrawnNetworks.attention(), on: DrawnNetworks.images())
    let page = drawing.html
    #expect(page.contains("<svg") && page.contains("moved by both tasks") && page.contains(Drawing.explanation))
    for node in drawing.nodes where node.kind == .layer { #expect(page.contains(">\(node.name)")) }
    #expect(!page.contains("http://") || page.components(separatedBy: "http").count == 2)
  }

  @Test func jsonIsReadAgain() throws {
    let drawing = try DrawnNetworks.drawing(of: DrawnNetworks.hard(), on: DrawnNetworks.vectors())
    let again = try JSONDecoder().decode(Drawing.self, from: Data(drawing.json().utf8))
    #expect(again.nodes == drawing.nodes && again.edges == drawing.edges)
  }
}

/// A graph in the part of Graphviz's language that drawings use.
struct DOTGraph {
  struct Mistake: Error {
    let line: String
  }

  var nodes: Set<String> = []
  var edges: [(from: String, to: String, label: String)] = []

  init(_ text: String) throws {
    let lines = text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    guard lines.first?.hasPrefix("digraph ") == true, lines.last == "}" else { throw Mistake(line: lines.first ?? "") }
    let word = #/[A-Za-z0-9_]+/#
    let attributes = #/\[(?:\w+=(?:"(?:[^"\\]|\\.)*"|\w+)(?:, )?)+\]/#
    for line in lines.dropFirst().dropLast() {
      var rest = Substring(line)
      func take(_ pattern: some RegexComponent) throws -> Substring {
        guard let match = rest.prefixMatch(of: pattern) else { throw Mistake(line: line) }
        rest = rest[match.range.upperBound...]
        return line[match.range]
      }
      let name = String(try take(word))
      var target: String?
      if rest.hasPrefix(" -> ") {
        rest = rest.dropFirst(4)
        target = String(try take(word))
      }
      _ = try take(#/ /#)
      let values = try take(attributes)
      guard rest == ";" else { throw Mistake(line: line) }
      let label = values.firstMatch(of: #/label="((?:[^"\\]|\\.)*)"/#).map { String($0.1) } ?? ""
      if let target {
        edges.append((name, target, label))
      } else if !["graph", "node", "edge"].contains(name) {
        nodes.insert(name)
      }
    }
  }
}
