import Balancing
import Configuration
import Datasets
import Foundation
import Printing
import Reports
import Tasks
import Torch

/// The lists of `equipoise list`.
package enum Listing: String, CaseIterable, Sendable {
  case methods, trunks, data, losses, metrics, optimizers, schedules, sharing, published

  /// A name with its meaning.
  struct Entry: Codable {
    var name: String
    var details: [String: String]
    var summary: String
  }

  var entries: [Entry] {
    switch self {
    case .methods:
      Catalogue.cards.map { card in
        Entry(
          name: card.name,
          details: [
            "family": card.family.rawValue, "year": card.citation.map { "\($0.year)" } ?? "–",
            "cost": card.cost.text,
            "scopes": card.gradients.map { $0.permitted.map(\.rawValue).joined(separator: ", ") } ?? "–",
            "weights sum to": card.weightSum.rawValue,
            "parameters": card.settings.isEmpty ? "–" : card.settings.map(\.name).joined(separator: ", "),
          ], summary: card.summary)
      }
    case .trunks: TrunkConfiguration.Kind.allCases.map { Entry(name: $0.rawValue, details: [:], summary: $0.summary) }
    case .data: DataKinds.all.map { Entry(name: $0.name, details: [:], summary: $0.summary) }
    case .losses: Losses.all.map { Entry(name: $0.name, details: [:], summary: $0.summary) }
    case .metrics: Metrics.names.map { Entry(name: $0, details: [:], summary: "") }
    case .optimizers: Optimizers.all.map { Entry(name: $0.name, details: [:], summary: $0.summary) }
    case .schedules: Schedules.all.map { Entry(name: $0.name, details: [:], summary: $0.summary) }
    case .sharing:
      NetworkConfiguration.Sharing.allCases.map { Entry(name: $0.rawValue, details: [:], summary: $0.summary) }
    case .published:
      PublishedTables.all.map { Entry(name: $0.name, details: [:], summary: "\($0.title): \($0.source)") }
    }
  }

  package var text: String {
    let entries = entries
    let keys = ["family", "year", "cost", "scopes", "weights sum to", "parameters"].filter { key in
      entries.contains { $0.details[key] != nil }
    }
    let rows =
      [["name"] + keys + [""]]
      + entries.map { entry in [entry.name] + keys.map { entry.details[$0] ?? "" } + [entry.summary] }
    let lines = TextColumns.lines(rows, right: rows[0].map { _ in false })
    return (keys.isEmpty ? Array(lines.dropFirst()) : lines).joined(separator: "\n")
  }

  package func json() throws -> String { try JSONText.encode(entries) }
}

extension TrunkConfiguration.Kind {
  var summary: String {
    switch self {
    case .mlp: "fully connected layers, for vectors"
    case .lenet: "two convolutions and a fully connected layer, for small square images"
    case .segnet: "encoder and decoder with remembered pooling places, for an answer at every pixel"
    case .resnet18: "eighteen layers with shortcuts, for images; dilated for an answer at every pixel"
    case .resnet34: "thirty-four layers with shortcuts, likewise"
    case .resnet50: "fifty layers with shortcuts, likewise"
    case .resnet101: "a hundred and one layers with shortcuts, likewise"
    case .lstm: "recurrent layers, for sequences of events"
    case .cnn: "three convolutions, for sequences of events"
    case .transformer: "self-attention, for sequences of events"
    }
  }
}

extension NetworkConfiguration.Sharing {
  var summary: String {
    switch self {
    case .hard: "one trunk for all tasks, one head for each"
    case .mtan: "hard sharing with masks of each task at the trunk's maps (MTAN), for segnet and the resnets"
    }
  }
}
