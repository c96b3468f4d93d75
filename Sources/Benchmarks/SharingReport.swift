import Foundation
import Printing

/// The time and memory of the ways to share parameters, as ratios with their goals.
package struct SharingReport: Codable, Sendable {
  package let model: SharingModel
  package let batch, threads: Int
  package internal(set) var rows: [RatioRow] = []
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
    (rows.lines + [""] + notes).joined(separator: "\n")
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
