import Foundation
import Torch

/// A builder that reads every sample once, several at a time, and writes the store.
final class SampleStoreBuilder: @unchecked Sendable {
  private let reader: any SampleReader
  private let folder: URL
  private let keepsValues: Bool
  private let limit: Int
  private let damagedBefore: [DamagedSample]
  private let count: Int

  /// The lock of all properties below.
  private let lock = NSLock()
  private var next = 0
  private var damaged: [DamagedSample] = []
  private var failure: (any Error)?
  private var hashes: [String]

  init(_ reader: any SampleReader, folder: URL, keepsValues: Bool, limit: Int, damagedBefore: [DamagedSample]) {
    self.reader = reader
    self.folder = folder
    self.keepsValues = keepsValues
    self.limit = limit
    self.damagedBefore = damagedBefore
    count = reader.files.count
    hashes = Array(repeating: "", count: count)
  }

  /// Builds the store.
  ///
  /// - Throws: `DatasetError` as soon as more samples are damaged than permitted, or if the store cannot be written.
  func build(workers: Int) throws -> SampleStore.Manifest {
    let files = FileManager.default
    let draft = StoreDraft.folder(for: folder)
    try? files.removeItem(at: draft)
    try files.createDirectory(at: draft, withIntermediateDirectories: true)
    defer { try? files.removeItem(at: draft) }
    let outputs = keepsValues ? try reader.fields.map { try SampleFile($0, count: count, in: draft) } : []
    ParallelLoop.run(max(1, min(workers, count)), threads: workers) { _ in self.work(outputs) }
    if let failure { throw failure }
    let damaged = damaged.sorted { $0.sample < $1.sample }
    guard damagedBefore.count + damaged.count <= limit else {
      throw DamagedSample.error(damagedBefore + damaged, limit: limit, isComplete: next >= count)
    }
    var fingerprint = Fingerprint()
    for field in reader.fields { fingerprint.add("\(field.name) \(field.shape)") }
    for hash in hashes { fingerprint.add(hash) }
    let manifest = SampleStore.Manifest(
      count: count, fields: reader.fields, keepsValues: keepsValues, damaged: damaged, notes: reader.notes,
      fingerprint: fingerprint.text)
    for output in outputs { try output.finish() }
    try AtomicFile.write(JSONEncoder().encode(manifest), to: draft.appending(path: "manifest.json"))
    // What lies there is not whole, or another process was as far at the same time.
    try? files.removeItem(at: folder)
    do { try files.moveItem(at: draft, to: folder) } catch {
      guard files.fileExists(atPath: folder.appending(path: "manifest.json").path) else { throw error }
    }
    return manifest
  }

  /// The work of a thread: reads samples until there are none left, or too many are damaged.
  private func work(_ outputs: [SampleFile]) {
    let buffers = reader.fields.map { field in
      UnsafeMutableRawBufferPointer.allocate(byteCount: field.byteCount, alignment: 64)
    }
    defer { buffers.forEach { $0.deallocate() } }
    while let index = claim() {
      do {
        try reader.read(index, into: buffers)
      } catch {
        lock.withLock { damaged.append(DamagedSample(sample: index, reason: "\(error)")) }
        continue
      }
      var fingerprint = Fingerprint()
      for buffer in buffers { fingerprint.add(UnsafeRawBufferPointer(buffer)) }
      do {
        for (output, buffer) in zip(outputs, buffers) { try output.write(buffer, index) }
      } catch {
        lock.withLock { failure = failure ?? error }
      }
      lock.withLock { hashes[index] = fingerprint.text }
    }
  }

  private func claim() -> Int? {
    lock.withLock {
      guard next < count, damagedBefore.count + damaged.count <= limit, failure == nil else { return nil }
      next += 1
      return next - 1
    }
  }
}

/// One field of all samples as an npy file, written sample by sample in any order.
private final class SampleFile: Sendable {
  private let descriptor: Int32
  private let url: URL
  private let header: Int
  private let size: Int

  init(_ field: SampleField, count: Int, in folder: URL) throws {
    url = SampleStore.file(of: field, in: folder)
    let bytes = SampleStore.header(field, count)
    header = bytes.count
    size = field.byteCount
    descriptor = open(url.path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0, ftruncate(descriptor, off_t(header + count * size)) == 0 else { throw Self.failure(url) }
    try bytes.withUnsafeBytes { try write($0, at: 0) }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  func write(_ sample: UnsafeMutableRawBufferPointer, _ index: Int) throws {
    try write(UnsafeRawBufferPointer(sample), at: header + index * size)
  }

  private func write(_ bytes: UnsafeRawBufferPointer, at start: Int) throws {
    var done = 0
    while done < bytes.count {
      let count = pwrite(descriptor, bytes.baseAddress! + done, bytes.count - done, off_t(start + done))
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw Self.failure(url) }
      done += count
    }
  }

  func finish() throws { try AtomicFile.flush(descriptor, url) }

  private static func failure(_ url: URL) -> DatasetError {
    DatasetError("`\(url.path)` should be a file that can be written. Found: \(String(cString: strerror(errno))).")
  }
}
