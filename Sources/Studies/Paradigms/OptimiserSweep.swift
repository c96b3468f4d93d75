import Foundation
import Statistics

/// The sweep of optimisers: two loads of buildings, the second in units a hundredth of the size, learned with three optimisers, five
/// learning rates each, by equal weights and by learned uncertainty.
enum OptimiserSweep {
  /// An optimiser with its learning rates.
  private struct Arm {
    var experiment: String
    var yaml: String
    var rates: [String]
  }

  private static let arms = [
    Arm(experiment: "sweep-adam", yaml: "adam", rates: ["3e-2", "1e-2", "3e-3", "1e-3", "3e-4"]),
    Arm(experiment: "sweep-sgd", yaml: "{kind: sgd, momentum: 0.9}", rates: ["1e-2", "1e-3", "1e-4", "1e-5", "1e-6"]),
    Arm(
      experiment: "sweep-sign-sgd", yaml: "{kind: sign-sgd, momentum: 0.9}",
      rates: ["1e-2", "3e-3", "1e-3", "3e-4", "1e-4"]),
  ]
  private static let methods = ["EW", "UW"]
  private static let tasks = ["Y1", "Y2"]

  static let protocolText = [
    "Optimisers: two regressions (enb), whose second squared error counts 10,000 times, as if its target were in units a hundredth of the "
      + "size; MLP with 64 and 64 units, batch 64, 200 epochs, five seeds. EW and UW, each with Adam, SGD with momentum 0.9 and SignSGD with "
      + "momentum 0.9, at five learning rates each. A run is Pareto-optimal if no other of its seed is at least as good in both test errors "
      + "and better in one. A run that came to numbers that are not finite is not."
  ]

  static let deviations = [
    "The sweep's effect is the difference of counts of Pareto-optimal runs within a seed, with an interval over seeds, in place of the "
      + "paper's counts over all runs. Data and learning rates are ours; SGD's reach lower, since the second loss is large."
  ]

  static let claims = [
    counting("More of the Pareto-optimal runs are Adam's than SGD's.", over: "sweep-sgd", named: "SGD"),
    counting("More of the Pareto-optimal runs are Adam's than SignSGD's.", over: "sweep-sign-sgd", named: "SignSGD"),
    StudyClaim(
      "With Adam less depends on the weighting than with SGD: UW is less far ahead of EW on the task that weighs little.",
      source: "the section on the optimiser", confidence: .paper, kind: .superiority, margin: 0.1, unit: "log ratio",
      experiments: ["sweep-adam", "sweep-sgd"], control: "SignSGD stands in the same tables.",
      otherwise: "an interval that lies wholly below 0.1."
    ) { results in
      let (adam, sgd) = (try lead("sweep-adam", results), try lead("sweep-sgd", results))
      return .init(
        [EffectEstimate(paired: adam.keys.sorted().map { (sgd[$0] ?? .nan) - adam[$0]! })],
        ["UW over EW: SGD less Adam"])
    },
  ]

  static func experiments(_ scale: StudyCard.Scale) -> [StudyExperiment] {
    let quick = scale == .quick
    return arms.map { arm in
      let rows = methods.flatMap { method in
        arm.rates.map {
          "{method: \(method.lowercased()), label: \(label(method, $0)), training: {learning-rate: \($0)}}"
        }
      }
      return StudyExperiment(
        arm.experiment,
        """
        data: {kind: arff, files: {train: "${EQUIPOISE_DATA:-data}/mulan-multitarget/enb.arff.gz"}, targets: 2}
        tasks:
          Y1: {loss: l2, metrics: [rmse]}
          Y2: {loss: l2, metrics: [rmse], weight: 10000}
        network: {trunk: mlp, hidden: [64, 64]}
        training:
          epochs: \(quick ? 2 : 200)
          batch: 64
          optimizer: \(arm.yaml)
          schedule: constant
          early-stopping: none
        comparison:
          seeds: \(quick ? 2 : scale == .full ? 10 : 5)
          single-task: false
          methods:
        \(rows.map { "    - \($0)" }.joined(separator: "\n"))
        """)
    }
  }

  private static func label(_ method: String, _ rate: String) -> String { "\(method) \(rate)" }

  // MARK: figures

  /// The two errors of a run on a split; infinite for one that came to numbers that are not finite.
  private static func errors(_ run: StudyEvidence.Run, on split: String = "test") -> [Double] {
    tasks.map { task in
      guard let error = try? run.metric("rmse", of: task, on: split), error.isFinite else { return .infinity }
      return error
    }
  }

  /// The number of Pareto-optimal runs of each seed, by experiment.
  static func paretoCounts(_ results: StudyResults) throws -> [Int: [String: Int]] {
    var runs: [Int: [(experiment: String, errors: [Double])]] = [:]
    for arm in arms {
      for run in try results.runs(arm.experiment) {
        runs[run.result.seed, default: []].append((arm.experiment, errors(run)))
      }
    }
    return runs.mapValues { runs in
      let best = runs.filter { run in
        run.errors.allSatisfy(\.isFinite)
          && !runs.contains { zip($0.errors, run.errors).allSatisfy(<=) && $0.errors != run.errors }
      }
      return Dictionary(grouping: best, by: \.experiment).mapValues(\.count)
    }
  }

  private static func counting(_ sentence: String, over experiment: String, named name: String) -> StudyClaim {
    StudyClaim(
      sentence, source: "the tables of Pareto-optimal runs", confidence: .paper, kind: .superiority, margin: 1,
      unit: "runs", experiments: arms.map(\.experiment), control: "all three optimisers have as many runs.",
      otherwise: "an interval that lies wholly below 1."
    ) { results in
      let counts = try paretoCounts(results)
      let differences = counts.keys.sorted().map { seed in
        Double((counts[seed]?["sweep-adam"] ?? 0) - (counts[seed]?[experiment] ?? 0))
      }
      return .init([EffectEstimate(paired: differences)], ["Adam over \(name)"])
    }
  }

  /// How far UW is ahead of EW on the task that weighs little, by seed: the logarithm of the ratio of their errors, each at the learning rate
  /// with the lowest validation errors of both tasks.
  private static func lead(_ experiment: String, _ results: StudyResults) throws -> [Int: Double] {
    func best(_ method: String) throws -> [Int: Double] {
      let own = try results.runs(experiment).filter { $0.result.label.hasPrefix("\(method) ") }
      return Dictionary(grouping: own, by: \.result.seed).mapValues { runs in
        let chosen = runs.min { validation($0) < validation($1) }!
        return log(errors(chosen)[0])
      }
    }
    let (ew, uw) = (try best("EW"), try best("UW"))
    return Dictionary(uniqueKeysWithValues: ew.keys.map { ($0, ew[$0]! - (uw[$0] ?? .nan)) })
  }

  /// The mean over tasks of the logarithm of the validation error.
  private static func validation(_ run: StudyEvidence.Run) -> Double {
    let errors = errors(run, on: "validation")
    return errors.reduce(0) { $0 + log($1) } / Double(errors.count)
  }
}
