import Foundation

/// The values of a column that is read piece by piece. Growing does not move values, unlike an array that doubles.
final class GrowingColumn<Value: BitwiseCopyable>: @unchecked Sendable {
  private var start: UnsafeMutablePointer<Value>?
  private var capacity = 0
  private(set) var count = 0

  deinit { free(start) }

  /// Appends values.
  ///
  /// - Throws: `DatasetError` if there is no memory for them.
  func append(_ values: [Value]) throws {
    if count + values.count > capacity {
      let wanted = max(count + values.count, capacity + capacity / 2, 1 << 10)
      guard let grown = realloc(start, wanted * MemoryLayout<Value>.stride) else {
        throw DatasetError("The values of a table should fit into memory. Found none for \(wanted) values of a column.")
      }
      start = grown.bindMemory(to: Value.self, capacity: wanted)
      capacity = wanted
    }
    values.withUnsafeBufferPointer { source in
      if let base = source.baseAddress { (start! + count).update(from: base, count: source.count) }
    }
    count += values.count
  }

  /// Runs `body` with the values, in memory that lives as long as `body` runs.
  func withValues<Result>(_ body: (UnsafeBufferPointer<Value>) throws -> Result) rethrows -> Result {
    try withExtendedLifetime(self) { try body(UnsafeBufferPointer(start: start, count: count)) }
  }

  subscript(_ row: Int) -> Value { withValues { $0[row] } }
}
