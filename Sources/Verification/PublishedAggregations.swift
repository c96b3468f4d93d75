import Foundation

/// A file of published aggregations: small Jacobians, and for each method the update direction of its aggregator or the
/// task weights of its weighting, with one absolute tolerance for the whole file. It has no `schema_version`.
struct PublishedAggregations: Decodable {
  struct Entry: Decodable {
    let method: String
    let params: [String: GoldenValue]
    /// The name of a Jacobian.
    let jacobian: String
    let expected: GoldenValue
    /// Whether the numbers depend on the random generator of their source.
    let random: Bool?
  }

  let absolute_tolerance: Double
  let jacobians: [String: [[Double]]]
  let aggregators: [Entry]
  let weightings: [Entry]

  /// The file as reference cases: `direction` is expected of an aggregator, `weights` of a weighting. The parameters of
  /// the source become `hyperparameters`; those with their default values are missing there.
  func file(name: String, path: String) throws -> GoldenFile {
    let parts = [("aggregator", "direction", aggregators), ("weighting", "weights", weightings)]
    return GoldenFile(
      name: name,
      cases: try parts.flatMap { part, key, entries in
        try entries.map { entry in
          let id = "\(part)/\(entry.method)", place = "case `\(id)` in \(path)"
          guard let rows = jacobians[entry.jacobian], let columns = rows.first?.count,
            rows.allSatisfy({ $0.count == columns })
          else {
            throw GoldenError("`jacobian` of \(place) should name rows of one length. Found `\(entry.jacobian)`.")
          }
          let jacobian = GoldenValue.tensor(shape: [rows.count, columns], data: rows.flatMap { $0 })
          let hyperparameters = entry.params.merging(entry.random == true ? ["random": .bool(true)] : [:]) { $1 }
          return GoldenCase(
            id: id, method: entry.method,
            hyperparameters: GoldenFields(hyperparameters, place: "`hyperparameters` of \(place)"),
            input: GoldenFields(["jacobian": jacobian], place: "`input` of \(place)"),
            expected: [key: entry.expected], rtol: 0, atol: absolute_tolerance)
        }
      })
  }
}
