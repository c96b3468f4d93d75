import Foundation
import Tasks

extension DataSource {
  /// An ARFF table with a task for each target. Regressions are measured by their error relative to the training
  /// mean's, and then as in a table.
  ///
  /// - Parameters:
  ///   - schema: from ``TableSchema/init(arff:targets:dropping:)``, with its other files and its division.
  ///   - cache: the folder in which tables are kept encoded, so that they are parsed once; without one, they are in
  ///     memory.
  /// - Throws: `DatasetError`, see ``Table/init(_:)``.
  public static func arff(_ schema: TableSchema, cache: URL? = nil) throws -> DataSource {
    var source = try table(schema, cache: cache)
    source.tasks = try source.tasks.map { $0.kind == .regression ? try $0.measured(by: ["rrmse", "mae"]) : $0 }
    return source
  }
}
