import Balancing
import Foundation
import Printing

/// The residuals and seconds of solvers.
package struct SolverReport: Codable, Sendable {
  /// TorchJD's version; nil if Python has none.
  package internal(set) var peerVersion: String?
  package internal(set) var rows: [SolverMeasurement] = []
  /// The methods that were asked for and that this toolkit does not have.
  package let missing: [String]

  init(missing: [String] = []) { self.missing = missing }

  /// The report as JSON, with all figures.
  package func json() throws -> String { try JSONText.encode(self) }

  /// The report as text: one line for each method and number of tasks.
  package var table: String {
    let rows = rows.map { row in
      [row.method, "\(row.tasks)"] + cells(row.ours) + (row.peer.map(cells) ?? ["–", "–", "–", "–"])
    }
    let header = ["method", "K", "residual", "worst", "µs", "no answer"] + ["TorchJD", "worst", "µs", "no answer"]
    return (TextColumns.lines([header] + rows, right: header.indices.map { $0 > 0 }) + notes).joined(separator: "\n")
  }

  private var notes: [String] {
    var notes = ["", "residual: the largest over the Gramians, relative; µs: the median of a call on one thread"]
    notes.append(
      peerVersion.map { "TorchJD \($0); – where it has no such method, or took over 3 s on a smaller problem" }
        ?? "Python has no torchjd, so nothing to compare with")
    if !missing.isEmpty { notes.append("not in the catalogue: \(missing.joined(separator: ", "))") }
    return notes
  }

  private func cells(_ solver: SolverFigures) -> [String] {
    let residual = solver.residuals.max()
    return [
      residual.map { String(format: "%.1e", $0) } ?? "–", solver.worst?.rawValue ?? "–",
      solver.seconds.isEmpty ? "–" : String(format: "%.1f", 1e6 * solver.seconds.median), "\(solver.unanswered)",
    ]
  }
}

/// One method's solver at one number of tasks.
package struct SolverMeasurement: Codable, Sendable {
  package let method: String
  package let tasks: Int
  package internal(set) var ours: SolverFigures
  /// The peer's figures; nil if it has no such method or was left out as too slow.
  package internal(set) var peer: SolverFigures?
}

/// The results of a solver on several Gramians.
package struct SolverFigures: Codable, Sendable {
  package private(set) var residuals: [Double] = []
  package private(set) var seconds: [Double] = []
  /// The number of Gramians for which the solver reported no solution, or gave weights that can be none, such as zeros.
  package internal(set) var unanswered = 0
  /// The kind of Gramian with the largest residual.
  private(set) var worst: SampleGramians?

  mutating func add(_ method: String, _ gramian: Gramian, _ kind: SampleGramians, _ answer: SolverAnswer?) {
    guard let answer else { return unanswered += 1 }
    let residual = OptimalityCondition.residual(of: method, gramian, answer.weights)
    guard residual.isFinite else { return unanswered += 1 }
    add(residual, answer.seconds, kind)
  }

  mutating func add(_ residual: Double, _ seconds: Double, _ kind: SampleGramians) {
    if residual > (residuals.max() ?? -1) { worst = kind }
    residuals.append(residual)
    self.seconds.append(seconds)
  }
}
