import Components
import Foundation
import Printing
import Runs

/// Networks of three domains that share modules: pictures, words and events, each alone, in pairs and all together.
extension MUiRStudy {
  /// A data set with one task, and the network for its samples.
  enum Domain: String, CaseIterable {
    case pictures, words, events

    var task: String {
      switch self {
      case .pictures: "class"
      case .words: "upos"
      case .events: "remaining-time"
      }
    }

    /// The error of a run on the test samples; ratios of it are compared.
    func error(_ run: StudyEvidence.Run) throws -> Double {
      self == .events ? try run.metric("mae", of: task) : 1 - (try run.metric("accuracy", of: task))
    }

    /// What stands above the column of the errors.
    var heading: String {
      switch self {
      case .pictures: "class of a picture"
      case .words: "part of speech of a word"
      case .events: "days to a case's end"
      }
    }

    fileprivate var trunk: String {
      switch self {
      case .pictures: "trunk: conv, filters: [32, 64, 64]"
      case .words: "trunk: bi-lstm, embedding: 64, hidden: 64, layers: 2"
      case .events: "trunk: cnn, filters: 32"
      }
    }

    fileprivate func data(isQuick: Bool) -> String {
      func file(_ path: String) -> String { "\"${EQUIPOISE_DATA:-data}/\(path)\"" }
      switch self {
      case .pictures:
        return "{kind: cifar, files: {train: \(file("cifar10-subset/train_3000.bin.gz")), "
          + "test: \(file("cifar10-subset/test_1000.bin.gz"))}}"
      case .words:
        let files = [("train", isQuick ? "dev" : "train"), ("validation", "dev"), ("test", "test")]
          .map { "\($0): \(file("ud-english-ewt/en_ewt-ud-\($1).conllu.gz"))" }.joined(separator: ", ")
        let (count, held) = isQuick ? (60, 60) : (3_000, 500)
        return "{kind: text, format: conll-u, tasks: [\(task)], files: {\(files)}, "
          + "select: {train: {count: \(count)}, validation: {count: \(held)}\(isQuick ? ", test: {count: 60}" : "")}, "
          + "words: {lower-case: true, dropout: 0.25}}"
      case .events:
        return "{kind: event-log, file: \(file("process-monitoring/Sepsis.csv.gz")), longest: \(isQuick ? 8 : 16)}"
      }
    }
  }

  /// A way to train some of the domains.
  struct DomainsArm {
    let name: String
    let domains: [Domain]
    var isPlain = false
  }

  /// Each network with weights of its own, each with modules of its own, and modules that pairs and all of them share.
  static let domainsArms: [DomainsArm] =
    Domain.allCases.map { DomainsArm(name: "plain-\($0)", domains: [$0], isPlain: true) }
    + Domain.allCases.map { DomainsArm(name: "own-\($0)", domains: [$0]) }
    + Domain.allCases.indices.reversed().map { left in
      let pair = Domain.allCases.indices.filter { $0 != left }.map { Domain.allCases[$0] }
      return DomainsArm(name: pair.map(\.rawValue).joined(separator: "-"), domains: pair)
    }
    + [DomainsArm(name: together, domains: Domain.allCases)]

  private static let together = "all-domains"

  static func yaml(_ arm: DomainsArm, _ scale: StudyCard.Scale) -> String {
    let isQuick = scale == .quick
    let sharing = arm.isPlain ? "hard" : "{kind: muir, block: [16, 16], start: 0.5, burn-in: 2}"
    let data: String, network: String
    if arm.domains.count == 1 {
      data = "data: \(arm.domains[0].data(isQuick: isQuick))"
      network = arm.domains[0].trunk
    } else {
      data =
        "data:\n  mix: all\n  sets:\n"
        + arm.domains.map { "    \($0): \($0.data(isQuick: isQuick))" }.joined(separator: "\n")
      network = "stems: {" + arm.domains.map { "\($0): {\($0.trunk)}" }.joined(separator: ", ") + "}"
    }
    return """
      \(data)
      only: [\(arm.domains.map(\.task).joined(separator: ", "))]
      network: {\(network), sharing: \(sharing)}
      training:
        epochs: \(isQuick ? 3 : scale == .full ? 400 : generations)
        updates-per-epoch: \(isQuick ? 3 : steps)
        batch: 32
        learning-rate: 1e-3
        schedule: constant
        early-stopping: none
        select: {criterion: loss, per: task}
        threads: 1
      comparison:
        single-task: false
        seeds: \(isQuick ? 2 : scale == .full ? 10 : 5)
        methods: [ew]
      """
  }

