import Components
import Printing
import Runs
import Statistics

/// The study of mechanisms of sharing in networks for language: what each of them adds on five corpora.
enum LanguageStudy {
  static let card = StudyCard(
    About(
      "language", title: "Multi-task learning for language: an empirical evaluation",
      "which of the mechanisms that were proposed for networks of language tasks add to plain sharing",
      citation: Citation(
        "J. Li, X. Liu, W. Yin, M. Yang, L. Ma, Y. Jin",
        "Empirical evaluation of multi-task learning in deep neural networks for natural language processing",
        "Neural Computing and Applications", 2020, "arXiv 1908.07820"),
      deviations: [
        "Only the abstract and a summary could be read. The corpora, the wiring of each mechanism, sizes and training are a reconstruction, "
          + "and so is each factor: 0.05 for the overlap and for the adversary.",
        "There are no tasks on pairs of sentences, and no published vectors of words.",
        "The hybrid has the overlap, the adversary, the gate and label vectors, without the hierarchy, which has no private encoders.",
        "Encoders are as wide as makes all networks of several tasks equally large; the single tasks have the widest encoder each.",
        "The paper's ranking is not known. The page gives a ranking, and judges sharing, the overlap and the adversary alone.",
        "Margins are ours: half a point.",
      ]),
    data: [.snips, .ewt, .conll2000],
    minutes: 25,
    protocolText: [
      "SNIPS: the intent of an utterance (accuracy) and the slots of its words (span F1). English Web Treebank: the part of speech of each "
        + "word and the genre of a sentence (accuracy). CoNLL-2000: chunks (span F1). Each task has \(NumberText.grouped(sentences)) training sentences of its "
        + "own, drawn once, and all sentences of its test file.",
      "Bi-LSTMs over word vectors of 50 numbers that all encoders share, noise of 0.2 and word dropout of 0.25; a task of whole sentences reads "
        + "the largest of each number over the words. Adam at 0.002, batches of 16 sentences. A step teaches one task, drawn with equal probability; "
        + "\(epochs) epochs with \(steps) steps of each task in the mean, and of each single task exactly; the last weights.",
      "Fully shared: one layer of 96 units a direction. Shared-private: 50 units and 25 for each task, side by side. Hierarchy: two "
        + "layers of 56, with parts of speech and chunks at the first. Orthogonality, adversarial, gate and label embedding: "
        + "shared-private with one mechanism more. Hybrid: with all four. With a gate the encoders have 34 and 17 units.",
      "Figures are in points of each task's metric; ranks are those within a corpus and a seed.",
    ],
    claims: claims,
    experiments: { scale in Arm.allCases.map { StudyExperiment($0.rawValue, yaml($0, scale)) } },
    tables: { results in [try figures(results), try ranks(results), try tests(results)] })

  /// A way to share.
  enum Arm: String, CaseIterable {
    case fullyShared = "fully-shared"
    case sharedPrivate = "shared-private"
    case hierarchy, orthogonality, adversarial, gate
    case labelEmbedding = "label-embedding"
    case hybrid
  }

  /// What is learned from a corpus.
  enum Task: String, CaseIterable {
    case intent, slots, upos, genre, chunk

    /// The metric by which it is judged.
    var metric: String { self == .slots || self == .chunk ? "span-f1" : "accuracy" }
  }

  static let sentences = 1_000
  static let epochs = 15
  /// The updates of one pass through the sentences of a task, in batches of 16.
  static let steps = sentences / 16

  // MARK: claims

  private static let row = "EW"

