import Foundation
import TestSupport
import Testing

@testable import Datasets

/// Tables that are kept encoded.
@Suite struct TableStoreTests {
  private let folder = TemporaryFolder()
  private var cache: URL { folder.url.appending(path: "cache") }

  private static let rows = (0..<40).reduce(into: "x,colour,y,k\n") { text, row in
    text += "\(row),\(row % 2 == 0 ? "red" : "blue"),\(row * row),\(row % 3)\n"
  }

  private func schema(_ file: URL) -> TableSchema {
    var schema = TableSchema(
      train: file.path,
      targets: [.init(name: "y", kind: .regression), .init(name: "k", kind: .classification)])
    schema.numeric = ["x"]
    schema.categorical = ["colour"]
    return schema
  }

  private var stores: [URL] {
    ((try? FileManager.default.contentsOfDirectory(at: cache, includingPropertiesForKeys: nil)) ?? [])
      .filter { $0.lastPathComponent.hasPrefix("table-") }
  }

  private func same(_ a: Table, _ b: Table) -> Bool {
    guard a.fingerprint == b.fingerprint, a.inputNames == b.inputNames else { return false }
    for (one, other) in [(a.train, b.train), (a.validation, b.validation), (a.test, b.test)] {
      guard one.count == other.count, one.inputs == other.inputs, one.targets == other.targets else { return false }
      guard one.isComplete == other.isComplete else { return false }
    }
    return true
  }

  @Test(arguments: [1 << 50, Int.max / 2]) func valuesThatNoMemoryHoldsAreRefused(count: Int) {
    let layout = TableFields.inputs(width: 3)
    let error = #expect(throws: DatasetError.self) { _ = try ValueWriter<Float>(nil, layout, count: count) }
    #expect(
      "\(String(describing: error))".contains(
        "The values of `inputs` should fit into memory. Found none for \(count) values of 12 bytes."))
  }

  @Test func aTableIsTheSameFromMemoryFirstAndAgain() throws {
    let schema = schema(folder.write(Self.rows)), memory = try Table(schema)
    let first = try Table(schema, cache: cache), again = try Table(schema, cache: cache)
    #expect(same(memory, first) && same(memory, again))
    #expect(stores.count == 1)
    let other = folder.write("x,colour\n3,red\n4,green\n", "other.csv")
    #expect(try memory.inputs(of: other).values == again.inputs(of: other).values)
    #expect(try DataSource.table(schema).fingerprint == DataSource.table(schema, cache: cache).fingerprint)
  }

  /// Columns of ARFF and float64 files are copied as they are asked for, those of CSV files are kept.
  @Test func aTableInARFFHasTheValuesOfTheSameInCSV() throws {
    let rows = (0..<2000).map { "\(Double($0 * 37 % 997) / 7),\(Double($0 * 11 % 89) / 3),\($0 % 13)" }.joined(
      separator: "\n")
    let csv = folder.write("a,b,c\n" + rows + "\n", "t.csv")
    let attributes = ["a", "b", "c"].map { "@attribute \($0) numeric\n" }.joined()
    let arff = folder.write("@relation r\n\(attributes)@data\n\(rows)\n", "t.arff")
    var schema = TableSchema(
      train: csv.path, targets: [.init(name: "b", kind: .regression), .init(name: "c", kind: .regression)])
    schema.numeric = ["a"]
    let table = try Table(schema), other = try Table(TableSchema(arff: arff.path, targets: .last(2)))
    #expect(same(table, other))
    #expect(table.train.targets["b"]?.allSatisfy(\.isFinite) == true)
  }

  @Test func aTableInARFFIsKept() throws {
    let rows = (0..<40).map { "\($0),\($0 % 2 == 0 ? "red" : "blue"),\($0 * $0),\($0 % 3)" }.joined(separator: "\n")
    let text = """
      @relation r
      @attribute x real
      @attribute colour {red,blue}
      @attribute y real
      @attribute k {0,1,2}
      @data
      \(rows)

      """
    let schema = try TableSchema(arff: folder.write(text, "t.arff").path, targets: .last(2))
    let memory = try Table(schema), first = try Table(schema, cache: cache), again = try Table(schema, cache: cache)
    #expect(same(memory, first) && same(memory, again) && stores.count == 1)
    let source = try DataSource.arff(schema, cache: cache)
    #expect(stores.count == 1 && source.tasks.map { $0.metrics[0].name } == ["rrmse", "accuracy"])
    let other = try TableSchema(arff: folder.write(text + "1,red,2,0\n", "t.arff").path, targets: .last(2))
    #expect(try !same(first, Table(other, cache: cache)) && stores.count == 2)
  }

  @Test func aTableIsFoundByContent() throws {
    let first = try Table(schema(folder.write(Self.rows)), cache: cache)
    let moved = try Table(schema(folder.write(Self.rows, "moved.csv")), cache: cache)
    #expect(same(first, moved) && stores.count == 1)
  }

  @Test func anotherFileOfTheSameNameSizeAndTimeIsRead() throws {
    let file = folder.write(Self.rows)
    let old = Date(timeIntervalSince1970: 1_000_000_000)
    try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: file.path)
    let first = try Table(schema(file), cache: cache)
    _ = folder.write(Self.rows.replacingOccurrences(of: "\n7,", with: "\n8,"))
    try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: file.path)
    #expect(try !same(first, Table(schema(file), cache: cache)) && stores.count == 2)
  }

  @Test func anotherSchemaIsAnotherTable() throws {
    var schema = schema(folder.write(Self.rows))
    _ = try Table(schema, cache: cache)
    schema.division.seed = 1
    _ = try Table(schema, cache: cache)
    #expect(stores.count == 2)
  }

  @Test func whatIsNotWholeIsMadeAgain() throws {
    let schema = schema(folder.write(Self.rows)), first = try Table(schema, cache: cache)
    let inputs = stores[0].appending(path: "train-inputs.npy")
    try FileManager.default.removeItem(at: inputs)
    try Data([1]).write(to: inputs)
    #expect(try same(Table(schema, cache: cache), Table(schema)))
    try Data("{}".utf8).write(to: stores[0].appending(path: "manifest.json"), options: .atomic)
    #expect(try same(Table(schema, cache: cache), first))
  }
}
