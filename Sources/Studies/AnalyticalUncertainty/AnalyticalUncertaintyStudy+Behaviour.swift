import Foundation
import Runs
import Statistics

/// The claims on weights and losses during training.
extension AnalyticalUncertaintyStudy {
  static let behaviour = [
    StudyClaim(
      "UW from a bad start needs a tenth of the training or more to come to the weights of the usual start.",
      source: "section 3.1", confidence: .paper, kind: .superiority, margin: 0.1, unit: "share of the epochs",
      experiments: [rooms], control: "weights without a memory, such as UW-O's, have no start.",
      otherwise: "an interval that lies wholly below 0.1."
    ) { results in
      let runs = try results.runs(rooms)
      func curves(_ label: String) -> [Int: StudyEvidence.Run] {
        Dictionary(runs.filter { $0.result.label == label }.map { ($0.result.seed, $0) }) { first, _ in first }
      }
      let (usual, bad) = (curves("UW"), curves(SearchedData.badStart))
      let shares = try usual.keys.sorted().map { seed -> Double in
        let tasks = usual[seed]!.result.tasks
        let pairs = tasks.compactMap { task -> ([Double], [Double])? in
          let name = Trajectory.weight(of: task)
          guard let one = usual[seed]?.kept[name], let other = bad[seed]?.kept[name], one.count == other.count else {
            return nil
          }
          return (one, other)
        }
        guard pairs.count == tasks.count, let epochs = pairs.first?.0.count, epochs > 0 else {
          throw StudyResults.Missing(description: "UW, seed \(seed), kept no weights")
        }
        return Double(CurveMeeting.points(before: pairs, within: 0.1)) / Double(epochs)
      }
      return .init([EffectEstimate(paired: shares)], ["epochs until all weights differ by less than a tenth"])
    },
    StudyClaim(
      "Under UW single tasks over-fit more than under UW-SO.", source: "section 4.2, figure 2", confidence: .paper,
      kind: .superiority, margin: 0.1, unit: "log ratio", experiments: [overfitting],
      control: "EW stands in the same table.", otherwise: "an interval that lies wholly below 0.1."
    ) { results in
      .init(
        [
          try results.paired(overfitting, ("UW", uwso)) { run in
            guard let mean = Statistics.mean(run.kept[Trajectory.rise] ?? []) else {
              throw StudyResults.Missing(description: "\(run.result.label), seed \(run.result.seed), kept no losses")
            }
            return mean
          }
        ], ["rise of the validation losses above their lowest, UW over UW-SO"])
    },
    scaled(
      "GLS and UW-O keep their result where losses are scaled.", ["GLS", "UW-O"], .equivalence, margin: 2,
      otherwise: "an interval that lies wholly above 2 or below −2."),
    scaled(
      "UW and IMTL-L lose where losses are scaled.", ["UW", "IMTL-L"], .superiority, margin: 5,
      otherwise: "an interval that lies wholly below 5 points."),
    StudyClaim(
      "UW-SO's weights oscillate more from batch to batch than its weighted losses.", source: "figure 4",
      confidence: .paper, kind: .superiority, margin: 0.1, unit: "log ratio", experiments: [rooms],
      control: "UW-O's weighted losses are all 1, and UW's weights hardly move within an epoch.",
      otherwise: "an interval that lies wholly below 0.1."
    ) { results in
      let values = try results.values(of: .init(rooms, uwso)) { run in
        guard let mean = Statistics.mean(run.kept[Trajectory.oscillation] ?? []) else {
          throw StudyResults.Missing(description: "UW-SO, seed \(run.result.seed), kept no spreads")
        }
        return mean
      }
      return .init(
        [EffectEstimate(paired: values.sorted { $0.key < $1.key }.map(\.value))],
        ["relative spread of weights over that of weighted losses"])
    },
  ]

  /// A claim on what the factors 10,000, 0.1 and 1 of the losses change: the plain result over the scaled one.
  private static func scaled(
    _ sentence: String, _ methods: [String], _ kind: ClaimKind, margin: Double, otherwise: String
  ) -> StudyClaim {
    StudyClaim(
      sentence, source: "table A2", confidence: .paper, kind: kind, margin: margin, unit: "points of Δm",
      experiments: [rooms, scaledRooms], control: "all four methods stand in both tables.", otherwise: otherwise
    ) { results in
      .init(
        try methods.map { method in
          try results.paired(.init(rooms, method), .init(scaledRooms, method)) {
            try results.deltaM(of: $0, overSingleTasksOf: rooms)
          }
        }, methods.map { "\($0) with plain losses over \($0) with scaled ones" })
    }
  }
}
