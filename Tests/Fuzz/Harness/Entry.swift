import Foundation

/// What a reader does with bytes; errors are what it should throw.
typealias Harness = (UnsafeRawBufferPointer) throws -> Void

/// Every harness by its name.
nonisolated(unsafe) private let harnesses: [String: Harness] = FileReaders.harnesses
  .merging(Documents.harnesses) { first, _ in first }.merging(RunFiles.harnesses) { first, _ in first }

/// The one that the variable `FUZZ` names.
nonisolated(unsafe) private let chosen: Harness = {
  guard let name = ProcessInfo.processInfo.environment["FUZZ"], let harness = harnesses[name] else {
    fatalError("`FUZZ` should be one of \(harnesses.keys.sorted().joined(separator: ", ")).")
  }
  return harness
}()

/// What libFuzzer calls.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  do { try chosen(UnsafeRawBufferPointer(start: start, count: count)) } catch {}
  return 0
}
