import Components
import Foundation
import Printing
import Runs
import Sharing
import Statistics
import Torch

/// The study of modular universal reparameterisation: does the search find which tasks belong together on its synthetic benchmark, and
/// do networks of different domains gain by sharing modules?
enum MUiRStudy {
  static let card = StudyCard(
    About(
      "muir", title: "Modular universal reparameterisation",
      "whether a search finds the modules that tasks should share, how fast, and whether pictures, words and events share them",
      citation: Citation(
        "E. Meyerson, R. Miikkulainen",
        "Modular Universal Reparameterization: Deep Multi-task Learning Across Diverse Domains", "NeurIPS", 2019,
        "arXiv 1906.00097"),
      deviations: [
        "The data follow the law of the published file. The lengths of its weight vectors are a reconstruction, with which tasks alone have a "
          + "larger error than the published one.",
        "The optimiser begins anew in the last epochs, which go on from the best one; the authors restore its state.",
        "Across domains, data and networks are smaller than the published ones, and others: 3,000 pictures of CIFAR-10, parts of speech of "
          + "the English Web Treebank and the Sepsis log of events, \(generations) generations of \(steps) steps in place of 1,000 of 1,000. LeNet, "
          + "whose channels blocks of 16 × 16 do not divide, gives way to three convolutions.",
        "Margins are ours.",
      ]),
    data: [.cifarSubset, .ewt, .processMonitoring],
    minutes: 100,
    protocolText: [
      "Thirty linear regressions of twenty inputs in three groups: the weight vectors of a group are multiples of one direction. Each task has "
        + "ten training, five validation and fifty test samples; targets are exact, or have noise of standard deviation 0.31.",
      "A network is one weight vector for each task, a block of one output and twenty inputs with a context of one number. 1,000 "
        + "generations of 100 steps with four challengers at half of the locations, then 200 generations from the best one without "
        + "challengers. Adam at 0.001, and at 0.01 for the shares; each step sees all training samples.",
      "The figure is the mean over the tasks of the RMSE of the test samples, at the generation with the least validation loss.",
      "Alone: the same weight vectors without modules. Oracle: the tasks of a group use one module from the start. Random: a generation keeps "
        + "a candidate at random.",
      "Domains: the class of a picture by three convolutions, parts of speech by a bi-LSTM of two layers on 3,000 sentences, and the days to "
        + "the end of a hospital case by a convolution over its last 16 events. Each network is trained with plain weights, with modules of its "
        + "own, and with modules that pairs or all three share: blocks of 16 × 16, contexts of four numbers, one challenger at half of the "
        + "locations, which starts with half of the share, and two first generations without any. Each task sees \(generations) generations of "
        + "\(steps) batches of 32 in every arm, and keeps the weights of its own best generation.",
      "Theory: the mean number of generations of 300 simulated runs of a (1+1) evolution against its exact expectation.",
    ],
    claims: claims + domainsClaims,
    experiments: { scale in
      noises.flatMap { noise in
        Arm.allCases.map { StudyExperiment(name($0, noise), yaml($0, noise.value, scale)) }
      } + domainsArms.map { StudyExperiment($0.name, yaml($0, scale)) }
    },
    kept: { run in ["modules": modules(of: run).map { $0.map(Double.init) } ?? []] },
    tables: { results in
      let domains = domainsArms.filter { results.has($0.name) }
      return [try errors(results)] + (domains.isEmpty ? [] : [try domainsTable(domains, results)])
        + [try theory(results)]
    },
    computed: { scale in
      var figures: [String: Double] = [:]
      for setting in settings {
        let evolution = setting.evolution
        var random = SplitMix64(
          key: 300, UInt64(evolution.modules), UInt64(evolution.locations), UInt64(evolution.problems))
        let runs = (0..<(scale == .quick ? 20 : 300)).map { _ in Double(evolution.generations(&random)) }
        figures[setting.exact] = evolution.expectedGenerations
        figures[setting.mean] = Statistics.mean(runs)
        figures[setting.error] = (Statistics.standardDeviation(runs) ?? 0) / Double(runs.count).squareRoot()
      }
      return figures
    })

  /// The ways to learn the tasks.
  private enum Arm: String, CaseIterable {
    case alone, random, oracle, search
  }

  static let row = "EW"

