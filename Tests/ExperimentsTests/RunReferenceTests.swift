import ExperimentFixtures
import Foundation
import TestSupport
import Testing

@testable import Experiments

/// What a person may call a run by.
@Suite struct RunReferenceTests {
  let fixture: IndexFixture

  init() throws {
    fixture = try IndexFixture()
    try fixture.add("aaaa1111")
    try fixture.add("aaaa2222", seed: 1)
    try fixture.add("bbbb1111", experiment: "rooms")
  }

  private func name(_ text: String) throws -> String {
    try RunReference(text).run(in: fixture.runs).url.lastPathComponent
  }

  private func message(_ text: String) -> String {
    errorText { _ = try RunReference(text).run(in: fixture.runs) }
  }

  @Test func aRunIsFoundByHowItsNameBegins() throws {
    #expect(try name("bb") == "bbbb1111")
    #expect(try name("aaaa2") == "aaaa2222")
    #expect(try name("scenes/aaaa1") == "aaaa1111")
  }

  @Test func aRunIsFoundByItsFolder() throws {
    #expect(try name(fixture.runs.path + "/scenes/aaaa2222") == "aaaa2222")
    #expect(try name(fixture.runs.path + "/scenes/aaaa2222/") == "aaaa2222")
    #expect(try name(fixture.runs.path + "/scenes/aaaa2") == "aaaa2222")
  }

  @Test func aWholeNameIsNotTakenForTheBeginningOfAnother() throws {
    try fixture.add("aaaa")
    #expect(try name("aaaa") == "aaaa")
  }

  @Test func whatBeginsSeveralNamesIsRefusedWithAll() {
    #expect(
      message("aaaa") == """
        `aaaa` should begin the name of one run in `\(fixture.runs.path)`. Found 2: scenes/aaaa1111, scenes/aaaa2222.
        """)
  }

  @Test func whatBeginsNoNameIsRefusedWithTheRunsThatThereAre() {
    #expect(
      message("aaab1111") == """
        `aaab1111` should be a run: how its name in `\(fixture.runs.path)` begins, its folder, or the folder of an experiment \
        that was compared. Found none among the 3 there: rooms/bbbb1111, scenes/aaaa1111, scenes/aaaa2222. Did you mean \
        `aaaa1111`?
        """)
    #expect(message("%").contains("Found none among the 3 there"))
    #expect(message("").contains("Found none among the 3 there"))
  }

  @Test func anExperimentIsFoundByItsNameItsFolderAndItsRuns() throws {
    for text in ["scenes", fixture.runs.path + "/scenes/", "scenes/aaaa1111", "aaaa1"] {
      #expect(try RunReference(text).experiment(in: fixture.runs).lastPathComponent == "scenes", "\(text)")
    }
  }
}
