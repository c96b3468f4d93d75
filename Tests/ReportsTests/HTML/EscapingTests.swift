import ExperimentFixtures
import Foundation
import TestSupport
import Testing

@testable import Printing
@testable import Reports

/// Names come from users' files: none of them may act.
@Suite struct EscapingTests {
  static let hostile = "a</script><img src=x onerror=alert(1)>|\"'&$%_#{}~^\\ [b](http://x) \u{2028}"

  func comparison() throws -> Comparison {
    var fixture = ReportFixture()
    fixture.epochs = 3
    fixture.tasks = [Self.hostile, "depth", "normals"]
    for index in fixture.metrics.indices where fixture.metrics[index].task == "segmentation" {
      fixture.metrics[index].task = Self.hostile
      fixture.metrics[index].name = "=m" + Self.hostile
    }
    fixture.methods[0].label = "[*" + Self.hostile
    fixture.methods[0].hyperparameters = [Self.hostile: Self.hostile]
    fixture.context = ReportContext(
      experiment: Self.hostile, dataset: Self.hostile, network: Self.hostile, machine: Self.hostile, date: Self.hostile,
      versions: [.init(Self.hostile, Self.hostile)], command: "`x` " + Self.hostile, notes: [Self.hostile])
    return try fixture.comparison()
  }

  @Test func html() throws {
    let scratch = TemporaryFolder()
    let bundle = scratch.url.appending(path: "vega.js")
    try Data("window.vegaEmbed = 0; '</script><!--'".utf8).write(to: bundle)
    let page = try comparison().html(vegaBundle: bundle)
    #expect(!page.contains("<img"))
    #expect(page.components(separatedBy: "</script>").count == 1 + page.components(separatedBy: "<script").count - 1)
    #expect(page.contains(#"'<\/script><\!--'"#))
    #expect(!page.contains("\u{2028}\",") && !page.contains("<!--"))
    #expect(
      page.contains("a&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;|&quot;&#39;&amp;$%_#{}~^\\ [b](http://x)"))
  }

  @Test func theEmbeddedDataIsWholeJSON() throws {
    let specs = JSONTree.array(Plot.all(of: try comparison()).flatMap(\.panels).map(\.spec)).scriptText
    #expect(!specs.contains("<") && !specs.contains("\u{2028}"))
    let parsed = try JSONSerialization.jsonObject(with: Data(specs.utf8)) as? [[String: Any]]
    #expect((parsed?.count ?? 0) > 8)
  }

  @Test func markdown() throws {
    let markdown = try comparison().markdown()
    #expect(markdown.contains("`` `x` a</script>"))
    let text = markdown.split(separator: "\n").filter { !$0.contains("``") }.joined(separator: "\n")
    #expect(!text.contains("<img"))
    #expect(!text.contains("](http"))
    #expect(text.contains(##"a&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;\|"'&amp;$%\_\#{}\~^\\ "##))
  }

  @Test func latex() throws {
    let text = try comparison().latex()
    #expect(
      text.contains(
        ##"a\textless{}/script\textgreater{}\textless{}img src=x onerror=alert(1)\textgreater{}|"'\&\$\%\_\#\{\}\textasciitilde{}\textasciicircum{}\textbackslash{} [b](http://x)"##
      ))
    #expect(text.contains("\n    {}[*a"))
  }

  @Test func csv() throws {
    let text = try comparison().csv()
    #expect(text.contains(#""a</script><img src=x onerror=alert(1)>|""'&$%_#{}~^\ [b](http://x) "#))
  }

  @Test func controlCharactersStayOutOfTheTerminal() throws {
    var fixture = ReportFixture()
    fixture.methods[0].label = "EW\u{1B}[2J\nx"
    let text = try fixture.comparison().terminal()
    #expect(!text.contains("\u{1B}"))
    #expect(text.contains("EW�[2J�x"))
  }
}
