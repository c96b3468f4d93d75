import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Datasets

/// Samples that are read once, checked, and kept in mapped files.
@Suite struct SampleStoreTests {
  private let folder = TemporaryFolder()
  private var cache: URL { folder.url.appending(path: "cache") }

  /// Reads a number from a text file, and counts how often.
  private final class NumberReader: SampleReader {
    let files: [[String]]
    let settings: String
    let reads = Mutex(0)

    init(_ files: [URL], settings: String = "") {
      self.files = files.map { [$0.path] }
      self.settings = settings
    }

    var fields: [SampleField] { [SampleField("image", .uint8, [2]), SampleField("value", .float32, [])] }

    func read(_ index: Int, into targets: [UnsafeMutableRawBufferPointer]) throws {
      reads.withLock { $0 += 1 }
      let path = files[index][0]
      guard let number = Float((try? String(contentsOfFile: path, encoding: .utf8)) ?? "") else {
        throw DatasetError("`\(path)` should be a number.")
      }
      targets[0].copyBytes(from: [UInt8(number), UInt8(number) + 1])
      targets[1].bindMemory(to: Float.self)[0] = number
    }
  }

  private func files(_ texts: [String]) -> [URL] {
    texts.enumerated().map { folder.write($1, "\($0).txt") }
  }

  private func store(
    _ reader: NumberReader, keepsValues: Bool = true, limit: Int = 0, workers: Int? = nil
  ) throws -> SampleStore {
    try SampleStore(reader, in: cache, keepsValues: keepsValues, limit: limit, workers: workers)
  }

  @Test func valuesAreThoseThatWereRead() throws {
    let reader = NumberReader(files(["3", "1", "4", "1", "5"]))
    let store = try store(reader)
    #expect(try store.field("value").gather([4, 0, 2]).floats == [5, 3, 4])
    #expect(try store.field("image").gather([1]).floats == [1 / 255, 2 / 255])
    #expect(store.manifest.damaged == [])
  }

  @Test func aSecondOpeningReadsNothing() throws {
    let files = files(["3", "1", "4"])
    let fingerprint = try store(NumberReader(files)).manifest.fingerprint
    let again = NumberReader(files)
    #expect(try store(again).manifest.fingerprint == fingerprint)
    #expect(again.reads.withLock { $0 } == 0)
  }

  @Test func aChangedFileIsReadAnew() throws {
    let files = files(["3", "1"])
    let before = try store(NumberReader(files))
    _ = folder.write("7.5", "1.txt")
    let after = NumberReader(files)
    let store = try store(after)
    #expect(after.reads.withLock { $0 } == 2)
    #expect(try store.field("value").gather([1]).floats == [7.5])
    #expect(store.manifest.fingerprint != before.manifest.fingerprint)
  }

  @Test func otherSettingsMakeAnotherStore() throws {
    let files = files(["3"])
    _ = try store(NumberReader(files, settings: "a"))
    let other = NumberReader(files, settings: "b")
    _ = try store(other)
    #expect(other.reads.withLock { $0 } == 1)
  }

  @Test func aStoreThatIsNotWholeIsMadeAnew() throws {
    let files = files(["3", "1"])
    let damaged = try store(NumberReader(files)).folder
    try Data("short".utf8).write(to: damaged.appending(path: "value.npy"))
    let reader = NumberReader(files)
    #expect(try store(reader).field("value").gather([0]).floats == [3])
    #expect(reader.reads.withLock { $0 } == 2)
    try FileManager.default.removeItem(at: damaged.appending(path: "manifest.json"))
    _ = try store(reader)
    #expect(reader.reads.withLock { $0 } == 4)
  }

  /// A file that was cut off between its check and its use.
  @Test func aFieldThatIsCutOffIsNamed() throws {
    let store = try store(NumberReader(files(["3", "1"]))), file = store.folder.appending(path: "value.npy")
    try Data(contentsOf: file).dropLast(4).write(to: file)
    let text = errorText { _ = try store.field("value") }
    #expect(text.hasPrefix("`\(file.path)` should hold 2 samples of []."), "\(text)")
  }

  /// The next process that makes a store removes what killed ones left, but nothing of those that work.
  @Test func draftsOfKilledProcessesAreRemoved() throws {
    let gone = try Self.endedProcess(), living = getppid()
    func draft(_ name: String) throws -> URL {
      let draft = cache.appending(path: name)
      try FileManager.default.createDirectory(at: draft, withIntermediateDirectories: true)
      try Data("values".utf8).write(to: draft.appending(path: "image.npy"))
      return draft
    }
    let left = try draft(".aa.\(gone).draft"), working = try draft(".aa.\(living).draft")
    let elsewhere = try draft(".bb.\(gone).draft"), unlocked = try draft(".cc.\(gone).draft")
    let other = try draft(".aa.draft")
    _ = FileLock(cache.appending(path: ".aa.lock"))
    let held = FileLock(cache.appending(path: ".bb.lock"))
    _ = try store(NumberReader(files(["3"])))
    #expect(!FileManager.default.fileExists(atPath: left.path))
    for draft in [working, elsewhere, unlocked, other] {
      #expect(FileManager.default.fileExists(atPath: draft.path), "\(draft.lastPathComponent)")
    }
    held.release()
  }

