import ExperimentFixtures
import Foundation
import Testing

@testable import Printing
@testable import Reports

/// What a reader sees before anything else.
@Suite struct FirstScreenTests {
  @Test(arguments: [
    (1.0 / 12, "1/12 of the time"), (0.5, "1/2 of the time"), (0.52, "1/2 of the time"), (0.4, "40 % of the time"),
    (0.64, "64 % of the time"), (0.97, "the same time"), (1.04, "the same time"), (1.42, "1.4 × the time"),
    (12.3, "12 × the time"), (1e-5, "1/100,000 of the time"), (.infinity, "unknown"), (0, "unknown"),
  ])
  func aShareIsInWords(ratio: Double, text: String) {
    #expect(SharingTile.share(ratio, of: "time") == text)
  }

  @Test func tilesSayWhatSharingSavesOrCosts() throws {
    let tiles = try SmallExperiment().comparison().tiles
    #expect(tiles.map(\.name) == ["Quality", "Training time", "Size"])
    #expect(tiles.map(\.value) == ["6.4 % better", "1/2 of the time", "1/2 of the parameters"])
    #expect(tiles.map(\.tone) == [.open, .good, .good])
    #expect(tiles[0].detail == "Δm of EW is −6.4 %, 95\u{202F}% interval [−14.7, 1.9], so it may be either")
    #expect(tiles[1].detail == "A run of EW takes 3.0 s, the 2 single-task trainings 6.0 s")
    #expect(tiles[2].detail == "100 in one network instead of 200 in 2")
  }

  @Test func aChangeForTheWorseIsNeverGood() throws {
    var experiment = SmallExperiment()
    experiment.methods.removeAll { $0.label == "EW" }
    let comparison = try experiment.comparison()
    let tile = try #require(comparison.tiles.first)
    #expect(tile.value == "3.0 % worse" && tile.tone == .open)
  }

  @Test func theFirstScreenComesBeforeFactsAndTables() throws {
    let page = try ReportFixture().comparison().html()
    let order = [
      "class=\"lead\"", "class=\"figure\"", "class=\"tiles\"", "class=\"contents\"", "<details class=\"background\">",
      "class=\"facts\"", "class=\"notes\"", "id=\"summary-title\"", "id=\"metrics-title\"", "id=\"ranks-title\"",
    ]
    let places = try order.map { try #require(page.range(of: $0)?.lowerBound, "\($0)") }
    #expect(places == places.sorted())
    // The number stands below the sentence, not in it.
    let lead = try #require(page.firstMatch(of: /<p class="lead">([^<]*)</)?.1)
    #expect(!lead.contains("Δm") && lead.hasSuffix("."))
  }

  @Test func theContentsNameEverySection() throws {
    let page = try ReportFixture().comparison().html()
    let links = page.matches(of: /<a href="#([^"]*)">([^<]*)<\/a>/)
    #expect(links.count > 4)
    for link in links { #expect(page.contains("<h2 id=\"\(link.1)\">\(link.2)</h2>")) }
  }

  @Test func whatIsFoldedIsOpenInPrint() {
    #expect(HTMLPage.style.contains("details:not([open])::details-content { content-visibility: visible"))
    #expect(HTMLPage.pageScript.contains("details.open = true"))
  }

  @Test func theNextCommandsStandOnThePage() throws {
    var experiment = SmallExperiment()
    experiment.folder = URL(filePath: "/data/my runs")
    let comparison = try experiment.comparison()
    let steps = try #require(comparison.nextSteps?.steps)
    let page = try comparison.html()
    for step in steps {
      #expect(
        page.contains("<dt>\(HTMLText.escaped(step.purpose))</dt><dd><code>\(HTMLText.escaped(step.command))</code>"))
    }
    #expect(!(try SmallExperiment().comparison().html()).contains("id=\"next-title\""), "runs that lie in no folder")
  }

  @Test func wideTablesBecomeBlocks() {
    let columns = (0..<10).map { ReportTable.Column(title: "c\($0)", group: $0 == 0 ? "" : $0 < 4 ? "a" : "b") }
    let row = columns.map { ReportTable.Cell(text: $0.title) }
    let table = ReportTable(title: "Wide", columns: columns, rows: [row])
    let widths = [20] + Array(repeating: 10, count: 9)
    #expect(table.blocks(widths, within: 110) == [Array(1...9)])
    #expect(table.blocks(widths, within: 80) == [[1, 2, 3], [4, 5, 6, 7, 8, 9]])
    #expect(table.blocks(widths, within: 60) == [[1, 2, 3, 4], [5, 6, 7, 8], [9]])
    #expect(table.blocks(widths, within: 1) == (1...9).map { [$0] })
    var named = table
    named.naming = 2
    #expect(named.blocks(widths, within: 70) == [[2, 3, 4, 5], [6, 7, 8, 9]])
    #expect(named.part([9]).columns.map(\.title) == ["c0", "c1", "c9"])
    let part = table.part([8, 9])
    #expect(part.columns.map(\.title) == ["c0", "c8", "c9"] && part.rows[0].map(\.text) == ["c0", "c8", "c9"])
  }

  @Test func noBlockOfAPageIsTooWideAndEachNamesItsRows() throws {
    let tall = try ReportFixture.attributes(20).comparison().metricsTable
    var many = ReportFixture()
    many.metrics += (0..<5).map {
      .init(task: "depth", name: "a longer metric \($0)", unit: "m", direction: .lowerIsBetter, single: 0.1)
    }
    for table in [tall, try many.comparison().metricsTable] {
      let blocks = table.pageBlocks
      #expect(blocks.count > 1)
      #expect(
        blocks.flatMap { $0.columns.dropFirst(table.naming).map(\.title) }
          == table.columns.dropFirst(table.naming).map(\.title))
      for block in blocks {
        #expect(zip(block.rows, table.rows).allSatisfy { $0[0].text == $1[0].text })
        let widths = block.columns.indices.map { column in block.rows.map { $0[column].text.count }.max() ?? 0 }
        #expect(widths.reduce(0, +) * 6 < ReportTable.pageWidth)
      }
    }
  }
}
