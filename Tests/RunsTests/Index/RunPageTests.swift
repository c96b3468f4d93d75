import ExperimentFixtures
import Foundation
import Testing

@testable import Runs

/// One run on a page, and two next to each other.
@Suite struct RunPageTests {
  let fixture: IndexFixture

  init() throws { fixture = try IndexFixture() }

  @Test func aPageHasConfigurationFiguresAndCurves() throws {
    let folder = try fixture.add("aaaa", seed: 2, error: 0.4)
    let text = RunPage(folder).text
    #expect(text.hasPrefix("UW-SO · seed 2 · final · done\n\(folder.url.path)\n"))
    #expect(text.contains("\n    temperature: 3"))
    #expect(text.contains("cost\n  2 epochs, 20 updates, 14.5 s\n  kept: epoch 2, after 20 updates and 3 s"))
    #expect(text.contains("\n  test.depth.absolute-error        0.4  m  ↓\n"))
    #expect(text.contains("\n  train.depth.loss    █▁  1 → 0.5\n  train.normals.loss  ▁▁  0.5 → 0.5"))
  }

  @Test func aPageForProgramsHasOrigins() throws {
    let page = try RunPage(fixture.add("aaaa")).json()
    let object = try #require(JSONSerialization.jsonObject(with: Data(page.utf8)) as? [String: Any])
    let settings = try #require(object["configuration"] as? [String: [String: Any]])
    #expect(settings["balancing.temperature"]?["value"] as? Double == 3)
    #expect((settings["balancing.temperature"]?["origin"] as? String)?.hasPrefix("experiment.yaml:1") == true)
    #expect(object["state"] as? String == "done")
  }

  @Test func aPageOfWhatCannotBeReadSaysWhy() throws {
    let folder = try fixture.plan("aaaa")
    try Data("{".utf8).write(to: folder.resultFile)
    #expect(RunPage(folder).text.contains("Could not read `\(folder.resultFile.path)`: it is not whole JSON."))
  }

  @Test func aCurveFitsItsBlocks() {
    #expect(RunCurve.curve([0, 1, 2, 3, 4, 5, 6, 7]) == "▁▂▃▄▅▆▇█")
    #expect(RunCurve.curve([1, nil, 1]) == "▁ ▁")
    #expect(RunCurve.curve([.nan, 2, 1]) == " █▁")
    #expect(RunCurve.curve((0..<400).map { Double($0) }).count == 40)
  }

  @Test func twoRunsDifferInFewThings() throws {
    let first = try fixture.add("aaaa", seed: 0, error: 0.4)
    let second = try fixture.add("bbbb", method: "ew", seed: 1, error: 0.5)
    let difference = RunDifference(first, second)
    #expect(
      difference.settings == [
        .init(name: "seed", first: .number(0), second: .number(1)),
        .init(name: "balancing.method", first: .text("uw-so"), second: .text("ew")),
      ])
    let error = try #require(difference.figures.first { $0.name == "test.depth.absolute-error" })
    #expect(error.first == 0.4 && error.second == 0.5 && error.better == "first")
    #expect(difference.text.contains("test.depth.absolute-error"))
    #expect(difference.text.contains("+0.1"))
    #expect(try difference.json().contains("\"better\" : \"first\""))
    #expect(RunDifference(first, first).text.contains("Both have the same configuration."))
  }
}
