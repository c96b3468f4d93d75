import Foundation
import Printing

extension RunFolder {
  /// Decodes a JSON file that says which schema it has. A file that says nothing has the first schema, which had no
  /// such entry.
  ///
  /// - Parameters:
  ///   - schemas: those that can be read, up to the one that is written.
  ///   - isMarked: whether every schema says which it is, so that a file without one is damaged.
  /// - Throws: ``ResultsError/schema(path:found:supported:)`` for another schema, before the rest is read;
  ///   ``ResultsError/damaged(path:line:reason:)`` for a file that is none of these.
  package static func decode<Content: Decodable>(
    _ type: Content.Type, from file: URL, schemas: ClosedRange<Int>, isMarked: Bool = false
  ) throws(ResultsError) -> Content {
    let data = try contents(of: file)
    do {
      let found =
        isMarked
        ? try JSONText.decoder.decode(SchemaMark.self, from: data).schema
        : try JSONText.decoder.decode(OptionalSchemaMark.self, from: data).schema ?? 1
      guard schemas.contains(found) else {
        throw ResultsError.schema(path: file.path, found: found, supported: schemas.upperBound)
      }
      return try JSONText.decoder.decode(type, from: data)
    } catch let error as ResultsError {
      throw error
    } catch {
      throw .damaged(path: file.path, line: nil, reason: reason(error))
    }
  }
}

private struct SchemaMark: Decodable { var schema: Int }
private struct OptionalSchemaMark: Decodable { var schema: Int? }
