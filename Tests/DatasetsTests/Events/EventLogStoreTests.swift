import Foundation
import TestSupport
import Testing

@testable import Datasets

/// Event logs that are kept.
@Suite("Stores of event logs") struct EventLogStoreTests {
  private let folder = TemporaryFolder()
  private var cache: URL { folder.url.appending(path: "cache") }

  private static let rows =
    "case_id,activity,resource,timestamp\n"
    + (0..<30).map {
      "c\($0 % 9),\(["in", "work", "out"][$0 % 3]),r\($0 % 4),2024-01-\(10 + $0 % 20) 0\($0 % 10):15:00\($0 % 2 == 0 ? "+02:00" : "Z")\n"
    }.joined() + "NA,in,r1,2023-12-31 23:59:59.25Z\n"

  private var stores: [URL] {
    ((try? FileManager.default.contentsOfDirectory(at: cache, includingPropertiesForKeys: nil)) ?? [])
      .filter { $0.lastPathComponent.hasPrefix("log-") }
  }

  private func log(_ file: URL, missing: Set<String> = ["NA"], cached: Bool = true) throws -> EventLog {
    try EventLog(file, missingCases: missing, cache: cached ? cache : nil)
  }

  private func same(_ a: EventLog, _ b: EventLog) throws -> Bool {
    guard a.cases == b.cases, Array(a.times) == Array(b.times), Array(a.caseNumbers) == Array(b.caseNumbers),
      Array(a.activities) == Array(b.activities), Array(a.resources) == Array(b.resources),
      a.caselessCount == b.caselessCount
    else { return false }
    let sources = try [a, b].map { try DataSource.eventLog($0, .clean, seed: 5) }
    guard sources[0].fingerprint == sources[1].fingerprint else { return false }
    let batches = try sources.map { try $0.train.batch(Array(0..<$0.train.count)) }
    return batches[0].inputs.sole.floats == batches[1].inputs.sole.floats
      && batches[0].targets["remaining-time"]!.floats == batches[1].targets["remaining-time"]!.floats
  }

  @Test func aLogIsTheSameFromMemoryFirstAndAgain() throws {
    let file = folder.write(Self.rows, "log.csv"), memory = try log(file, cached: false)
    #expect(memory.count == 31 && memory.caselessCount == 1 && memory.times[30].offset == 0)
    #expect(try same(memory, log(file)) && same(memory, log(file)))
    #expect(stores.count == 1)
  }

  @Test func aLogIsFoundByContentAndByWhatShapesIt() throws {
    let file = folder.write(Self.rows, "log.csv")
    let first = try log(file)
    #expect(try same(first, log(folder.write(Self.rows, "moved.csv"))) && stores.count == 1)
    _ = try log(file, missing: [""])
    #expect(stores.count == 2)
    _ = try log(folder.write(Self.rows.replacingOccurrences(of: "r3", with: "r2"), "log.csv"))
    #expect(stores.count == 3)
  }

  /// One store serves all seeds, so that a comparison's runs read the log once.
  @Test func theStoreDoesNotDependOnTheSeed() throws {
    let file = folder.write(Self.rows, "log.csv")
    for seed in 0..<3 { _ = try DataSource.eventLog(log(file), .clean, seed: UInt64(seed)) }
    #expect(stores.count == 1)
  }

  @Test func aKeptLogNamesTimesWithAndWithoutZones() throws {
    let file = folder.write(
      "case_id,activity,resource,timestamp\na,x,r,2024-01-01 00:00Z\na,x,r,2024-01-01 00:00\n", "log.csv")
    let texts = try (0..<2).map { _ in
      let log = try log(file)
      return errorText { try log.checkZones() }
    }
    #expect(texts[0].contains("Found one in line 2 and none in line 3.") && texts[0] == texts[1])
  }

  @Test func whatIsNotWholeIsReadAgain() throws {
    let file = folder.write(Self.rows, "log.csv"), first = try log(file)
    let events = stores[0].appending(path: "events.npy"), whole = try Data(contentsOf: events)
    // Cut off; a place that stands for no activity; no file.
    var wrong = whole
    wrong[whole.count - 31 * 5 * 8] = 99
    for damaged in [whole.dropLast(8), wrong, nil] {
      try FileManager.default.removeItem(at: events)
      if let damaged { try damaged.write(to: events) }
      #expect(try same(first, log(file)))
      #expect(try Data(contentsOf: events) == whole)
    }
  }
}
