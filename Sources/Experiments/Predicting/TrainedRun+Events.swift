import Configuration
import Datasets
import Foundation
import Torch

extension TrainedRun {
  /// The predictions for each case of a log, from all of its events, with the case's name in front.
  func predictEvents(_ log: EventLogConfiguration, _ input: URL) throws -> Predictions {
    let cases = try LatestPrefixes(
      log.log(input), like: log.log(), log.rules, seed: log.seed(of: configuration.reading),
      tasks: configuration.only)
    var predictions = predictions(try outputs(cases.count) { cases.inputs($0) }, count: cases.count)
    predictions.front = [PredictionTable.Column(name: log.columns.caseID, cases.cases)]
    predictions.notes = cases.unknown.map { label, events in
      "`\(input.path)`: the training has no \(label); \(events) events have it."
    }
    if cases.shortened > 0 {
      predictions.notes.append(
        "\(cases.shortened) cases are longer than those of the training; their last events count.")
    }
    return predictions
  }
}
