import ExperimentFixtures
import Foundation
import GRDB
import Testing

@testable import Runs

/// The folders are the truth: the index shows what they hold, even if the file is damaged or they change.
@Suite struct RunIndexFileTests {
  let fixture: IndexFixture
  private var file: URL { fixture.runs.appending(path: "index.sqlite") }

  init() throws {
    fixture = try IndexFixture()
    for seed in 0..<3 { try fixture.add("aaaa\(seed)", seed: seed) }
  }

  private func notes() throws -> [String] {
    var notes: [String] = []
    let index = try RunIndex(of: fixture.runs) { notes.append($0) }
    #expect(try index.count() == 3)
    return notes
  }

  @Test func aDeletedIndexIsMadeAgain() throws {
    #expect(try notes() == ["`\(file.path)` was made from 3 runs."])
    #expect(try notes().isEmpty)
    try FileManager.default.removeItem(at: file)
    #expect(try notes() == ["`\(file.path)` was made from 3 runs."])
  }

  @Test func whatIsNoDatabaseIsMadeAnew() throws {
    try Data("<html>not found</html>".utf8).write(to: file)
    #expect(try notes() == ["`\(file.path)` was damaged (file is not a database). It was made again from 3 runs."])
    #expect(try notes().isEmpty)
  }

  /// Zeros over every page in turn, and files cut before it.
  @Test func aDamagedIndexIsMended() throws {
    _ = try notes()
    let whole = try Data(contentsOf: file)
    #expect(whole.count >= 8192)
    var mended = 0
    for start in stride(from: 0, to: whole.count, by: 4096) {
      for damaged in [whole.prefix(start), whole.prefix(start) + Data(count: 4096) + whole.dropFirst(start + 4096)] {
        for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file.path + suffix) }
        try damaged.write(to: file)
        mended += try notes().isEmpty ? 0 : 1
        #expect(try fixture.cells(where: "temperature = 3", sort: ["seed"]) == ["aaaa0", "aaaa1", "aaaa2"])
      }
    }
    #expect(mended > 4)
  }

  @Test func anotherSchemaIsMadeAnew() throws {
    do {
      let database = try DatabaseQueue(path: file.path)
      try database.write { try $0.execute(sql: "CREATE TABLE run (a); PRAGMA user_version = 7") }
    }
    #expect(
      try notes() == ["`\(file.path)` had schema 7, where this version has 2. It was made again from 3 runs."])
  }

  @Test func aPlaceThatTakesNoIndexIsRead() throws {
    try FileManager.default.createDirectory(at: file, withIntermediateDirectories: true)
    #expect(try notes().isEmpty)
    #expect(try fixture.cells(where: "seed = 2") == ["aaaa2"])
  }

  @Test func rebuildingReadsEverythingAgain() throws {
    _ = try notes()
    do {
      let database = try DatabaseQueue(path: file.path)
      try database.write { try $0.execute(sql: "UPDATE run SET seed = 99, stamp = stamp || ''") }
    }
    var notes: [String] = []
    _ = try RunIndex(of: fixture.runs, rebuilding: true) { notes.append($0) }
    #expect(notes.isEmpty)
    #expect(try fixture.cells(where: "seed < 9").count == 3)
  }

  @Test func foldersThatChangeAreReadAgain() throws {
    try fixture.age()
    _ = try notes()
    try fixture.add("aaaa1", method: "ew", seed: 1)
    try fixture.add("bbbb1", seed: 7)
    try FileManager.default.removeItem(at: fixture.runs.appending(path: "scenes/aaaa0"))
    #expect(try fixture.cells(sort: ["cell"]) == ["aaaa1", "aaaa2", "bbbb1"])
    #expect(try fixture.cells(where: "method = ew") == ["aaaa1"])
  }

  /// What has not changed is not read: the index still says what it said.
  @Test func foldersThatDoNotChangeAreNotRead() throws {
    try fixture.age()
    _ = try notes()
    do {
      let database = try DatabaseQueue(path: file.path)
      try database.write { try $0.execute(sql: "UPDATE run SET label = 'kept'") }
    }
    #expect(try fixture.cells(where: "label = kept").count == 3)
  }

  /// A change within the clock's resolution leaves the times as they were.
  @Test func aFolderThatHasJustChangedIsReadAgain() throws {
    _ = try notes()
    let folder = RunFolder(fixture.runs.appending(path: "scenes/aaaa0"))
    let date = try FileManager.default.attributesOfItem(atPath: folder.url.path)[.modificationDate] as? Date
    var result = try folder.result()
    result.label = "XX-XX"
    try folder.finish(result)
    for url in [folder.url, folder.resultFile] {
      try FileManager.default.setAttributes([.modificationDate: try #require(date)], ofItemAtPath: url.path)
    }
    #expect(try fixture.cells(where: "label = xx-xx") == ["aaaa0"])
  }

  @Test func manyAtOnceAgree() throws {
    let (runs, file) = (fixture.runs, file)
    DispatchQueue.concurrentPerform(iterations: 8) { index in
      do {
        if index % 4 == 1 { try? Data("no database".utf8).write(to: file) }
        #expect(try RunIndex(of: runs).count() == 3)
      } catch {
        Issue.record("\(error)")
      }
    }
    #expect(try fixture.cells().count == 3)
  }

  @Test func anIndexThatAnotherProcessKeepsIsReadFromMemory() throws {
    _ = try notes()
    let other = try DatabaseQueue(path: file.path)
    try other.writeWithoutTransaction { database in
      try database.execute(sql: "BEGIN EXCLUSIVE")
      try fixture.add("bbbb0", seed: 5)
      let start = ContinuousClock.now
      let index = try RunIndex(of: fixture.runs)
      #expect(start.duration(to: .now) < .seconds(10))
      #expect(index.refusal == "database is locked")
      #expect(try index.count() == 4)
      try database.execute(sql: "COMMIT")
    }
    #expect(try RunIndex(of: fixture.runs).refusal == nil)
  }

  @Test func aTriggerOfSomebodyElseIsNoPartOfAnIndex() throws {
    _ = try notes()
    do {
      let database = try DatabaseQueue(path: file.path)
      try database.write {
        try $0.execute(
          sql: "CREATE TRIGGER foreign_one AFTER INSERT ON run BEGIN INSERT INTO nowhere VALUES (1); END")
      }
    }
    #expect(
      try notes() == [
        "`\(file.path)` had `foreign_one`, which is not part of it. It was made again from 3 runs."
      ])
    #expect(try notes().isEmpty)
  }

  @Test func aRefusedPlaceIsNoIndex() throws {
    try FileManager.default.createDirectory(at: file, withIntermediateDirectories: true)
    #expect(try RunIndex(of: fixture.runs, rebuilding: true).refusal != nil)
  }

  /// What SQLite refuses is the question's fault, and the index stays.
  @Test func aQuestionThatSQLiteRefusesIsNoDamage() throws {
    _ = try notes()
    var notes: [String] = []
    let index = try RunIndex(of: fixture.runs) { notes.append($0) }
    let columns = [String](repeating: "seed", count: 3000)
    #expect { try index.runs(RunQuery(columns: columns)) } throws: {
      "\($0)" == "The index cannot answer: too many columns in result set."
    }
    #expect(notes.isEmpty)
  }

  @Test func aConditionOfManyPartsIsAnsweredAndOneOfTooManyRefused() throws {
    _ = try notes()
    func condition(_ count: Int) -> String {
      (0..<count).map { "seed = \($0 % 2)" }.joined(separator: " or ")
    }
    #expect(try fixture.cells(where: condition(500)).count == 2)
    #expect(try fixture.cells(where: "seed in (\((0..<500).map { "\($0)" }.joined(separator: ", ")))").count == 3)
    for text in [condition(501), "seed in (\((0..<501).map { "\($0)" }.joined(separator: ", ")))"] {
      #expect { try fixture.cells(where: text) } throws: {
        "\($0)" == "`--where` should have at most 500 comparisons. Found more."
      }
    }
  }
}