  private static let claims =
    Task.allCases.map { task in
      StudyClaim(
        "Some way to share is better on \(task.rawValue) than a network of the task alone.",
        source: "abstract: multi-task learning improves the tasks", confidence: .abstract, kind: .superiority,
        margin: 0.5, unit: "points", experiments: Arm.allCases.map(\.rawValue),
        control: "the way is chosen on validation for each seed, and judged on test.",
        otherwise: "an interval that lies wholly below 0.5 points.", isReconstruction: true
      ) { results in
        .init(
          [EffectEstimate(paired: try chosenOverAlone(task, results))], ["the way chosen on validation over one task"])
      }
    }
    + [(Arm.orthogonality, "The penalty on overlapping features"), (.adversarial, "The adversary")].map { arm, words in
      StudyClaim(
        "\(words) changes the mean over the five corpora by less than half a point.",
        source: "ours; the paper examines the mechanism", confidence: .own, kind: .equivalence, margin: 0.5,
        unit: "points", experiments: [arm.rawValue, Arm.sharedPrivate.rawValue],
        control: "both have the same encoders and steps.",
        otherwise: "an interval that lies wholly beyond half a point on one side.", isReconstruction: true
      ) { results in
        .init(
          [
            try results.paired(.init(arm.rawValue, row), .init(Arm.sharedPrivate.rawValue, row)) { run in
              try Task.allCases.map { try points(run, of: $0) }.reduce(0, +) / Double(Task.allCases.count)
            }
          ], ["\(arm.rawValue) over \(Arm.sharedPrivate.rawValue)"])
      }
    }

  // MARK: figures

  /// A run's figure of a task, in points.
  private static func points(_ run: StudyEvidence.Run, of task: Task, on split: String = "test") throws -> Double {
    100 * (try run.metric(task.metric, of: task.rawValue, on: split))
  }

  /// By seed, a task's figure of a way to share, in points.
  static func points(
    of task: Task, _ arm: Arm, _ results: StudyResults, on split: String = "test"
  ) throws -> [Int: Double] {
    try results.values(of: .init(arm.rawValue, row)) { try points($0, of: task, on: split) }
  }

  /// The runs of networks of one task.
  static func alone(_ task: Task, _ results: StudyResults) throws -> [StudyEvidence.Run] {
    try results.runs(Arm.fullyShared.rawValue).filter {
      $0.result.label == RunResult.singleTaskLabel && $0.result.tasks == [task.rawValue]
    }
  }

  /// By seed, the figure of a network of one task, in points.
  static func pointsAlone(of task: Task, _ results: StudyResults) throws -> [Int: Double] {
    Dictionary(try alone(task, results).map { ($0.result.seed, try points($0, of: task)) }) { first, _ in first }
  }

  /// By seed, a task's test figure with the way to share that is best on validation, less that of a network of the task alone.
  private static func chosenOverAlone(_ task: Task, _ results: StudyResults) throws -> [Double] {
    let ways = try Arm.allCases.map { arm in
      (chosenBy: try points(of: task, arm, results, on: "validation"), test: try points(of: task, arm, results))
    }
    let alone = try pointsAlone(of: task, results)
    return try alone.sorted { $0.key < $1.key }.map { seed, alone in
      let own = try ways.map { way -> (chosenBy: Double, test: Double) in
        guard let chosenBy = way.chosenBy[seed], let test = way.test[seed] else {
          throw StudyResults.Missing(description: "a way to share has no run of seed \(seed)")
        }
        return (chosenBy, test)
      }
      return own.max { $0.chosenBy < $1.chosenBy }!.test - alone
    }
  }
}

extension StudyData {
  static let snips = StudyData(
    "snips-slu", file: "snips-slu/train.seq.in.gz", "snips-slu/train.seq.out.gz", "snips-slu/train.label.gz",
    "snips-slu/valid.seq.in.gz", "snips-slu/valid.seq.out.gz", "snips-slu/valid.label.gz",
    "snips-slu/test.seq.in.gz", "snips-slu/test.seq.out.gz", "snips-slu/test.label.gz",
    source:
      "the folder snips of https://github.com/MiuLab/SlotGated-SLU, gzipped, as train.seq.in.gz and so on, in the folder snips-slu"
  )
}
