import Datasets
import Foundation
import Printing
import Processes
import Torch

/// A benchmark of reading a large table: the first time, when it is parsed and kept, and then from the kept values;
/// compared with `pandas.read_csv` if Python has it.
package struct TableBenchmark {
  /// The results of the benchmark.
  package struct Report: Codable, Sendable {
    package var rows, columns: Int
    /// The bytes of the file, and of its values as they are kept.
    package var text, encoded: Int
    /// The seconds of the first and of the second reading.
    package var first, second: Double
    /// The bytes by which reading raised the peak of this process's memory.
    package var peak: Int
    /// The number of processors that this process may use.
    package var processors: Int
    /// The seconds and bytes of pandas, which runs on one processor; nil if Python lacks it.
    package var pandas: [Double]?

    package var summary: String {
      func megabytes(_ bytes: Int) -> String { String(format: "%.0f MB", Double(bytes) / 1e6) }
      var lines = [
        "\(rows) rows of \(columns) columns, \(megabytes(text)) of text, \(megabytes(encoded)) encoded; \(processors) processors",
        String(format: "first read %.2f s, second read %.3f s", first, second),
        "peak memory \(megabytes(peak)) above the start",
      ]
      if let pandas {
        lines.append(
          String(format: "pandas.read_csv %.2f s, peak memory %.0f MB above the start", pandas[0], pandas[1] / 1e6))
      }
      return lines.joined(separator: "\n")
    }

    package func json() throws -> String { try JSONText.encode(self) }
  }

  package var rows = 1_000_000
  /// The number of columns of numbers, the last four of them targets.
  package var columns = 24

  package init() {}

  /// Writes the table into a folder of its own, reads it twice, and removes it.
  package func run(note: (String) -> Void) throws -> Report {
    let folder = FileManager.default.temporaryDirectory.appending(path: "equipoise-tables-\(getpid())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "table.csv")
    note("writing the table")
    let bytes = try write(file)
    let names = (0..<columns).map { "c\($0)" }, targets = names.suffix(Self.targets)
    var schema = TableSchema(train: file.path, targets: targets.map { .init(name: $0, kind: .regression) })
    schema.numeric = names.dropLast(Self.targets)
    func seconds() throws -> Double {
      let clock = ContinuousClock()
      return try clock.measure { _ = try DataSource.table(schema, cache: folder.appending(path: "cache")) }
        / .seconds(1)
    }
    note("reading it")
    let before = ProcessMemory.peak
    let first = try seconds(), peak = ProcessMemory.peak - before
    let second = try seconds()
    note("reading it with pandas")
    return Report(
      rows: rows, columns: columns, text: bytes, encoded: rows * columns * MemoryLayout<Float>.size, first: first,
      second: second, peak: peak, processors: ProcessInfo.processInfo.activeProcessorCount, pandas: pandas(file))
  }

  private static let targets = 4
  private static let batch = 10_000

  /// Writes the table.
  ///
  /// - Returns: the number of bytes.
  private func write(_ file: URL) throws -> Int {
    try Data().write(to: file)
    let handle = try FileHandle(forWritingTo: file)
    var state: UInt64 = 1, bytes = 0
    func append(_ text: String) throws {
      try handle.write(contentsOf: Data(text.utf8))
      bytes += text.utf8.count
    }
    try append((0..<columns).map { "c\($0)" }.joined(separator: ",") + "\n")
    for start in stride(from: 0, to: rows, by: Self.batch) {
      var text = ""
      for _ in start..<min(rows, start + Self.batch) {
        for column in 0..<columns {
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          // Six digits, as measurements have them.
          let value = Int(state >> 44) - (1 << 19)
          text += value < 0 ? "-" : ""
          let digits = String(value.magnitude)
          text += digits.dropLast(5).isEmpty ? "0" : String(digits.dropLast(5))
          text += "." + String(repeating: "0", count: max(0, 5 - digits.count)) + digits.suffix(5)
          text += column + 1 < columns ? "," : "\n"
        }
      }
      try append(text)
    }
    try handle.close()
    return bytes
  }

  /// The seconds and bytes of `pandas.read_csv`; nil if Python lacks it.
  private func pandas(_ file: URL) -> [Double]? {
    let program = """
      import sys, time
      import pandas
      def peak():
        with open("/proc/self/status") as status:
          return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:")) * 1024
      before, start = peak(), time.perf_counter()
      pandas.read_csv(sys.argv[1])
      print(time.perf_counter() - start, peak() - before)
      """
    guard let python = Python.find() else { return nil }
    guard let process = try? ChildProcess(python, ["-c", program, file.path], errors: .nothing) else { return nil }
    let text = String(decoding: process.end().output, as: UTF8.self)
    let numbers = text.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
    return numbers.count == 2 ? numbers : nil
  }
}