  private typealias Noise = (name: String, value: Double)

  private static let noises: [Noise] = [("exact", 0), ("noisy", 0.31)]

  private static func name(_ arm: Arm, _ noise: Noise) -> String { "\(arm.rawValue)-\(noise.name)" }

  private static let tasks = 30
  private static let groups = 3

  private static func yaml(_ arm: Arm, _ noise: Double, _ scale: StudyCard.Scale) -> String {
    let (generations, final) = scale == .quick ? (6, 2) : (1_000, 200)
    let form = "kind: muir, block: [1, 20], context: 1, pace: 10, final: \(final)"
    let oracle = (0..<tasks).map { "\($0 * groups / tasks)" }.joined(separator: ", ")
    let sharing =
      switch arm {
      case .alone: "hard"
      case .random: "{\(form), challengers: 4, selection: random}"
      case .oracle: "{\(form), alignment: [\(oracle)]}"
      case .search: "{\(form), challengers: 4}"
      }
    return """
      data: {kind: grouped-linear, noise: \(noise)}
      network: {trunk: identity, heads: bias-free, sharing: \(sharing)}
      training:
        epochs: \(generations + final)
        updates-per-epoch: \(scale == .quick ? 5 : 100)
        batch: 300
        learning-rate: 1e-3
        schedule: constant
        early-stopping: none
      comparison:
        single-task: false
        seeds: \(scale == .quick ? 2 : 5)
        methods: [ew]
      """
  }

  /// The module of each task in a run's kept weights; nil for networks without modules.
  private static func modules(of run: RunFolder.Finished) -> [Int]? {
    guard let folder = run.folder,
      let file = try? SafeTensors.read(folder.appending(path: "checkpoints/best/model.safetensors")),
      let candidates = file.tensors["alignment.candidates"]
    else { return nil }
    return candidates.select(1, index: 0).contiguous().array(of: Int64.self).map { Int($0) }
  }

  // MARK: figures

  /// The mean over the tasks of the test RMSE, of each seed of an arm.
  private static func error(_ run: StudyEvidence.Run) throws -> Double {
    Statistics.mean(try run.metrics("rmse")) ?? .nan
  }

  private static func claim(
    _ sentence: String, _ kind: ClaimKind, margin: Double, _ arm: Arm, over other: Arm, _ noise: Noise, source: String,
    confidence: StudyClaim.Confidence = .paper, control: String, otherwise: String
  ) -> StudyClaim {
    StudyClaim(
      sentence, source: source, confidence: confidence, kind: kind, margin: margin, unit: "RMSE",
      experiments: [name(arm, noise), name(other, noise)], control: control, otherwise: otherwise
    ) { results in
      .init(
        [
          try results.paired(.init(name(arm, noise), row), .init(name(other, noise), row)) { -(try error($0)) }
        ], ["\(arm.rawValue) over \(other.rawValue), \(noise.name) targets"])
    }
  }

  private static let claims: [StudyClaim] =
    noises.map { noise in
      claim(
        "With \(noise.name) targets, the search is better than tasks alone.", .superiority, margin: 0.1, .search,
        over: .alone,
        noise, source: "the table of the synthetic benchmark", control: "the search that keeps candidates at random.",
        otherwise: "an interval that lies wholly below 0.1.")
    }
    + noises.map { noise in
      claim(
        "With \(noise.name) targets, the search is better than keeping candidates at random.", .superiority,
        margin: 0.1, .search,
        over: .random, noise, source: "the table of the synthetic benchmark", control: "tasks alone.",
        otherwise: "an interval that lies wholly below 0.1.")
    }
    + [
      claim(
        "With noisy targets, the search is as good as the true groups.", .equivalence, margin: 0.05, .search,
        over: .oracle,
        noises[1], source: "the table of the synthetic benchmark: 0.38 and 0.37", control: "tasks alone.",
        otherwise: "an interval that does not lie within 0.05."),
      StudyClaim(
        "With exact targets, the error of the search is below 0.05 in at least four of five seeds.",
        source: "the table of the synthetic benchmark: 0.00", confidence: .paper, kind: .exact,
        experiments: [name(.search, noises[0])],
        control: "tasks alone stand in the same table.", otherwise: "two seeds with larger errors."
      ) { results in
        let errors = try results.values(of: .init(name(.search, noises[0]), row), error).sorted { $0.key < $1.key }
        let few = errors.count(where: { $0.value >= 0.05 })
        return .init(checks: [
          (
            errors.map { "seed \($0.key): \(NumberText.fixed($0.value, 4))" }.joined(separator: ", "),
            few * 5 <= errors.count
          )
        ])
      },
      StudyClaim(
        "An evolution finds an alignment in the expected number of generations, which is lower the more problems it is divided into.",
        source: "the theorem on the expected time", confidence: .paper, kind: .exact,
        control: "the exact expectation of the Markov chain, not the bound of the theorem.",
        otherwise: "a mean more than three standard errors from its expectation."
      ) { results in
        .init(
          checks: try settings.map { setting in
            let (exact, mean) = (try results.computed(setting.exact), try results.computed(setting.mean))
            return (setting.words, abs(mean - exact) <= 3 * (try results.computed(setting.error)))
          })
      },
    ]

