import Foundation
import Runs

/// What a training's epochs say on the claims on weights and losses.
struct Trajectory {
  /// The weights of each task by epoch, and how much the batches of an epoch differ, by name.
  let series: [String: [Double]]
  /// How far each task's validation loss has risen above its lowest, as a logarithm, under one name.
  let rises: [String: [Double]]

  static func weight(of task: String) -> String { "weight of \(task)" }
  /// The name of the logarithm of the spread of weights over that of weighted losses, a value for each epoch and task.
  static let oscillation = "oscillation"
  static let rise = "rise"

  init(_ records: [EpochRecord], of tasks: [String]) {
    var series: [String: [Double]] = [:]
    for task in tasks {
      let weights = records.compactMap { $0.weights?[task] }
      if weights.count == records.count { series[Self.weight(of: task)] = weights.map(Self.rounded) }
    }
    let ratios = records.flatMap { record in
      tasks.compactMap { task -> Double? in
        guard let own = record.weightSpreads?[task], let weighted = record.weightedLossSpreads?[task], own > 0,
          weighted > 0
        else { return nil }
        return log(own / weighted)
      }
    }
    if !ratios.isEmpty { series[Self.oscillation] = ratios.map(Self.rounded) }
    self.series = series
    let risen = tasks.compactMap { task -> Double? in
      let losses = records.compactMap { $0.losses["validation"]?[task] }
      guard let last = losses.last, let least = losses.min(), least > 0, losses.allSatisfy(\.isFinite) else {
        return nil
      }
      return log(last / least)
    }
    rises = risen.count == tasks.count ? [Self.rise: risen] : [:]
  }

  /// A number in five digits: as many as these claims need.
  private static func rounded(_ value: Double) -> Double { Double(String(format: "%.4e", value)) ?? .nan }
}
