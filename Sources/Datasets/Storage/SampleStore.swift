import Foundation
import Torch

/// A store of a data set's samples, each read and checked once. It holds their values in mapped files. If the sources
/// themselves can be mapped, it holds only the faults of some samples and a fingerprint of all.
///
/// A store is a folder of the cache whose name depends on the sources' paths, sizes and times and on how they are read.
/// It is made in a folder of another name and renamed when it is whole. Processes that want the same store at the same
/// time wait for the one that makes it. A store can be removed at any time.
struct SampleStore: Sendable {
  /// The manifest of the folder: `manifest.json`.
  struct Manifest: Codable, Hashable {
    var format = SampleStore.format
    var count: Int
    var fields: [SampleField]
    /// Whether the values are kept in the folder.
    var keepsValues: Bool
    var damaged: [DamagedSample]
    /// Sentences on what deserves a look though nothing is wrong.
    var notes: [String]
    /// The fingerprint, equal for equal values.
    var fingerprint: String
  }

  /// The version of this way of keeping samples.
  static let format = 2

  let folder: URL
  let manifest: Manifest

  /// Opens the store of a reader's samples. If there is none, it is made first.
  ///
  /// - Parameters:
  ///   - cache: the folder of all stores.
  ///   - keepsValues: false if the reader is as fast as a mapped file.
  ///   - limit: the largest number of damaged samples, including `damagedBefore`.
  ///   - damagedBefore: samples of the same data that were left out already.
  ///   - workers: the number of threads that read; one for each core by default.
  /// - Throws: `DatasetError` for more damaged samples, with all that is known of them.
  init(
    _ reader: any SampleReader, in cache: URL, keepsValues: Bool, limit: Int, damagedBefore: [DamagedSample] = [],
    workers: Int? = nil
  ) throws {
    let key = try Self.key(reader, keepsValues: keepsValues)
    folder = cache.appending(path: key)
    if let manifest = Self.manifest(in: folder, reader, keepsValues) {
      self.manifest = manifest
    } else {
      do {
        try FileManager.default.createDirectory(at: cache, withIntermediateDirectories: true)
      } catch {
        throw DatasetError("`\(cache.path)` (`data.cache`) should be a folder that can be made. \(error)")
      }
      StoreDraft.removeLeftovers(in: cache)
      let lock = FileLock(StoreDraft.lock(of: key, in: cache))
      defer { lock.release() }
      // Another process may have made it while this one waited.
      manifest =
        try Self.manifest(in: folder, reader, keepsValues)
        ?? SampleStoreBuilder(
          reader, folder: folder, keepsValues: keepsValues, limit: limit, damagedBefore: damagedBefore
        ).build(workers: workers ?? ProcessInfo.processInfo.activeProcessorCount)
    }
    let damaged = damagedBefore + manifest.damaged
    guard damaged.count <= limit else { throw DamagedSample.error(damaged, limit: limit, isComplete: true) }
  }

  /// A field of the kept values.
  func field(_ name: String, absence: Field.Absence = .never) throws -> Field {
    let layout = manifest.fields.first { $0.name == name }!
    let (file, start) = try Self.mapped(Self.file(of: layout, in: folder), layout, manifest.count)
    return Field(file, at: start, layout, count: manifest.count, absence: absence)
  }

  /// A file of samples, and the place in it where they begin.
  ///
  /// - Throws: `DatasetError` if it does not have the size and the header of `count` samples.
  static func mapped(_ url: URL, _ layout: SampleField, _ count: Int) throws -> (file: MappedFile, start: Int) {
    let file = try MappedFile(url), header = header(layout, count)
    let (values, isLarge) = count.multipliedReportingOverflow(by: layout.byteCount)
    guard !isLarge, file.bytes.count - header.count == values, file.bytes.starts(with: header) else {
      throw DatasetError(
        "`\(file.path)` should hold \(count) samples of \(layout.shape). Found \(file.bytes.count) bytes or another "
          + "header; the folder can be removed, and is then made again.")
    }
    return (file, header.count)
  }

  static func file(of field: SampleField, in folder: URL) -> URL { folder.appending(path: "\(field.name).npy") }

  static func header(_ field: SampleField, _ count: Int) -> [UInt8] {
    Npy.header(field.element.code, shape: [count] + field.shape)
  }

  /// The manifest of a store that is whole; nil if there is none.
  private static func manifest(in folder: URL, _ reader: any SampleReader, _ keepsValues: Bool) -> Manifest? {
    guard let data = try? Data(contentsOf: folder.appending(path: "manifest.json")),
      let manifest = try? JSONDecoder().decode(Manifest.self, from: data),
      manifest.format == format, manifest.count == reader.files.count, manifest.fields == reader.fields
    else { return nil }
    for field in reader.fields where keepsValues {
      let size = header(field, manifest.count).count + manifest.count * field.byteCount
      var status = stat()
      guard stat(file(of: field, in: folder).path, &status) == 0, Int(status.st_size) == size else { return nil }
    }
    return manifest
  }

  /// The name, which changes with the sources and with how they are read.
  private static func key(_ reader: any SampleReader, keepsValues: Bool) throws -> String {
    var fingerprint = Fingerprint()
    fingerprint.add("\(format) \(keepsValues) \(reader.settings)")
    for field in reader.fields {
      fingerprint.add("\(field.name) \(field.element.rawValue)")
      fingerprint.add(field.shape)
    }
    var status = stat()
    for path in reader.files.joined() {
      // Trees of one data set in different versions may agree in everything but where they lie.
      fingerprint.add(URL(filePath: path).standardizedFileURL.path)
      let isThere = stat(path, &status) == 0
      fingerprint.add(isThere ? [Int(status.st_size), status.modified] : [-1])
    }
    return fingerprint.text
  }
}

extension stat {
  /// The time of the last change of content, in nanoseconds since 1970.
  var modified: Int {
    #if canImport(Darwin)
      st_mtimespec.tv_sec * 1_000_000_000 + st_mtimespec.tv_nsec
    #else
      st_mtim.tv_sec * 1_000_000_000 + st_mtim.tv_nsec
    #endif
  }

  /// The time of the last change of content or attributes, in nanoseconds since 1970.
  var changed: Int {
    #if canImport(Darwin)
      st_ctimespec.tv_sec * 1_000_000_000 + st_ctimespec.tv_nsec
    #else
      st_ctim.tv_sec * 1_000_000_000 + st_ctim.tv_nsec
    #endif
  }
}
