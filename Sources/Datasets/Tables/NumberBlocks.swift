import Foundation
import Torch

/// The numbers of some columns, in blocks of rows. They are in memory, or in a hidden file, so that memory does not
/// grow with the table.
final class NumberBlocks {
  /// Some rows of a block, and the block's numbers.
  struct Part {
    /// The rows in ascending order.
    let rows: ArraySlice<Int>
    private let block: Range<Int>
    private let values: UnsafeBufferPointer<Double>

    fileprivate init(_ rows: ArraySlice<Int>, of block: Range<Int>, _ values: UnsafeBufferPointer<Double>) {
      (self.rows, self.block, self.values) = (rows, block, values)
    }

    /// The number of the block's first row, with which a column begins.
    var first: Int { block.lowerBound }

    /// A column of the block: one value for each row, NaN if missing.
    func column(_ place: Int) -> UnsafeBufferPointer<Double> {
      UnsafeBufferPointer(rebasing: values[place * block.count..<(place + 1) * block.count])
    }
  }

  private enum Place {
    case memory([Double])
    /// The place in the file, in bytes from its start.
    case file(Int)
  }

  private let columns: Int
  private let url: URL?
  private let descriptor: Int32
  private var blocks: [(rows: Range<Int>, place: Place)] = []
  private var bytes = 0

  /// The number of rows.
  var count: Int { blocks.last?.rows.upperBound ?? 0 }

  /// Creates empty blocks.
  ///
  /// - Parameter folder: the folder of the file; nil for memory.
  /// - Throws: `FileError` if the file cannot be made.
  init(columns: Int, in folder: URL? = nil) throws {
    self.columns = columns
    url = folder?.appending(path: "numbers")
    guard let url else { descriptor = -1; return }
    descriptor = open(url.path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw AtomicFile.failure("created", url) }
    // It ends with this process, however that ends.
    unlink(url.path)
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Appends a block.
  ///
  /// - Parameters:
  ///   - values: the block's values, column after column.
  ///   - rows: the number of its rows.
  /// - Throws: `FileError` if they cannot be written.
  func append(_ values: [[Double]], rows: Int) throws {
    guard rows > 0 else { return }
    // Written at once: a table may have thousands of columns.
    var block: [Double] = []
    block.reserveCapacity(rows * columns)
    for column in values { block += column }
    if let url {
      try block.withUnsafeBytes { try AtomicFile.append($0, to: descriptor, url) }
      blocks.append((count..<count + rows, .file(bytes)))
      bytes += block.count * MemoryLayout<Double>.stride
    } else {
      blocks.append((count..<count + rows, .memory(block)))
    }
  }

  /// Calls `body` for each block that holds some of the rows.
  ///
  /// - Parameter rows: in ascending order.
  /// - Throws: `FileError` if the file cannot be read, and what `body` throws.
  func read(_ rows: [Int], _ body: (Part) throws -> Void) throws {
    var buffer: [Double] = [], rest = rows[...]
    for block in blocks {
      let end = rest.firstIndex { $0 >= block.rows.upperBound } ?? rest.endIndex, part = rest[..<end]
      rest = rest[end...]
      guard !part.isEmpty else { continue }
      switch block.place {
      case .memory(let values): try values.withUnsafeBufferPointer { try body(Part(part, of: block.rows, $0)) }
      case .file(let start):
        let wanted = block.rows.count * columns
        if buffer.count < wanted { buffer = Array(repeating: 0, count: wanted) }
        try buffer.withUnsafeMutableBytes { try fill(.init(rebasing: $0[..<(wanted * 8)]), from: start) }
        try buffer.withUnsafeBufferPointer { try body(Part(part, of: block.rows, $0)) }
      }
    }
  }

  private func fill(_ bytes: UnsafeMutableRawBufferPointer, from start: Int) throws {
    var done = 0
    while done < bytes.count {
      let count = pread(descriptor, bytes.baseAddress! + done, bytes.count - done, off_t(start + done))
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw AtomicFile.failure("read", url!) }
      done += count
    }
  }
}

extension NumberBlocks {
  /// The mean and deviation of some columns over some rows, without missing values; `count` is 0 if all are missing.
  ///
  /// - Parameter places: the places of the columns.
  func moments(_ places: [Int], rows: [Int]) throws -> [Moments] {
    var all = Array(repeating: Moments(), count: places.count)
    for pass in [Moments.Pass.mean, .deviation] {
      try read(rows) { part in
        for (index, place) in places.enumerated() {
          let column = part.column(place), first = part.first
          all[index].add(part.rows.lazy.map { column[$0 - first] }.filter { !$0.isNaN }, pass)
        }
      }
    }
    return all
  }
}
