import Foundation
import Printing

/// The times of taggers as ratios with their goals.
package struct TaggingReport: Codable, Sendable {
  package let batch, words, threads: Int
  package internal(set) var rows: [RatioRow] = []
  /// What was not measured, and why.
  package internal(set) var omissions: [String] = []
  /// PyTorch's version; nil if nothing was compared.
  package internal(set) var peerVersion: String?
  /// The processors that other programs used meanwhile; nil if the system does not say.
  package internal(set) var foreignLoad: Double?

  init(batch: Int, words: Int, threads: Int) { (self.batch, self.words, self.threads) = (batch, words, threads) }

  /// The report as JSON: the figures of each round.
  package func json() throws -> String { try JSONText.encode(self) }

  /// The report as text: a line for each comparison, then what to know.
  package var table: String {
    (rows.lines + [""] + notes).joined(separator: "\n")
  }

  private var notes: [String] {
    let speed = rows.first { $0.reference.hasPrefix("PyTorch") }.map {
      "\(NumberText.grouped(Int(Double(words) / $0.seconds.median))) words a second"
    }
    return [
      "three layers of 50 in both directions, batches of \(batch) texts with \(words) words, SGD, \(threads) threads, float32",
      speed, peerVersion.map { "PyTorch \($0)" },
      foreignLoad.map { "other programs used \(NumberText.fixed($0, 1)) processors meanwhile" },
    ].compactMap { $0 } + omissions + ["ratios: the median of the rounds with their quartiles"]
  }
}
