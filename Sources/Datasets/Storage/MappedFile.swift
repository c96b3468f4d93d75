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
