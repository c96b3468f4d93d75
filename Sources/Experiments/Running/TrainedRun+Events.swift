import Datasets
import Foundation
import Torch

extension TrainedRun {
  /// A row for each case of a log, from all of its events, with the case's name in front.
  func predictEvents(
    _ log: EventLogConfiguration, _ input: URL, _ output: URL, noting note: (String) -> Void
  ) throws -> String {
    let cases = try LatestPrefixes(
      log.log(input), like: log.log(), log.rules, seed: log.seed(of: configuration.reading),
      tasks: configuration.only)
    for (label, events) in cases.unknown {
      note("`\(input.path)`: the training has no \(label); \(events) events have it.")
    }
    if cases.shortened > 0 {
      note("\(cases.shortened) cases are longer than those of the training; their last events count.")
    }
    let results = try predictions(cases.count) { cases.inputs($0) }
    var predicted = PredictionTable()
    predicted.append(log.columns.caseID, cases.cases)
    for (name, tensor) in results {
      predicted.append(name, tensor, classes: parts.data.classNames[name] ?? [])
    }
    return try predicted.write(to: output)
  }
}
