import ExperimentFixtures
import Foundation
import TestSupport
import Testing

@testable import Components
@testable import Configuration
@testable import Experiments
@testable import Runs

/// A run folder is written by who holds its lock, and nothing outside it is written through it.
@Suite struct RunFolderGuardTests {
  private let scratch: TemporaryFolder
  private let folder: RunFolder
  private let outside: URL

  init() throws {
    scratch = TemporaryFolder()
    folder = try RunFolder.create(at: scratch.url.appending(path: "runs/tiny/ab12"))
    outside = scratch.url.appending(path: "outside")
    try Data("mine".utf8).write(to: outside)
  }

  private func link(_ name: String) throws -> String {
    let link = folder.url.appending(path: name)
    try FileManager.default.createSymbolicLink(at: link, withDestinationURL: outside)
    return "Could not write `\(link.path)`: it is a symbolic link, which is not followed."
  }

  private var isUntouched: Bool { (try? String(contentsOf: outside, encoding: .utf8)) == "mine" }

  @Test func aLinkInPlaceOfTheLockIsNotFollowed() throws {
    let message = try link("lock")
    #expect(errorText { _ = try folder.lock() } == message)
    #expect(isUntouched && !RunLock.isHeld(folder.url))
  }

  @Test func aLinkInPlaceOfTheRecordsIsNotFollowed() throws {
    let message = try link("metrics.jsonl")
    #expect(errorText { try folder.append(IndexFixture.record(1)) } == message)
    #expect(isUntouched)
  }

  @Test func aLinkInPlaceOfTheEventsIsNotFollowed() throws {
    let message = try link("events.out.tfevents.1.host.1.equipoise")
    let events = EventFile(in: folder, ResolvedConfiguration(try ConfigurationDocument(yaml: "seed: 1").root))
    #expect(errorText { try events.match([]) } == message)
    #expect(isUntouched)
  }

  @Test func aLinkInPlaceOfTheCheckpointsIsNotFollowed() throws {
    let message = try link("checkpoints")
    let lock = try folder.lock()
    #expect(errorText { _ = try folder.checkpoints(holding: lock) } == message)
  }

  @Test func emptyingKeepsTheLockThatOthersWaitFor() throws {
    let lock = try folder.lock()
    for name in ["config.yaml", "result.json"] { try folder.write(Data("{}".utf8), as: name) }
    try FileManager.default.createDirectory(
      at: folder.url.appending(path: "checkpoints/last"), withIntermediateDirectories: true)
    try folder.empty(holding: lock)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["lock"])
    #expect(errorText { _ = try folder.lock() }.contains("Found it locked by process \(getpid())."))
    try lock.check()
  }

  @Test func aLockWhoseFileIsGoneHoldsNothing() throws {
    let lock = try folder.lock()
    try FileManager.default.removeItem(at: folder.url.appending(path: "lock"))
    #expect(
      errorText { try lock.check() }
        == "`\(folder.url.path)/lock` should be the lock of the process that writes the run, until its end. Found none."
    )
    let other = try folder.lock()
    try other.check()
    #expect(errorText { try lock.check() } != "no error")
    #expect(errorText { try folder.empty(holding: lock) } != "no error")
  }

  @Test func whatARunOwnsIsNoPlaceForOutput() throws {
    try folder.write(Data(), as: "config.yaml")
    try folder.write(Data(), as: "job.json")
    let short = scratch.url.appending(path: "short")
    try FileManager.default.createSymbolicLink(at: short, withDestinationURL: folder.url)
    for name in [
      "config.yaml", "job.json", "metrics.jsonl", "result.json", "lock", "environment.json", "events.out.tfevents.9",
      "checkpoints/best/model.safetensors", "checkpoints/own",
    ] {
      for place in [folder.url, short] {
        #expect(
          errorText { try RunFolder.check(output: place.appending(path: name)) }
            .hasPrefix("`--output` should be no file of a run."), "\(name)")
      }
    }
    for place in [folder.url.appending(path: "predictions.csv"), outside, scratch.url.appending(path: "config.yaml")] {
      try RunFolder.check(output: place)
    }
  }
}