  /// The number of a process that is no more.
  private static func endedProcess() throws -> pid_t {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["true"]
    try process.run()
    process.waitUntilExit()
    return process.processIdentifier
  }

  @Test func theFingerprintIsOfTheValues() throws {
    let first = try store(NumberReader(files(["3", "1"]))).manifest.fingerprint
    // The same values in a file of another name, size and time, and in another store.
    let others = [folder.write("3.0", "x.txt"), folder.write("1", "y.txt")]
    #expect(try store(NumberReader(others)).manifest.fingerprint == first)
    #expect(try store(NumberReader(files(["1", "3"]))).manifest.fingerprint != first)
  }

  @Test func damagedSamplesStopAtTheLimitAndAreNamed() throws {
    let files = files(["3", "x", "4", "y"])
    let text = errorText { _ = try store(NumberReader(files), limit: 1, workers: 1) }
    #expect(
      text == """
        The data should have at most 1 damaged samples (`damaged-limit`). Found 2:
          `\(files[1].path)` should be a number.
          `\(files[3].path)` should be a number.
        """)
    // Nothing is kept of a store that was not finished.
    #expect(try store(NumberReader(files), limit: 2).manifest.damaged.map(\.sample) == [1, 3])
    // A store with more than is permitted now is refused with all that is known.
    #expect(errorText { _ = try store(NumberReader(files), limit: 1) } == text)
  }

  @Test func theLimitIsForAllSplitsTogether() throws {
    let train = files(["x", "y", "1", "z"]), test = folder.write("w", "test.txt")
    let reading = FileReading(cache: cache, damagedLimit: 3)
    let damaged = try StoredSamples(NumberReader(train), reading).damaged
    let text = errorText { _ = try StoredSamples(NumberReader([test]), reading, damagedBefore: damaged) }
    #expect(
      text == """
        The data should have at most 3 damaged samples (`damaged-limit`). Found 4:
          `\(train[0].path)` should be a number.
          `\(train[1].path)` should be a number.
          `\(train[3].path)` should be a number.
          `\(test.path)` should be a number.
        """)
  }

  @Test func theFirstDamagedSampleStopsByDefault() throws {
    let reader = NumberReader(files(["x"] + Array(repeating: "1", count: 50)))
    let text = errorText { _ = try store(reader, workers: 1) }
    #expect(text.contains("Found 1 before reading stopped:"), "\(text)")
    #expect(reader.reads.withLock { $0 } == 1)
  }

  @Test func readersAtTheSameTimeReadOnce() throws {
    let files = files((0..<40).map(String.init))
    let readers = (0..<4).map { _ in NumberReader(files) }
    let cache = cache
    DispatchQueue.concurrentPerform(iterations: readers.count) { number in
      _ = try? SampleStore(readers[number], in: cache, keepsValues: true, limit: 0, workers: 2)
    }
    #expect(readers.map { $0.reads.withLock { $0 } }.reduce(0, +) == 40)
    let names = try FileManager.default.contentsOfDirectory(atPath: cache.path)
    #expect(names.filter { !$0.hasSuffix(".lock") }.count == 1)
  }

  /// Two trees of one data set may have the same names, sizes and times.
  @Test func filesThatLieElsewhereAreOthers() throws {
    let files = ["a", "b"].map { tree in
      let place = folder.url.appending(path: "\(tree)/rooms")
      try? FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      let file = place.appending(path: "0.txt")
      try? Data((tree == "a" ? "3" : "7").utf8).write(to: file)
      let attributes = [FileAttributeKey.modificationDate: Date(timeIntervalSince1970: 1e9)]
      try? FileManager.default.setAttributes(attributes, ofItemAtPath: file.path)
      return file
    }
    let stores = try files.map { try store(NumberReader([$0])) }
    #expect(stores[0].manifest.fingerprint != stores[1].manifest.fingerprint)
  }

  @Test func whatIsDirectKeepsNoValues() throws {
    let store = try store(NumberReader(files(["3", "1"])), keepsValues: false)
    #expect(try FileManager.default.contentsOfDirectory(atPath: store.folder.path) == ["manifest.json"])
  }

  @Test func aCacheThatCannotBeMadeIsNamed() throws {
    let blocked = folder.write("", "file")
    let reader = NumberReader(files(["3"]))
    let text = errorText {
      _ = try SampleStore(reader, in: blocked.appending(path: "cache"), keepsValues: true, limit: 0)
    }
    #expect(text.hasPrefix("`\(blocked.path)/cache` (`data.cache`) should be a folder that can be made."), "\(text)")
  }

  @Test func sharesDoNotDependOnDamage() {
    let division = SampleDivision.shares(795, validation: 0.2, test: 0, seed: 0)
    #expect([division.train.count, division.validation.count, division.test.count] as [Int] == [636, 159, 0])
    #expect(Set(division.train + division.validation).count == 795)
    #expect(SampleDivision.shares(2975, validation: 0.2, test: 0, seed: 0).validation.count == 595)
    #expect(SampleDivision.shares(795, validation: 0.2, test: 0, seed: 1).validation != division.validation)
  }
}
