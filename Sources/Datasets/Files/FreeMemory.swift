import Foundation
import Torch

/// Asks for memory before an array does: an array for which there is none ends the process.
enum FreeMemory {
  /// - Parameters:
  ///   - count: values that are about to be held at the same time, of `size` bytes each.
  ///   - name: what they are, as the error calls them.
  /// - Throws: `DatasetError` if the machine has less memory, or this process may take no more.
  static func require(_ count: Int, of size: Int, for name: String) throws {
    let (bytes, overflow) = count.multipliedReportingOverflow(by: size)
    guard !overflow, bytes <= HostMemory.size, isFree(bytes) else {
      throw DatasetError("\(name) should fit into memory. Found none for \(count) values of \(size) bytes.")
    }
  }

  private static func isFree(_ bytes: Int) -> Bool {
    let memory = malloc(max(1, bytes))
    defer { free(memory) }
    return memory != nil
  }
}
