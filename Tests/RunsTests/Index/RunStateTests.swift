import ExperimentFixtures
import Foundation
import TestSupport
import Testing

@testable import Runs

/// How far a run is, told from its folder.
@Suite struct RunStateTests {
  let fixture: IndexFixture

  init() throws { fixture = try IndexFixture() }

  private func states() throws -> [String] {
    let query = RunQuery(sort: ["cell"], columns: ["state"])
    return try RunIndex(of: fixture.runs).runs(query).rows.map { $0[0]?.short ?? "" }
  }

  @Test func aRunGoesThroughItsStates() throws {
    let folder = try fixture.plan("aaaa")
    #expect(try states() == ["not-started"])
    do {
      let lock = try folder.lock()
      #expect(try states() == ["running"])
      try folder.write(Data("{}".utf8), as: "environment.json")
      try folder.append(IndexFixture.record(1))
      #expect(try states() == ["running"])
      withExtendedLifetime(lock) {}
    }
    #expect(try states() == ["interrupted"])
    #expect(try fixture.cells(where: "epochs = 1 and steps = 10 and seconds = 1.5 and tasks ~ depth") == ["aaaa"])
    try fixture.age()
    _ = try states()
    // The lock alone tells, and no file changes.
    do {
      let lock = try folder.lock()
      try fixture.age()
      #expect(try states() == ["running"])
      withExtendedLifetime(lock) {}
    }
    #expect(try states() == ["interrupted"])
    try fixture.add("aaaa")
    #expect(try states() == ["done"])
  }

  @Test func aSearchsRecordTellsWhatItGaveUp() throws {
    let folder = try fixture.plan("aaaa")
    try folder.append(IndexFixture.record(1))
    try RunFolder(fixture.runs.appending(path: "scenes")).write(
      Data(#"{"cells": [{"cell": "aaaa", "pruned": {"epoch": 1}}, {"cell": "bbbb"}]}"#.utf8), as: "search.json")
    try fixture.plan("bbbb")
    #expect(try states() == ["pruned", "not-started"])
  }

  /// The worker of one cell is refused while another has it, and a killed one leaves it free.
  @Test func aKilledWorkersRunIsTakenAgain() throws {
    let folder = try fixture.plan("aaaa")
    let lock = folder.url.appending(path: "lock")
    try Data().write(to: lock)
    let worker = Process()
    worker.executableURL = URL(filePath: "/usr/bin/env")
    worker.arguments = ["flock", "--exclusive", "--no-fork", lock.path, "sleep", "60"]
    try worker.run()
    defer { kill(worker.processIdentifier, SIGKILL) }
    while !RunLock.isHeld(folder.url) && worker.isRunning { usleep(2000) }
    guard worker.isRunning else { return print("Skipped, since there is no `flock` here.") }
    #expect(try states() == ["running"])
    #expect(
      errorText { _ = try folder.lock() }.hasPrefix("The run folder `\(folder.url.path)` should be written by"))
    kill(worker.processIdentifier, SIGKILL)
    worker.waitUntilExit()
    #expect(try states() == ["not-started"])
    let taken = try folder.lock()
    #expect(try states() == ["running"])
    withExtendedLifetime(taken) {}
  }

  @Test func whatCannotBeReadIsNamedAndHidesNothing() throws {
    try fixture.add("aaaa")
    let newer = try fixture.plan("bbbb")
    try Data("{\"schema\":9}".utf8).write(to: newer.resultFile)
    let torn = try fixture.plan("cccc")
    try Data("{".utf8).write(to: torn.url.appending(path: "job.json"))
    #expect(try states() == ["done", "unreadable", "unreadable"])
    let query = RunQuery(filter: "state = unreadable", sort: ["cell"], columns: ["failure"])
    let reasons = try RunIndex(of: fixture.runs).runs(query).rows.map { $0[0]?.short }
    #expect(
      reasons == [
        "`\(newer.resultFile.path)` should have schema 2. Found schema 9, written by a newer version.",
        "Could not read `\(torn.url.path)/job.json`: it is not whole JSON.",
      ])
  }

  @Test func aResultOfTheFirstSchemaIsInTheIndex() throws {
    let folder = try fixture.add("aaaa")
    let text = try String(contentsOf: folder.resultFile, encoding: .utf8)
    let first = text.replacing("\"schema\" : 2", with: "\"schema\" : 1").replacing("\"epochs\" : 2,", with: "")
    #expect(first.contains("\"schema\" : 1") && !first.contains("epochs"))
    try Data(first.utf8).write(to: folder.resultFile)
    #expect(try fixture.cells(where: "epochs = 2 and best-seconds = 3") == ["aaaa"])
  }

  /// Somebody who only looks never turns a writer away.
  @Test func lookersLeaveWritersAlone() throws {
    let folder = try fixture.plan("aaaa")
    try folder.write(Data(), as: "lock")
    let stop = Date.now.addingTimeInterval(1)
    DispatchQueue.concurrentPerform(iterations: 3) { index in
      while Date.now < stop {
        if index > 0 {
          _ = RunLock.isHeld(folder.url)
        } else {
          do { _ = try folder.lock() } catch { Issue.record("\(error)") }
        }
      }
    }
  }
}
