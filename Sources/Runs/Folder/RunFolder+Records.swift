import Foundation
import Printing
import Torch

extension RunFolder {
  /// Appends one epoch to `metrics.jsonl` and flushes it to the disk. The torn line of a killed run is removed first.
  ///
  /// - Throws: ``ResultsError``. After a failed write the file ends where it ended before.
  package func append(_ record: EpochRecord) throws(ResultsError) {
    let path = metricsFile.path
    var line: Data
    do { line = try JSONText.encoder().encode(record) } catch {
      throw .system(action: "encode", path: path, reason: Self.reason(error))
    }
    line.append(UInt8(ascii: "\n"))
    let descriptor = try ResultsError.opening(path, O_RDWR | O_APPEND)
    defer { close(descriptor) }
    let size = try Self.dropTornLine(descriptor, path)
    do {
      try ResultsError.appending(line, to: descriptor, path)
      try ResultsError.writing(path) { try AtomicFile.flush(descriptor, metricsFile) }
    } catch {
      ftruncate(descriptor, size)
      throw error
    }
  }

  /// The epochs of `metrics.jsonl`, in order from 1; empty if there is no file. A torn last line is no record.
  ///
  /// - Throws: ``ResultsError/damaged(path:line:reason:)``, also if an epoch is missing or occurs twice.
  package func records() throws(ResultsError) -> [EpochRecord] {
    guard FileManager.default.fileExists(atPath: metricsFile.path) else { return [] }
    let path = metricsFile.path
    var records: [EpochRecord] = []
    let data = try Self.contents(of: metricsFile)
    for (index, line) in Self.wholeLines(data).enumerated() where !line.isEmpty {
      let record: EpochRecord
      do { record = try JSONText.decoder.decode(EpochRecord.self, from: line) } catch {
        throw .damaged(path: path, line: index + 1, reason: Self.reason(error))
      }
      let expected = (records.last?.epoch ?? 0) + 1
      guard record.epoch == expected else {
        throw .damaged(
          path: path, line: index + 1,
          reason: "`epoch` should be \(expected), since every epoch has a line. Found \(record.epoch).")
      }
      records.append(record)
    }
    return records
  }

  /// Checks the number of records.
  ///
  /// - Throws: ``ResultsError/damaged(path:line:reason:)`` if there are fewer records than epochs that have ended.
  package func checkRecords(_ records: [EpochRecord], of epochs: Int) throws(ResultsError) {
    guard records.count >= epochs else {
      throw .damaged(
        path: metricsFile.path, line: nil,
        reason: "it should have a line for each of \(epochs) epochs. Found \(records.count).")
    }
  }

  /// Removes the records of later epochs, so that a run resumed from the checkpoint of `epoch` writes each once.
  package func truncateRecords(afterEpoch epoch: Int) throws(ResultsError) {
    guard FileManager.default.fileExists(atPath: metricsFile.path) else { return }
    let kept = try records().filter { $0.epoch <= epoch }
    var data = Data()
    do {
      for record in kept {
        data += try JSONText.encoder().encode(record)
        data.append(UInt8(ascii: "\n"))
      }
    } catch {
      throw .system(action: "encode", path: metricsFile.path, reason: Self.reason(error))
    }
    try ResultsError.replacing(metricsFile, with: data)
  }

  /// The lines that end with a newline. The text after the last newline was never finished.
  private static func wholeLines(_ data: Data) -> [Data] {
    var lines = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    lines.removeLast()
    return lines.map { Data($0) }
  }

  /// Cuts the file after its last newline and returns the size that is left.
  private static func dropTornLine(_ descriptor: Int32, _ path: String) throws(ResultsError) -> off_t {
    var end = lseek(descriptor, 0, SEEK_END)
    guard end > 0 else { return 0 }
    let size = end
    var chunk = [UInt8](repeating: 0, count: 4096)
    while end > 0 {
      let start = max(0, end - off_t(chunk.count))
      let count = chunk.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, Int(end - start), start) }
      guard count == Int(end - start) else { throw ResultsError.last("read", path) }
      if let newline = chunk[..<count].lastIndex(of: UInt8(ascii: "\n")) {
        end = start + off_t(newline) + 1
        break
      }
      end = start
    }
    if end < size, ftruncate(descriptor, end) != 0 { throw ResultsError.last("write", path) }
    return end
  }
}
