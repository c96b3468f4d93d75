import Foundation
import TestSupport
import Testing

@testable import Datasets

/// Where the samples of a table stand in its files, for errors about them.
@Suite struct TablePlaceTests {
  private let folder = TemporaryFolder()

  /// Rows whose value of `y` is their line, with empty lines between them.
  private static let text: String = {
    var text = "x,y\n", line = 2
    for row in 0..<40 {
      text += "\(row),\(line)\n"
      line += 1
      if row % 10 == 4 {
        text += "\n"
        line += 1
      }
    }
    return text
  }()

  private func source(_ change: (inout TableSchema) -> Void = { _ in }) throws -> DataSource {
    var schema = TableSchema(train: folder.write(Self.text).path, targets: [.init(name: "y", kind: .regression)])
    schema.numeric = ["x"]
    change(&schema)
    return try DataSource.table(schema)
  }

  /// The lines of a split's samples, by the value of `y`.
  private func lines(_ source: DataSource, _ split: Split) throws -> [Int] {
    let scale = source.tasks[0].scale
    let batch = try source[split].batch(Array(0..<source[split].count))
    return batch.targets["y"]!.flatten().array(of: Float.self).map { Int(scale.restore(Double($0)).rounded()) }
  }

  @Test func aSampleOfADividedFileHasItsLine() throws {
    let source = try source()
    for split in Split.allCases {
      let places = (0..<source[split].count).map { source.place?($0, split) ?? "" }
      #expect(try places.map { Int($0.split(separator: " ").last ?? "") } == lines(source, split))
      #expect(places.allSatisfy { $0.hasPrefix("`/") })
    }
  }

  @Test func aSampleOfAFileOfItsOwnHasItsLineThere() throws {
    let own = folder.write("y,x\n1,2\n\n3,4\n", "test.csv").path
    let source = try source { $0.test = own }
    #expect(source.place?(1, .test) == "`\(own)` line 4")
    #expect(try source.first(test: 1).place?(0, .test) == "`\(own)` line 2")
  }

  @Test func aFileThatIsGoneGivesNoPlace() throws {
    let own = folder.write("y,x\n1,2\n", "test.csv").path
    let source = try source { $0.test = own }
    #expect(source.place?(1, .test) == nil)
    try FileManager.default.removeItem(atPath: own)
    #expect(source.place?(0, .test) == nil)
  }
}
