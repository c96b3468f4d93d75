import Datasets
import Printing

extension Comparison {
  /// A CSV table with a line for each method and all digits of every number (RFC 4180; empty for a missing value).
  package func csv() -> String {
    var header = [
      "experiment", "method", "label", "split", "seeds", "delta_m_percent", "delta_m_sd", "delta_m_low", "delta_m_high",
      "interval_level", "interval_kind", "delta_m_convention", "baseline", "mean_rank", "seconds_median", "runs",
      "search_runs",
      "pruned_runs", "failed_runs", "steps", "seconds_all_runs", "seconds_to_best_point", "seconds_to_kept_epoch",
      "parameters", "best_epochs", "hyperparameters",
    ]
    header += tasks.map { "\($0)/change_percent" }
    for column in columns { header += ["mean", "sd"].map { "\(column.task)/\(column.name)/\($0)" } }
    let lines = tableRows.map { method -> [String] in
      let change = method.deltaM
      var fields = [context.experiment, method.method, method.label, options.split]
      fields.append(Set(method.seeds).sorted().map(String.init).joined(separator: " "))
      fields += [
        change?.percent, change?.standardDeviation, change?.interval?.low, change?.interval?.high,
        change?.interval?.level,
      ].map(Self.number)
      fields.append(change?.interval?.kind ?? "")
      fields += [!hasDeltaM ? "" : options.convention.printedName, baseline?.summary ?? ""]
      fields += [Self.number(method.meanRank), Self.number(method.medianSeconds)]
      let cost = method.cost
      fields += [cost.runs, cost.searchRuns, cost.prunedRuns, cost.failedRuns, cost.steps].map(String.init)
      fields += [cost.seconds, cost.searchSeconds, cost.secondsToKept].map(Self.number)
      fields.append("\(method.parameters)")
      fields.append(method.bestEpochs.map(String.init).joined(separator: " "))
      fields.append(method.hyperparameters.map { "\($0.name)=\($0.value)" }.joined(separator: "; "))
      fields += tasks.indices.map { Self.number(method.change(of: $0)?.percent) }
      for estimate in method.estimates { fields += [estimate?.mean, estimate?.standardDeviation].map(Self.number) }
      return fields
    }
    return CSVText.lines([header] + lines)
  }

  /// A CSV table with a line for each seed, split and metric, with the number of the split (`fold`) if there are
  /// several, for other tools to draw or test.
  package func seedsCSV() -> String {
    let hasSplits = splitCount != nil
    let header =
      ["experiment", "method", "label", "seed"] + (hasSplits ? ["fold"] : [])
      + ["split", "task", "metric", "unit", "better", "version", "value"]
    var lines = [header]
    for method in methods {
      for (column, estimate) in zip(columns, method.estimates) {
        guard let estimate else { continue }
        for (repetition, value) in zip(method.repetitions, estimate.values) {
          let fold = repetition.fold.map { "\($0.number)" } ?? ""
          lines.append(
            [context.experiment, method.method, method.label, "\(repetition.seed)"] + (hasSplits ? [fold] : [])
              + [
                options.split, column.task, column.name, column.unit,
                column.direction == .higherIsBetter ? "higher" : "lower", column.version, NumberText.full(value),
              ])
        }
      }
    }
    return CSVText.lines(lines)
  }

  private static func number(_ value: Double?) -> String { value.map(NumberText.full) ?? "" }
}