  // MARK: the theory

  /// A setting of the evolution, with the names of its figures.
  private struct Setting {
    let evolution: AlignmentEvolution

    var words: String {
      "\(evolution.modules) modules, \(evolution.locations) locations, "
        + (evolution.problems == 1 ? "one problem" : "\(evolution.problems) problems")
    }
    private var key: String { "\(evolution.modules)-\(evolution.locations)-\(evolution.problems)" }
    var exact: String { "expected-\(key)" }
    var mean: String { "mean-\(key)" }
    var error: String { "standard-error-\(key)" }
  }

  private static let settings = [3, 8].flatMap { modules in
    [6, 30].flatMap { locations in
      [1, 3, locations].map {
        Setting(evolution: AlignmentEvolution(modules: modules, locations: locations, problems: $0))
      }
    }
  }

  private static func theory(_ results: StudyResults) throws -> ReportTable {
    ReportTable(
      title: "Generations until the right alignment",
      columns: [
        .init(title: "Search", isNumeric: false), .init(title: "expected"), .init(title: "mean of the runs"),
        .init(title: "standard error"),
      ],
      rows: try settings.map { setting in
        [.init(text: setting.words)]
          + (try [setting.exact, setting.mean, setting.error].map {
            .init(text: NumberText.fixed(try results.computed($0), 3))
          })
      })
  }

  /// The published errors.
  private static let published: [Arm: [Double]] = [
    .alone: [1.35, 1.49], .random: [1.26, 4.67], .oracle: [0.77, 0.37], .search: [0.00, 0.38],
  ]

  private static func errors(_ results: StudyResults) throws -> ReportTable {
    func cell(_ number: Double?) -> ReportTable.Cell { number.map { .init(text: NumberText.fixed($0, 3)) } ?? .absent }
    let rows = try Arm.allCases.flatMap { arm in
      try noises.enumerated().filter { results.has(name(arm, $1)) }.map { place, noise -> [ReportTable.Cell] in
        let errors = try results.values(of: .init(name(arm, noise), row), error).values.sorted()
        let found = try results.runs(name(arm, noise)).compactMap { run in
          run.kept["modules"].flatMap { $0.isEmpty ? nil : groupsFound($0.map { Int($0) }) }
        }
        return [.init(text: arm.rawValue), .init(text: noise.name)]
          + [
            Statistics.mean(errors), Statistics.standardDeviation(errors), errors.first, errors.last,
            found.isEmpty ? nil : Statistics.mean(found), published[arm]?[place],
          ].map(cell)
      }
    }
    return ReportTable(
      title: "RMSE, mean over thirty tasks",
      columns: [
        .init(title: "Networks", isNumeric: false), .init(title: "Targets", isNumeric: false),
        .init(title: "mean over seeds", arrow: "↓"), .init(title: "standard deviation"), .init(title: "least"),
        .init(title: "largest"), .init(title: "groups found", detail: "adjusted Rand index", arrow: "↑"),
        .init(title: "published"),
      ], rows: rows, naming: 2)
  }

  /// The adjusted Rand index of a partition of the tasks and the true groups: 1 for the same, about 0 for one at random.
  static func groupsFound(_ modules: [Int]) -> Double {
    AdjustedRandIndex.value(modules, modules.indices.map { $0 * groups / modules.count })
  }
}
