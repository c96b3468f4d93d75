import Foundation
import Torch

/// A writer of a field's values, one after the other, into an npy file or into memory.
final class ValueWriter<Value: BitwiseCopyable & Sendable> {
  private let url: URL?
  private let layout: SampleField
  private let count: Int
  private let descriptor: Int32
  private var values: [Value] = []

  /// Creates a writer.
  ///
  /// - Parameters:
  ///   - url: the file; nil for memory.
  ///   - layout: a sample's name, type and sizes.
  /// - Throws: `FileError` if the file cannot be made; `DatasetError` if the values do not fit into memory.
  init(_ url: URL?, _ layout: SampleField, count: Int) throws {
    (self.url, self.layout, self.count) = (url, layout, count)
    guard let url else {
      descriptor = -1
      let width = layout.shape.reduce(1, *)
      try FreeMemory.require(count, of: width * MemoryLayout<Value>.stride, for: "The values of `\(layout.name)`")
      values.reserveCapacity(count * width)
      return
    }
    descriptor = open(url.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw AtomicFile.failure("created", url) }
    try SampleStore.header(layout, count).withUnsafeBytes { try AtomicFile.append($0, to: descriptor, url) }
  }

  deinit { if descriptor >= 0 { Foundation.close(descriptor) } }

  func append(_ values: [Value]) throws { try values.withUnsafeBufferPointer { try append($0) } }

  func append(_ values: UnsafeBufferPointer<Value>) throws {
    guard let url else { return self.values += values }
    try AtomicFile.append(UnsafeRawBufferPointer(values), to: descriptor, url)
  }

  /// Ends the file, if there is one; nothing may be appended afterwards.
  func close() throws { if let url { try AtomicFile.flush(descriptor, url) } }

  /// Ends the file, and opens it as a field; nothing may be appended afterwards.
  func finish(_ memory: ([Value]) -> Field, absence: Field.Absence) throws -> Field {
    guard let url else { return memory(values) }
    try close()
    let (file, start) = try SampleStore.mapped(url, layout, count)
    return Field(file, at: start, layout, count: count, absence: absence)
  }
}
