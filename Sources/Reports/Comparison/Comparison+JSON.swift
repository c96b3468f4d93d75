import Printing
import Statistics

extension Comparison {
  /// The comparison for programs: all digits of every number, null for a missing one.
  package func json() -> String { tree.text }

  var tree: JSONTree {
    let tree: JSONTree = [
      "experiment": .string(context.experiment), "split": .string(options.split),
      "selection": ["splits": strings(selectionSplits), "criteria": strings(selectionCriteria)],
      "intervals": .string(intervalsSentence),
      "convention": .string(options.convention.printedName),
      "baseline": baseline.map { ["identity": .string($0.identity), "seeds": .array($0.seeds.map(number))] } ?? nil,
      "bootstrap": [
        "level": .number(options.bootstrap.level), "samples": number(options.bootstrap.samples),
        "seed": .number(Double(options.bootstrap.seed)),
      ],
      "methods": .array(methods.map(json)), "constant": constant.map(json) ?? nil,
      "worseThanConstant": .array(
        worseThanConstant.map {
          [
            "task": .string($0.task), "metric": .string($0.metric.name), "best": JSONTree($0.best),
            "constant": JSONTree($0.constant), "otherwiseBetter": strings($0.otherwiseBetter),
          ]
        }),
      "differencesFromBest": .array(
        differences.map { difference in
          JSONTree.object([.init(key: "label", value: .string(difference.label))]).merging(
            json(difference.percent, nil, difference.interval))
        }),
      "margin": .number(options.margin), "verdict": .string(recommendation.verdict.rawValue),
      "recommendation": .string(recommendation.text), "problems": strings(problems),
      "leftOut": .array(
        leftOut.map {
          ["task": .string($0.task), "metric": .string($0.metric), "reason": .string($0.reason.rawValue)]
        }),
      "notes": strings(footnotes),
    ]
    return tree.merging([
      "ranking": ranking?.json ?? nil, "paretoFront": strings(tasksFront),
      "recommendedRuns": .array(
        recommendedRuns.map {
          [
            "label": .string($0.label), "task": $0.task.map { .string($0) } ?? nil, "seed": number($0.seed),
            "epoch": number($0.epoch), "folder": .string($0.folder.relativeToCurrentFolder),
          ]
        }),
      "taskGroups": taskGroups.map {
        [
          "alone": strings($0.alone), "together": strings($0.together), "tried": .bool(false),
          "command": $0.command.map { .string($0) } ?? nil,
        ]
      } ?? nil,
      "negativeTransfer": .array(
        negativeTransfer.map { label, task, change in
          JSONTree.object([
            .init(key: "label", value: .string(label)), .init(key: "task", value: .string(task)),
          ]).merging(json(change.percent, nil, change.interval))
        }),
      "gradientCosines": .array(gradientCosines.map(\.json)),
      "claims": .array(claims.map(\.json)),
      "nextSteps": .array(
        (nextSteps?.steps ?? []).map { ["purpose": .string($0.purpose), "command": .string($0.command)] }),
    ])
  }

  private func json(_ method: MethodSummary) -> JSONTree {
    let metrics = zip(columns, method.estimates).map { column, estimate -> JSONTree in
      [
        "task": .string(column.task), "metric": .string(column.name), "unit": .string(column.unit),
        "better": column.direction == .higherIsBetter ? "higher" : "lower", "version": .string(column.version),
        "mean": JSONTree(estimate?.mean), "standardDeviation": JSONTree(estimate?.standardDeviation),
        "values": .array(estimate?.values.map { JSONTree($0) } ?? []),
      ]
    }
    let changes = zip(tasks, method.taskChanges).compactMap { task, change -> JSONTree? in
      guard let change else { return nil }
      return JSONTree.object([.init(key: "task", value: .string(task))]).merging(json(change))
    }
    let folds: JSONTree =
      splitCount == nil ? [:] : ["folds": .array(method.repetitions.map { number($0.fold?.number ?? 0) })]
    let tree: JSONTree = [
      "method": .string(method.method), "label": .string(method.label), "seeds": .array(method.seeds.map(number)),
      "deltaM": method.deltaM.map(json) ?? nil, "tasks": .array(changes), "meanRank": JSONTree(method.meanRank),
      "seconds": .array(method.seconds.map { JSONTree($0) }), "clock": .string(clock.rawValue),
      "runs": number(method.runs),
      "searchRuns": number(method.searchRuns), "steps": number(method.cost.steps),
      "secondsOfAllRuns": JSONTree(method.cost.seconds), "secondsToBestPoint": JSONTree(method.cost.searchSeconds),
      "secondsToKeptEpoch": JSONTree(method.cost.secondsToKept), "parameters": number(method.parameters),
      "bestEpochs": .array(method.bestEpochs.map(number)),
      "convergence": [
        "runs": number(method.convergence.runs), "keptLast": number(method.convergence.last),
        "keptFirst": number(method.convergence.first),
      ],
      "notSearched": strings(method.hyperparameters.filter(\.isUnsearched).map(\.name)),
      "hyperparameters": .object(method.hyperparameters.map { .init(key: $0.name, value: .string($0.value)) }),
      "metrics": .array(metrics),
    ]
    return tree.merging(folds)
  }

  private func json(_ change: MethodSummary.Change) -> JSONTree {
    json(change.percent, change.standardDeviation, change.interval)
      .merging(["values": .array(change.perSeed.map { JSONTree($0) })])
  }

  private func json(_ percent: Double, _ deviation: Double?, _ interval: Interval?) -> JSONTree {
    [
      "percent": JSONTree(percent), "standardDeviation": JSONTree(deviation), "low": JSONTree(interval?.low),
      "high": JSONTree(interval?.high), "interval": interval.map { .string($0.kind) } ?? nil,
      "comparisons": interval?.comparisons.map(number) ?? nil,
    ]
  }

  private func strings(_ values: [String]) -> JSONTree { .array(values.map { .string($0) }) }

  private func number(_ value: Int) -> JSONTree { .number(Double(value)) }
}
