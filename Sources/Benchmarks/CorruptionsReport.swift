import Foundation
import Printing

/// The seconds of image corruptions, and those of imagecorruptions.
package struct CorruptionsReport: Codable, Sendable {
  /// One kind: the median seconds of an image at each severity.
  package struct Row: Codable, Sendable {
    package let kind: String
    package internal(set) var seconds: [Double] = []
    /// The peer's seconds; empty without a peer.
    package internal(set) var peerSeconds: [Double] = []
    /// The largest difference between both sides' bytes; nil for a kind that draws, and without a peer.
    package internal(set) var largestDifference: Double?

    /// The images in a second of all severities.
    var rate: Double { Double(seconds.count) / seconds.reduce(0, +) }
    var peerRate: Double? { peerSeconds.isEmpty ? nil : Double(peerSeconds.count) / peerSeconds.reduce(0, +) }
  }

  package let height: Int
  package let width: Int
  /// The version of imagecorruptions; nil if Python has none.
  package let peerVersion: String?
  package internal(set) var rows: [Row] = []
  /// The processors that other programs used meanwhile.
  package internal(set) var foreignLoad: Double?

  init(height: Int, width: Int, peerVersion: String?) {
    (self.height, self.width, self.peerVersion) = (height, width, peerVersion)
  }

  /// The kind that is left out of the means: the peer takes a thousand times as long for it.
  private static let leftOut = "glass-blur"

  /// The report as JSON, with all figures.
  package func json() throws -> String { try JSONText.encode(self) }

  /// The report as text: one line for each kind, and the means.
  package var table: String {
    let header = ["kind", "images/s", "imagecorruptions", "ratio", "difference"]
    let rows = rows.map { row in
      [
        row.kind, Self.number(row.rate), row.peerRate.map(Self.number) ?? "–",
        row.peerRate.map { Self.ratio(row.rate / $0) } ?? "–", row.largestDifference.map(Self.number) ?? "–",
      ]
    }
    return (TextColumns.lines([header] + rows, right: header.indices.map { $0 > 0 }) + notes).joined(separator: "\n")
  }

  private var notes: [String] {
    var notes = [
      "",
      "\(width) × \(height) pixels of 3 channels, from bytes to bytes on one thread, all severities with the constants of ImageNet-C",
    ]
    guard let peerVersion else {
      return notes + ["Python has no imagecorruptions, so nothing to compare with: pip install imagecorruptions==1.1.2"]
    }
    notes.append(
      "difference: the largest between both sides' bytes, for kinds that draw nothing; imagecorruptions \(peerVersion)")
    let compared = self.rows.compactMap { row in row.peerRate.map { (row.kind, row.rate, $0) } }
      .filter { $0.0 != Self.leftOut }
    guard !compared.isEmpty else { return notes }
    let count = Double(compared.count)
    let own = compared.reduce(0) { $0 + $1.1 } / count, peer = compared.reduce(0) { $0 + $1.2 } / count
    let all = compared.reduce(0) { $0 + 1 / $1.1 } / count, allOfPeer = compared.reduce(0) { $0 + 1 / $1.2 } / count
    let geometric = exp(compared.reduce(0) { $0 + log($1.1 / $1.2) } / count)
    notes.append("without \(Self.leftOut), over \(compared.count) kinds:")
    notes.append(
      "  mean of images/s  \(Self.number(own)) against \(Self.number(peer)): \(Self.ratio(own / peer)) times as many")
    notes.append(
      "  as many of each kind  \(Self.number(1 / all)) against \(Self.number(1 / allOfPeer)) images/s: "
        + "\(Self.ratio(allOfPeer / all)) times as many")
    notes.append("  geometric mean of the ratios  \(Self.ratio(geometric))")
    if let foreignLoad {
      notes.append("other programs used \(String(format: "%.1f", foreignLoad)) processors meanwhile")
    }
    return notes
  }

  private static func number(_ value: Double) -> String { String(format: "%.0f", value) }
  private static func ratio(_ value: Double) -> String { String(format: "%.2f", value) }
}
