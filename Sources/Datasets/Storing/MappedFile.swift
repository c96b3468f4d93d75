import Foundation

/// A file in the address space. Its bytes are read when they are touched, and shared with all processes that map it.
final class MappedFile: @unchecked Sendable {
  let path: String
  let bytes: UnsafeRawBufferPointer

  /// Maps a file.
  ///
  /// - Throws: `DatasetError` if the file cannot be mapped.
  init(_ url: URL) throws {
    path = url.path
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.failure(path) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Self.failure(path) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw DatasetError("`\(path)` should be a file that can be read. Found something else, such as a folder.")
    }
    guard status.st_size > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    let size = Int(status.st_size)
    guard let start = mmap(nil, size, PROT_READ, MAP_SHARED, descriptor, 0), start != MAP_FAILED else {
      throw Self.failure(path)
    }
    bytes = UnsafeRawBufferPointer(start: start, count: size)
  }

  deinit {
    if let start = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: start), bytes.count) }
  }

  /// Gives back the memory of what was touched. It is read from the file again when it is touched again.
  func letGo() {
    if let start = bytes.baseAddress { madvise(UnsafeMutableRawPointer(mutating: start), bytes.count, MADV_DONTNEED) }
  }

  private static func failure(_ path: String) -> DatasetError {
    DatasetError("`\(path)` should be a file that can be read. Found: \(String(cString: strerror(errno))).")
  }
}

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
