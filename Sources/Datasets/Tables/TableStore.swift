import Foundation

/// The manifest of an encoded table that is kept. A table is parsed once, and then every process that wants it opens
/// the values.
private struct TableManifest: Codable {
  var encoding: TableEncoding
  /// The numbers of rows of the splits, in their order.
  var counts: [Int]
  var isComplete: [[String: Bool]]
  var notes: [String]
  var fingerprint: String
}

extension Table {
  /// The version of this way of encoding and keeping tables.
  private static let format = 4

  /// Reads the files of a schema once, and opens the kept values from `cache` afterwards.
  ///
  /// - Parameter cache: the folder of all stores; nil for memory.
  /// - Throws: `DatasetError`, see ``init(_:)``.
  public init(_ schema: TableSchema, cache: URL?) throws {
    guard let cache else { self = try Table(schema); return }
    let reading = try TableReading(schema)
    var options = schema
    (options.train, options.validation, options.test, options.textLimit) = ("", nil, nil, 0)
    let store = try ContentStore(
      "table", format: Self.format, files: [schema.train, schema.validation, schema.test], options: options, in: cache)
    self = try store.value(
      open: { (manifest: TableManifest, folder) in try Table(schema, manifest, in: folder) },
      make: { folder in
        let table = try reading.table(in: folder)
        let parts = [table.train, table.validation, table.test]
        return (
          table,
          TableManifest(
            encoding: table.encoding, counts: parts.map(\.count), isComplete: parts.map(\.isComplete),
            notes: table.notes, fingerprint: table.fingerprint)
        )
      })
  }

  /// Opens a kept table.
  ///
  /// - Throws: `DatasetError` if the folder is not whole.
  private init(_ schema: TableSchema, _ manifest: TableManifest, in folder: URL) throws {
    let encoding = manifest.encoding
    guard manifest.counts.count == Split.allCases.count, manifest.isComplete.count == manifest.counts.count else {
      throw DatasetError("`\(folder.path)` should hold \(Split.allCases.count) splits. Found \(manifest.counts.count).")
    }
    let parts = try zip(Split.allCases, zip(manifest.counts, manifest.isComplete)).map { split, part in
      let fields = TableFields(folder: folder, split: split)
      let layout = TableFields.inputs(width: encoding.inputNames.count)
      return Table.Part(
        count: part.0, inputField: try fields.field(layout, count: part.0, absence: .never),
        targetFields: try fields.targets(encoding.targets, count: part.0),
        weightField: schema.sampleWeight == nil ? nil : try fields.weights(count: part.0), isComplete: part.1)
    }
    self.init(schema, encoding, parts, notes: manifest.notes, fingerprint: manifest.fingerprint)
  }
}
