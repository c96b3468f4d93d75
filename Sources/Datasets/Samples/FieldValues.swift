/// The values of a field, in an array or in a mapped file.
struct FieldValues<T: BitwiseCopyable & Sendable>: Sendable {
  private enum Place: Sendable {
    case memory([T])
    case file(MappedFile, offset: Int)
  }

  private let place: Place
  let count: Int

  init(_ values: [T]) {
    place = .memory(values)
    count = values.count
  }

  /// Creates values in a mapped file.
  ///
  /// - Parameter offset: in bytes; the mapping has room for all values after it.
  init(_ file: MappedFile, at offset: Int, count: Int) {
    precondition(file.bytes.count >= offset + count * MemoryLayout<T>.stride, "`\(file.path)` should hold all values.")
    place = .file(file, offset: offset)
    self.count = count
  }

  /// Gives back the memory of a mapped file.
  func letGo() { if case .file(let file, _) = place { file.letGo() } }

  @inline(__always)
  func withUnsafeBufferPointer<R>(_ body: (UnsafeBufferPointer<T>) throws -> R) rethrows -> R {
    switch place {
    case .memory(let values): return try values.withUnsafeBufferPointer(body)
    case .file(let file, let offset):
      return try withExtendedLifetime(file) {
        let size = count * MemoryLayout<T>.stride
        return try body(UnsafeRawBufferPointer(rebasing: file.bytes[offset..<offset + size]).bindMemory(to: T.self))
      }
    }
  }
}
