import Printing
import Testing

@testable import Reports

@Suite struct LinesPlotTests {
  private func drawn(_ panels: [(title: String, lines: [Plot.Line])]) -> Plot? {
    Plot.lines(id: "lines", title: "Lines", caption: "Lines.", x: "dose", y: "answer", panels: panels)
  }

  @Test func linesOfOneLabelHaveOneColourInAllPanels() throws {
    let lines = [Plot.Line("a", [(0, 1), (1, 2)]), Plot.Line("b", [(0, 3)]), Plot.Line("a", [(0, 4)])]
    let plot = try #require(drawn([("one", [lines[0]]), ("two", [lines[1], lines[2]])]))
    #expect(plot.legend == [.init(label: "a", colour: 0), .init(label: "b", colour: 1)])
    #expect(plot.panels.map(\.title) == ["one", "two"] && plot.panels[1].description == "answer over dose: b, a.")
  }

  @Test func pointsThatAreNotFiniteAreLeftOut() throws {
    let line = Plot.Line("a", [(0, .nan), (1, .infinity), (2, 5)])
    let plot = try #require(drawn([("", [line]), ("none", [])]))
    #expect(plot.panels.count == 1)
    let text = plot.panels[0].spec.text
    #expect(text.contains("\"y\":5") && !text.contains("\"x\":0") && !text.contains("\"x\":1"))
    #expect(drawn([("none", [Plot.Line("a", [(.nan, 1)])])]) == nil)
  }
}
