import Foundation

/// One reference case: a method, its variant, an input, and the expected output.
package struct GoldenCase: Sendable {
  /// The name, unique in its file.
  package let id: String
  package let method: String
  package let hyperparameters: GoldenFields
  package let input: GoldenFields
  package let expected: [String: GoldenValue]
  /// The tolerance relative to the largest expected value along the last axis.
  package let rtol: Double
  /// The absolute tolerance.
  package let atol: Double
}

/// A file of reference cases: of schema version 1, or one of published aggregations.
package struct GoldenFile: Sendable {
  package let name: String
  package let cases: [GoldenCase]

  /// Reads a file. A string in a case's `input` that names an entry of a shared table stands for that entry.
  ///
  /// Errors name the file, the case and the key.
  package static func read(_ url: URL) throws -> GoldenFile {
    let data: Data
    do {
      data = try Data(contentsOf: url)
    } catch {
      throw GoldenError("\(url.path) should be a readable file. \(Self.reason(error))")
    }
    return try decode(data, path: url.path)
  }

  /// Reads a file's content; `path` is for errors.
  static func decode(_ data: Data, path: String) throws -> GoldenFile {
    let raw: RawFile
    do {
      let kind = try JSONDecoder().decode(Kind.self, from: data)
      if kind.schema_version == nil, kind.absolute_tolerance != nil {
        let published = try JSONDecoder().decode(PublishedAggregations.self, from: data)
        return try published.file(name: URL(filePath: path).deletingPathExtension().lastPathComponent, path: path)
      }
      let version = try JSONDecoder().decode(SchemaVersion.self, from: data).schema_version
      guard version == 1 else { throw GoldenError("`schema_version` of \(path) should be 1. Found \(version).") }
      raw = try JSONDecoder().decode(RawFile.self, from: data)
    } catch let error as DecodingError {
      throw GoldenError("\(path) should hold reference cases. \(reason(error))")
    }
    let shared = try sharedEntries(raw.shared ?? [:], path: path)
    var seen = Set<String>()
    let cases = try raw.cases.map { item in
      let place = "case `\(item.id)` in \(path)"
      guard seen.insert(item.id).inserted else { throw GoldenError("`id` of \(place) should be unique.") }
      guard !item.expected.isEmpty else { throw GoldenError("`expected` of \(place) should hold a value.") }
      guard item.rtol >= 0, item.atol >= 0 else {
        throw GoldenError("`rtol` and `atol` of \(place) should not be negative. Found \(item.rtol) and \(item.atol).")
      }
      return GoldenCase(
        id: item.id, method: item.method,
        hyperparameters: GoldenFields(item.hyperparameters, place: "`hyperparameters` of \(place)"),
        input: GoldenFields(item.input.mapValues { resolve($0, in: shared) }, place: "`input` of \(place)"),
        expected: item.expected, rtol: item.rtol, atol: item.atol)
    }
    return GoldenFile(name: raw.file, cases: cases)
  }

  private struct Kind: Decodable {
    let schema_version: Double?
    let absolute_tolerance: Double?
  }

  private struct SchemaVersion: Decodable { let schema_version: Double }

  private struct RawFile: Decodable {
    let file: String
    let shared: [String: [String: GoldenValue]]?
    let cases: [RawCase]
  }

  private struct RawCase: Decodable {
    let id: String
    let method: String
    let hyperparameters: [String: GoldenValue]
    let input: [String: GoldenValue]
    let expected: [String: GoldenValue]
    let rtol: Double
    let atol: Double
  }

  private typealias Table = [String: GoldenValue]

  private static func sharedEntries(_ tables: [String: Table], path: String) throws -> Table {
    var entries: Table = [:]
    for (table, values) in tables {
      for (key, value) in values where entries.updateValue(value, forKey: key) != nil {
        throw GoldenError("`\(key)` in `shared.\(table)` of \(path) should stand in one table only.")
      }
    }
    return entries
  }

  private static func resolve(_ value: GoldenValue, in shared: [String: GoldenValue]) -> GoldenValue {
    switch value {
    case .string(let name): shared[name] ?? value
    case .list(let items): .list(items.map { resolve($0, in: shared) })
    case .object(let values): .object(values.mapValues { resolve($0, in: shared) })
    default: value
    }
  }

  private static func reason(_ error: any Error) -> String {
    func text(_ context: DecodingError.Context, _ message: String? = nil) -> String {
      let path = context.codingPath.map { key in key.intValue.map { "\($0)" } ?? key.stringValue }
      let message = message ?? context.debugDescription
      return path.isEmpty ? message : "At `\(path.joined(separator: "."))`: \(message)"
    }
    guard let error = error as? DecodingError else { return error.localizedDescription }
    switch error {
    case .keyNotFound(let key, let context): return text(context, "`\(key.stringValue)` is missing.")
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      return text(context)
    @unknown default: return "\(error)"
    }
  }
}
