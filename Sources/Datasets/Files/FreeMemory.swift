import Foundation
import Torch

/// A check of free memory before an array is made: an array without memory ends the process.
enum FreeMemory {
  /// Checks that there is memory.
  ///
  /// - Parameters:
  ///   - count: the number of values that are about to be held at the same time, of `size` bytes each.
  ///   - name: the values' name in the error.
  /// - Throws: `DatasetError` if the machine has less memory, or this process may use no more.
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
