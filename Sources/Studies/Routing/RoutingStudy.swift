import Components
import Runs
import Statistics

/// The study of task routing: whether tasks of which each uses a part of a trunk learn better than tasks that share all of it.
package enum RoutingStudy {
  package static let card = StudyCard(
    About(
      "routing", title: "Many task learning with task routing",
      "whether many tasks learn better if each uses a part of the trunk, and which part",
      citation: Citation(
        "G. Strezoski, N. van Noord, M. Worring", "Many Task Learning With Task Routing", "ICCV", 2019,
        "arXiv 1903.12117"),
      deviations: [
        "The paper's data sets, sizes and training are not known; here they are generated tasks and ToxCast.",
        "Routed layers have no batch normalisation, so that running statistics mix no tasks.",
        "The share of units is chosen on validation for each seed, and judged on test.",
        "On ToxCast and Omniglot a step teaches one task for each sample of its batch, on the generated tasks one task as published.",
        "Margins are ours: half a point of accuracy, a point of AUC.",
      ]),
    data: [
      StudyData(
        "toxcast", file: "moleculenet/toxcast.csv.gz", "moleculenet/toxcast_ecfp4_1024.bits.gz",
        source: "toxcast.csv.gz of MoleculeNet with fingerprints of 1,024 bits, in the folder moleculenet"),
      StudyData(
        "omniglot", file: "omniglot/images-28x28-idx3-ubyte.gz", "omniglot/labels-idx2-ubyte.gz",
        "omniglot/alphabets.txt",
        source:
          "the five alphabets of images_background_small1 of https://github.com/brendenlake/omniglot as IDX files, in the "
          + "folder omniglot"),
    ],
    minutes: 60,
    protocolText: [
      "Conflicting labels: 30 yes-or-no tasks on 40 inputs in six groups, of which each contradicts its neighbour; 600 training samples. MLP "
        + "with 96 and 96 units, both routed; Adam at 0.001, weight decay 0.0001, batch 64, 6,000 steps of which each teaches one task; the last "
        + "weights. Shares of units: \(keeps.map(\.brief).joined(separator: ", ")); at 1 all is shared.",
      "Unrelated labels: the same with linear tasks, so that groups have nothing in common: none contradicts another.",
      "ToxCast: the 617 assays of 8,576 molecules, without those that lack one of the answers in a split; MLP with 256 and 256 units, batch 64, \(toxcastEpochs) epochs, one assay for each sample of a "
        + "batch; the mean AUC over assays with both answers in the test split.",
      "Omniglot: yes-or-no tasks, each a character among those of its alphabet; LeNet, batch 32, Adam at 0.002, one character for each "
        + "drawing of a batch. The first \(growing) characters alone, the first \(growth[1]), and all \(growth[2]) of five alphabets; with more "
        + "tasks as many more updates, so that each character has as many answers. The mean AUC of the first \(growing) characters.",
    ],
    claims: [
      StudyClaim(
        "Some share of units below 1 is better than sharing all.", source: "abstract", confidence: .abstract,
        kind: .superiority, margin: 0.5, unit: "points of accuracy", experiments: conflicts,
        control: "the share is chosen on validation.", otherwise: "an interval that lies wholly below 0.5 points."
      ) { results in
        .init(
          [try EffectEstimate(paired: chosenOverWhole(results, conflicts))], ["the share chosen on validation over 1"])
      },
      StudyClaim(
        "Where groups have nothing in common, some share of units below 1 is better than sharing all.",
        source: "ours, what other tasks are to a task", confidence: .own, kind: .superiority, margin: 0.5,
        unit: "points of accuracy", experiments: unrelated, control: "the share is chosen on validation.",
        otherwise: "an interval that lies wholly below 0.5 points."
      ) { results in
        .init(
          [try EffectEstimate(paired: chosenOverWhole(results, unrelated))], ["the share chosen on validation over 1"])
      },
      StudyClaim(
        "With about one unit for each task all is lost that routing gains.", source: "ours, the other end of the share",
        confidence: .own, kind: .superiority, margin: 0.5, unit: "points of accuracy",
        experiments: [conflict(1), conflict(keeps.last!)],
        control: "both networks have the same number of trained values.",
        otherwise: "an interval that lies wholly below 0.5 points."
      ) { results in
        .init(
          [
            try results.paired(.init(conflict(1), row), .init(conflict(keeps.last!), row)) { try accuracy($0) }
          ], ["1 over \(keeps.last!.brief)"])
      },
      StudyClaim(
        "On ToxCast's hundreds of tasks half of the units for each is better than sharing all.",
        source: "abstract: hundreds of tasks",
        confidence: .abstract, kind: .superiority, margin: 1, unit: "points of AUC",
        experiments: [toxcast(1), toxcast(0.5)],
        control: "the network that shares all has the same tasks in the same steps.",
        otherwise: "an interval that lies wholly below 1 point."
      ) { results in
        .init(
          [try results.paired(.init(toxcast(0.5), row), .init(toxcast(1), row)) { 100 * meanAUC($0) }], ["0.5 over 1"])
      },
      StudyClaim(
        "From \(growing) characters to \(growth[2]), the first \(growing) gain more with half of the units for each than with all shared.",
        source: "abstract: routing grows with the number of tasks", confidence: .abstract, kind: .superiority,
        margin: 1,
        unit: "points of AUC", experiments: [growth[0], growth[2]].flatMap { [grown($0, 1), grown($0, 0.5)] },
        control: "each character has as many answers with few and with many tasks.",
        otherwise: "an interval that lies wholly below 1 point."
      ) { results in
        .init([try growthOfRoutedOverWhole(results)], ["gain with 0.5 over gain with 1"])
      },
      StudyClaim(
        "The first \(growing) of \(growth[2]) characters are not worse in one routed network than in a network each.",
        source: "ours, what one network for all costs", confidence: .own, kind: .notWorse, margin: 1,
        unit: "points of AUC", experiments: [grown(growing, 1), grown(growth[2], 0.5)],
        control: "a network of one character sees every drawing for it, as often as the eight together do.",
        otherwise: "an interval that lies wholly below −1 point."
      ) { results in
        .init([try grownOverApart(results)], ["one network of \(growth[2]) over one each"])
      },
    ],
    experiments: { scale in
      keeps.map { StudyExperiment(conflict($0), generated(keep: $0, isUnrelated: false, scale)) }
        + keeps.map { StudyExperiment(apart($0), generated(keep: $0, isUnrelated: true, scale)) }
        + [1, 0.5].map { StudyExperiment(toxcast($0), molecules(keep: $0, scale)) }
        + growth.flatMap { tasks in
          [1, 0.5].map { StudyExperiment(grown(tasks, $0), characters(tasks, keep: $0, scale)) }
        }
    })

  private static let row = "EW"
  static let keeps = [1, 0.5, 0.25, 0.1, 0.0105]
  private static let conflicts = keeps.map(conflict)
  private static let unrelated = keeps.map(apart)
  static let toxcastEpochs = 8
  /// The characters of Omniglot that are judged, and the numbers of tasks that they are learned with.
  static let growing = 8
  static let growth = [growing, 32, 136]

  private static func conflict(_ keep: Double) -> String { "conflict-\(keep.brief)" }
  private static func apart(_ keep: Double) -> String { "apart-\(keep.brief)" }
  private static func grown(_ tasks: Int, _ keep: Double) -> String { "characters-\(tasks)-\(keep.brief)" }
  private static func toxcast(_ keep: Double) -> String { "toxcast-\(keep.brief)" }

  // MARK: figures

  /// The mean accuracy over tasks, in points.
  private static func accuracy(_ run: StudyEvidence.Run, on split: String = "test") throws -> Double {
    let values = try run.metrics("accuracy", on: split)
    return 100 * values.reduce(0, +) / Double(values.count)
  }

  /// By seed, the test accuracy at the share below 1 with the highest validation accuracy, less that at 1.
  ///
  /// - Parameter experiments: one for each of `keeps`.
  private static func chosenOverWhole(_ results: StudyResults, _ experiments: [String]) throws -> [Double] {
    let runs = try experiments.map { try results.runs($0) }
    return try runs[0].map { whole in
      let seed = whole.result.seed
      let others = try runs.dropFirst().map { runs in
        guard let run = runs.first(where: { $0.result.seed == seed }) else {
          throw StudyResults.Missing(description: "a share of units has no run of seed \(seed)")
        }
        return (chosenBy: try accuracy(run, on: "validation"), test: try accuracy(run))
      }
      return others.max { $0.chosenBy < $1.chosenBy }!.test - (try accuracy(whole))
    }
  }

  /// The mean AUC over tasks that have one.
  private static func meanAUC(_ run: StudyEvidence.Run) -> Double {
    let values = run.result.tasks.compactMap { run.result.metrics["test"]?[$0]?["auc"] }
      .filter(\.isFinite)
    return values.reduce(0, +) / Double(values.count)
  }

  /// The characters that are judged, in the order of the files.
  private static let judged = (1...growing).map { "Balinese \($0)" }

  /// By seed, the mean AUC of the first characters in a network, in points.
  private static func judgedAUC(_ results: StudyResults, _ experiment: String) throws -> [Int: Double] {
    try results.values(of: .init(experiment, row)) { run in
      100 * (try judged.map { try run.metric("auc", of: $0) }.reduce(0, +)) / Double(growing)
    }
  }

  /// What the first characters gain from many others with routing, less what they gain with all shared.
  private static func growthOfRoutedOverWhole(_ results: StudyResults) throws -> EffectEstimate {
    func gains(_ keep: Double) throws -> [Int: Double] {
      let few = try judgedAUC(results, grown(growth[0], keep))
      return try less(few, of: judgedAUC(results, grown(growth[2], keep)))
    }
    let routed = try gains(0.5)
    return EffectEstimate(paired: inOrder(try less(gains(1), of: routed)))
  }

  /// The first characters in one network of all, less a network for each.
  private static func grownOverApart(_ results: StudyResults) throws -> EffectEstimate {
    let together = try judgedAUC(results, grown(growth[2], 0.5))
    let apart = try Dictionary(
      grouping: results.runs(grown(growing, 1)).filter { $0.result.label == RunResult.singleTaskLabel }
    ) { $0.result.seed }.mapValues { runs in
      100 * (try runs.map { try $0.metric("auc", of: $0.result.tasks[0]) }.reduce(0, +)) / Double(growing)
    }
    return EffectEstimate(paired: inOrder(try less(apart, of: together)))
  }

  /// Figures less others of the same seeds.
  private static func less(_ others: [Int: Double], of figures: [Int: Double]) throws -> [Int: Double] {
    guard Set(figures.keys) == Set(others.keys) else {
      throw StudyResults.Missing(description: "the networks of characters have not the same seeds")
    }
    return figures.reduce(into: [:]) { $0[$1.key] = $1.value - others[$1.key]! }
  }

  private static func inOrder(_ figures: [Int: Double]) -> [Double] {
    figures.sorted { $0.key < $1.key }.map(\.value)
  }
}
