import Foundation
import Printing

/// The time and memory of the ways to share parameters, as ratios with their goals.
package struct SharingReport: Codable, Sendable {
  /// One comparison.
  package struct Row: Codable, Sendable {
    /// What was measured, and what it is divided by.
    package let measured, reference: String
    /// The largest ratio that is aimed at.
    package let goal: Double
    /// The ratio of each round.
    package let ratios: [Double]
    /// The seconds of each round of what was measured; empty for a ratio of sizes.
    package let seconds: [Double]
    /// Whether the median of the ratios is within the goal.
    package let isMet: Bool

    init(_ measured: String, over reference: String, goal: Double, ratios: [Double], seconds: [Double] = []) {
      (self.measured, self.reference, self.goal) = (measured, reference, goal)
      (self.ratios, self.seconds) = (ratios, seconds)
      isMet = ratios.median <= goal
    }
  }

  package let model: SharingModel
  package let batch, threads: Int
  package internal(set) var rows: [Row] = []
  /// What was not measured, and why.
  package internal(set) var omissions: [String] = []
  /// The versions of LibMTL and of its PyTorch; nil if nothing was compared.
  package internal(set) var peerVersion: String?
  /// The processors that other programs used meanwhile; nil if the system does not say.
  package internal(set) var foreignLoad: Double?

  init(model: SharingModel, batch: Int, threads: Int) {
    (self.model, self.batch, self.threads) = (model, batch, threads)
  }

  /// The report as JSON: the figures of each round.
  package func json() throws -> String { try JSONText.encode(self) }

  /// The report as text: a line for each comparison, then what to know.
  package var table: String {
    let header = ["measured", "divided by", "ms", "ratio", "goal", ""]
    let rows = rows.map { row in
      [
        row.measured, row.reference, row.seconds.isEmpty ? "–" : BenchmarkText.milliseconds(row.seconds.median),
        row.ratios.count > 1 ? BenchmarkText.ratio(row.ratios) : String(format: "%.2f", row.ratios.median),
        "≤ \(row.goal)", row.isMet ? "met" : "missed",
      ]
    }
    let right = [false, false, true, true, true, false]
    return (TextColumns.lines([header] + rows, right: right) + [""] + notes).joined(separator: "\n")
  }

  private static let width = 100

  private var notes: [String] {
    let load = foreignLoad.map { "other programs used \(NumberText.fixed($0, 1)) processors meanwhile" }
    let peer = peerVersion.map {
      "LibMTL \($0.replacing(",", with: " with PyTorch ")) on ResNet-18 at 64×64, three tasks, EW, Adam without options"
    }
    return
      (["\(model.rawValue), \(batch) samples, three tasks, \(threads) threads, float32", peer, load]
      .compactMap { $0 } + omissions + ["ratios: the median of the rounds with their quartiles"])
      .map { TextWrap.wrapped($0, width: Self.width, indent: 2) }
  }
}
