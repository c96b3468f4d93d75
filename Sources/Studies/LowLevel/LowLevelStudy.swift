import Components
import Foundation
import Runs
import Statistics

/// The study of low-level tasks at lower layers: whether parts of speech help a tagger of relations more at a layer below it.
enum LowLevelStudy {
  static let card = StudyCard(
    About(
      "low-level", title: "Low-level tasks supervised at lower layers",
      "whether parts of speech help a tagger of relations, and whether they do so more if they are taught at a lower layer",
      citation: Citation(
        "A. Søgaard, Y. Goldberg", "Deep multi-task learning with low level tasks supervised at lower layers", "ACL",
        2016, "P16-2038"),
      deviations: [
        "Only the abstract and secondary tables could be read. The domains, sizes and training are a reconstruction.",
        "The main task across domains is the relation of a word to its head, with the head's side: CCG supertags are not free.",
        "Both directions are joined between layers. The paper does not say whether they stay apart.",
        "Words have no characters and no published vectors, and start from drawn ones.",
        "Adam with batches of 16 sentences; co-authors' code has gradient descent with one sentence. A loss is the mean over the words of a batch.",
        "Sentences of more than 60 words are left out, those for test as well.",
        "On CoNLL-2000 no claim is judged: its figures are reported as they fall.",
        "Margins are ours: half a point of accuracy, a tenth of the time.",
      ]),
    data: [.ewt, .conll2000],
    minutes: 30,
    protocolText: [
      "English Web Treebank of Universal Dependencies. The source domain is reviews, the target domain is weblog. The main task has its "
        + "labels on the source alone; parts of speech are known on the training sentences of both.",
      "A three-layer bi-LSTM with 50 units a direction over word vectors of 50 numbers, noise of 0.2 and word dropout of 0.25; Adam at 0.002, "
        + "batches of 16 sentences. A step teaches one task, drawn with equal probability. \(epochs) epochs, in each of which the main task has "
        + "\(steps(of: .treebank)) steps, in the mean where it is drawn; the last weights. The main task is taught at layer 3.",
      "Single: the main task alone, which knows the words of the source alone. Top, middle and cascade: parts of speech at layer 3, 2 and 1.",
      "Target: weblog of the development and test files. Source: reviews of the test file, which takes the place of the validation split and "
        + "chooses nothing.",
      "CoNLL-2000: the same arms, with chunks as the main task, on 95 % of its training sentences; \(steps(of: .chunks)) steps of each task "
        + "in an epoch.",
      "All arms have the same layers. Those of both tasks have equally many parameters; the single task lacks the head of the parts of "
        + "speech, and the vectors of words that only weblog has.",
    ],
    claims: claims,
    experiments: { scale in
      Corpus.allCases.flatMap { corpus in
        Arm.allCases.map { StudyExperiment(name($0, corpus), yaml($0, corpus, scale)) }
      }
    },
    tables: { results in
      try Corpus.allCases.compactMap { corpus in
        let arms = Arm.allCases.filter { results.has(name($0, corpus)) }
        return arms.isEmpty ? nil : try table(corpus, arms, results)
      }
    },
    computed: { _ in
      var figures: [String: Double] = [:]
      for arm in Arm.allCases {
        guard let level = arm.level else { continue }
        figures[passes(arm)] = Double(try LayerPasses(lowTaskAt: level, of: layers).sum)
      }
      return figures
    })

  /// The ways to learn the main task.
  enum Arm: String, CaseIterable {
    case single, top, middle, cascade

    /// The layer of the parts of speech; nil without them.
    var level: Int? {
      switch self {
      case .single: nil
      case .top: 3
      case .middle: 2
      case .cascade: 1
      }
    }
  }

  enum Corpus: String, CaseIterable {
    case treebank = "ewt"
    case chunks = "conll2000"

    /// The task that is judged, and its metric.
    var main: (task: String, metric: String) {
      self == .treebank ? ("deprel-side", "accuracy") : ("chunk", "span-f1")
    }
    /// The task of the parts of speech.
    var low: String { self == .treebank ? "upos" : "pos" }
  }

  static let layers = 3
  static let epochs = 8