  static let generations = 40
  static let steps = 50

  // MARK: claims

  /// The effect of one way over another on the errors of domains: the logarithms of the errors' ratios.
  private static func claim(
    _ sentence: String, source: String, over base: String, _ pairs: [(domain: Domain, arm: String, other: String)],
    control: String
  ) -> StudyClaim {
    StudyClaim(
      sentence, source: source, confidence: .paper, kind: .superiority, margin: 0.02, unit: "log ratio of errors",
      experiments: Set(pairs.flatMap { [$0.arm, $0.other] }).sorted(), control: control,
      otherwise: "an interval that lies wholly below 0.02.", isReconstruction: true
    ) { results in
      .init(
        try pairs.map { domain, arm, other in
          try results.paired(.init(arm, row), .init(other, row)) { -log(try domain.error($0)) }
        }, pairs.map { "\($0.domain) over \(base)" })
    }
  }

  static let domainsClaims = [
    claim(
      "Modules that networks of three domains share are better than plain networks, in each domain.",
      source: "the table of experiments across domains", over: "plain networks",
      Domain.allCases.map { ($0, together, "plain-\($0)") },
      control: "modules of each network's own stand in the same table."),
    claim(
      "Modules that networks of three domains share are better than modules of each network's own, in each domain.",
      source: "the table of experiments across domains", over: "modules of its own",
      Domain.allCases.map { ($0, together, "own-\($0)") },
      control: "all networks with modules have equally many modules for a location."),
    claim(
      "A network whose weights are made by modules of its own is better than a plain one, in each domain.",
      source: "the table of experiments across domains", over: "plain networks",
      Domain.allCases.map { ($0, "own-\($0)", "plain-\($0)") },
      control: "both have the same steps and batches."),
  ]

  // MARK: the table

  /// The errors of some ways.
  static func domainsTable(_ arms: [DomainsArm], _ results: StudyResults) throws -> ReportTable {
    let rows = try arms.map { arm -> [ReportTable.Cell] in
      let words = arm.domains.map(\.rawValue).joined(separator: ", ")
      let kind = arm.isPlain ? "plain" : arm.domains.count == 1 ? "modules of its own" : "shared modules"
      return [.init(text: words), .init(text: kind)]
        + (try Domain.allCases.map { domain in
          guard arm.domains.contains(domain) else { return .absent }
          let errors = try results.values(of: .init(arm.name, row)) { try domain.error($0) }.values
          return .spread(of: domain == .events ? Array(errors) : errors.map { 100 * $0 }, decimals: 2)
        })
    }
    return ReportTable(
      title: "Errors across domains, mean ± standard deviation over seeds",
      columns: [.init(title: "Domains", isNumeric: false), .init(title: "Weights", isNumeric: false)]
        + Domain.allCases.map {
          .init(title: $0.heading, detail: $0 == .events ? "days of error" : "% wrong", arrow: "↓")
        }, rows: rows, naming: 2)
  }
}

extension StudyData {
  static let cifarSubset = StudyData(
    "cifar10-subset", file: "cifar10-subset/train_3000.bin.gz", "cifar10-subset/test_1000.bin.gz",
    source:
      "3,000 training and 1,000 test pictures of https://www.cs.toronto.edu/~kriz/cifar.html in CIFAR-10's binary form, gzipped, in the "
      + "folder cifar10-subset")
}