  static func name(_ arm: Arm, _ corpus: Corpus) -> String { "\(corpus.rawValue)-\(arm.rawValue)" }

  /// The name of the layers that a step of each task runs together.
  static func passes(_ arm: Arm) -> String { "layers of a step of each task, \(arm.rawValue)" }

  // MARK: claims

  /// The splits that hold the sentences of each domain.
  enum Domain: String {
    case target = "test"
    case source = "validation"
  }

  private static func claim(
    _ sentence: String, _ arm: Arm, over other: Arm, on domain: Domain, source: String, control: String
  ) -> StudyClaim {
    StudyClaim(
      sentence, source: source, confidence: .abstract, kind: .superiority, margin: 0.5, unit: "points of accuracy",
      experiments: [name(arm, .treebank), name(other, .treebank)], control: control,
      otherwise: "an interval that lies wholly below 0.5 points.", isReconstruction: true
    ) { results in
      let effect = try results.paired(.init(name(arm, .treebank), row), .init(name(other, .treebank), row)) {
        try points($0, of: Corpus.treebank.main.task, "accuracy", on: domain)
      }
      return .init([effect], ["\(arm.rawValue) over \(other.rawValue), \(domain) domain"])
    }
  }

  private static let claims = [
    claim(
      "Parts of speech of the target domain help the main task there.", .cascade, over: .single, on: .target,
      source: "abstract: domain adaptation", control: "parts of speech at the top layer stand in the same table."),
    claim(
      "On the target domain, parts of speech at the lowest layer are better for the main task than at the top.",
      .cascade, over: .top, on: .target, source: "abstract: the innermost rather than the outermost layer",
      control: "both networks have the same parameters, and the middle layer stands in the same table."),
    claim(
      "On the source domain, parts of speech at the lowest layer are better for the main task than at the top.",
      .cascade, over: .top, on: .source, source: "abstract: the innermost rather than the outermost layer",
      control: "both networks have the same parameters, and the middle layer stands in the same table."),
    StudyClaim(
      "Parts of speech at the lowest layer take less processor time than at the top.",
      source: "ours, a step goes no higher than its task", confidence: .own, kind: .superiority, margin: 0.1,
      unit: "log ratio", experiments: [name(.cascade, .treebank), name(.top, .treebank)],
      control: "the single task's time stands in the same table; times include the evaluation of each epoch.",
      otherwise: "an interval that lies wholly below 0.1."
    ) { results in
      let effect = try results.paired(.init(name(.cascade, .treebank), row), .init(name(.top, .treebank), row)) {
        -log($0.result.cost)
      }
      return .init([effect], ["cascade over top"])
    },
    StudyClaim(
      "A step of each task runs four layers where parts of speech are at the lowest, and six where they are at the top.",
      source: "ours, a step goes no higher than its task", confidence: .own, kind: .exact,
      control: "parts of speech at the middle layer make it five.", otherwise: "another number."
    ) { results in
      .init(
        checks: try [(Arm.cascade, 4.0), (.middle, 5), (.top, 6)].map { arm, expected in
          let counted = try results.computed(passes(arm))
          return ("\(arm.rawValue): \(Int(counted)) layers", counted == expected)
        })
    },
  ]

  static let row = "EW"

  /// A share of a run, in points.
  static func points(
    _ run: StudyEvidence.Run, of task: String, _ metric: String, on domain: Domain
  ) throws -> Double {
    100 * (try run.metric(metric, of: task, on: domain.rawValue))
  }
}

extension StudyData {
  static let ewt = StudyData(
    "ud-english-ewt", file: "ud-english-ewt/en_ewt-ud-train.conllu.gz", "ud-english-ewt/en_ewt-ud-dev.conllu.gz",
    "ud-english-ewt/en_ewt-ud-test.conllu.gz",
    source:
      "the three files of https://github.com/UniversalDependencies/UD_English-EWT, gzipped, in the folder ud-english-ewt"
  )

  static let conll2000 = StudyData(
    "conll2000", file: "conll2000/train.txt.gz", "conll2000/test.txt.gz",
    source:
      "train.txt and test.txt of https://www.clips.uantwerpen.be/conll2000/chunking, gzipped, in the folder conll2000")
}
