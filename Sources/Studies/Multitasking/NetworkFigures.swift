import Multitasking
import Printing
import Reports
import Statistics

/// What the study measures on networks: those whose tasks are similar at the start, and those that are trained on several tasks at once.
enum NetworkFigures {
  /// A number of one network.
  enum Measure: String, CaseIterable, Sendable {
    /// The iterations until the error is small enough.
    case iterations
    /// The share of right answers to two tasks at once that ask for different answers.
    case twoTasks = "two tasks"
    /// The same of three tasks.
    case threeTasks = "three tasks"
    /// The mean correlation of the hidden activities of tasks with one input, in the last hidden layer.
    case sharing
    /// The mean squared error of single tasks after a quarter of mixed training.
    case earlyError = "early error"
    /// The same after all of it.
    case error
    /// The number of tasks that can be carried out at once, by the graph of interference at a correlation of ½.
    case capacity

    /// The smallest difference that matters.
    var margin: Double { self == .iterations ? 2 : 0.03 }

    var unit: String {
      switch self {
      case .iterations: "iterations"
      case .twoTasks, .threeTasks: "share right"
      case .sharing: "correlation"
      case .earlyError, .error: "squared error"
      case .capacity: "tasks"
      }
    }
  }

  /// A way to make a network.
  enum Arm: Hashable, Sendable {
    case similarity(Double, layers: Int)
    case mixed(Double)

    var name: String {
      switch self {
      case .similarity(let similarity, _): "similarity \(similarity.brief)"
      case .mixed(let share): "mixed \(share.brief)"
      }
    }

    var measures: [Measure] {
      switch self {
      case .similarity: [.iterations, .twoTasks, .threeTasks, .sharing]
      case .mixed: [.earlyError, .error, .twoTasks, .threeTasks, .sharing, .capacity]
      }
    }
  }

  static func percent(_ share: Double) -> String { NumberText.fixed(share * 100, 0) + " %" }

  static let similarities = [0, 0.25, 0.5, 0.75, 0.95]
  static let shares = [0, 0.4, 0.8]
  static let deep = [2, 3]

  private static func arms(_ scale: StudyCard.Scale) -> [Arm] {
    let ends = [similarities.first!, similarities.last!]
    return similarities.map { .similarity($0, layers: 1) } + shares.map(Arm.mixed)
      + (deep.flatMap { layers in (scale == .full ? similarities : ends).map { .similarity($0, layers: layers) } })
  }

  /// The seeds of an arm: networks of several layers take long, and differ little.
  private static func seeds(_ arm: Arm, _ scale: StudyCard.Scale) -> Int {
    if scale == .quick { return 2 }
    if case .similarity(_, let layers) = arm, layers > 1, scale == .standard { return 5 }
    return scale == .full ? 20 : 10
  }

  /// The group of simulations that an arm belongs to.
  static func group(_ arm: Arm) -> String {
    switch arm {
    case .similarity(_, let layers): "similarity-\(layers)"
    case .mixed: "mixed"
    }
  }

  private static func name(_ arm: Arm, _ seed: Int) -> String { "\(arm.name), seed \(seed)" }

  /// A measure of an arm, of each seed.
  static func values(_ measure: Measure, _ arm: Arm, _ results: StudyResults) throws -> [Double] {
    try (0..<seeds(arm, results.scale)).map {
      try results.simulated(measure.rawValue, of: name(arm, $0), in: group(arm))
    }
  }

  static func simulations(_ scale: StudyCard.Scale) -> [StudySimulation] {
    arms(scale).flatMap { arm in
      (0..<seeds(arm, scale)).map { seed in
        StudySimulation(group(arm), name(arm, seed)) {
          Dictionary(
            uniqueKeysWithValues: try figures(of: arm, seed: seed, scale).map { ($0.key.rawValue, $0.value) })
        }
      }
    }
  }

  private static func figures(of arm: Arm, seed: Int, _ scale: StudyCard.Scale) throws -> [Measure: Double] {
    var random = SplitMix64(key: UInt64(seed))
    switch arm {
    case .similarity(let similarity, let layers):
      let environment = try PathwayEnvironment(dimensions: 3, features: 5), stimuli = environment.stimuli
      var network = PathwayNetwork(environment, hidden: Array(repeating: 100, count: layers), random: &random)
      try network.alignTasks(similarity: similarity, random: &random)
      let patterns = environment.tasks.flatMap { task in
        random.permutation(stimuli.count).prefix(50).map { PathwayPattern(stimuli[$0], [task]) }
      }
      let iterations = network.train(on: patterns, until: scale == .quick ? 0.06 : 0.01, random: &random)
      return [
        .iterations: iterations.map(Double.init) ?? .infinity,
        .twoTasks: network.meanCorrectness(try environment.incongruentPatterns(of: 2)),
        .threeTasks: network.meanCorrectness(try environment.incongruentPatterns(of: 3)),
        .sharing: TaskRepresentations(network, layer: layers - 1).sharing,
      ]
    case .mixed(let share):
      let environment = try PathwayEnvironment(dimensions: 3, features: 3)
      let single = environment.patterns(of: 1), several = try environment.incongruentPatterns(of: 3)
      var network = PathwayNetwork(environment, random: &random), early = Double.nan
      let iterations = scale == .quick ? 20 : 200
      for iteration in 1...iterations {
        network.trainIteration(single: single, several: several, share: share, random: &random)
        if iteration == iterations / 4 { early = network.meanSquaredError(single) }
      }
      let hidden = TaskRepresentations(network, layer: 0), output = TaskRepresentations(network, layer: 1)
      return [
        .earlyError: early, .error: network.meanSquaredError(single),
        .twoTasks: network.meanCorrectness(try environment.incongruentPatterns(of: 2)),
        .threeTasks: network.meanCorrectness(several), .sharing: hidden.sharing,
        .capacity: Double(InterferenceGraph(hidden: hidden, output: output, threshold: 0.5).capacity),
      ]
    }
  }

  // MARK: tables

  static func tables(_ results: StudyResults) throws -> [ReportTable] {
    let all = arms(results.scale)
    func table(
      _ title: String, _ first: String, _ columns: [(Measure, String, String, Int)], _ rows: [(String, Arm)]
    ) throws -> ReportTable {
      ReportTable(
        title: title,
        columns: [.init(title: first, isNumeric: false)] + columns.map { .init(title: $0.1, arrow: $0.2) },
        rows: try rows.map { name, arm in
          [.init(text: name)]
            + (try columns.map { .spread(of: try values($0.0, arm, results), decimals: $0.3) })
        })
    }
    let similar: [(String, Arm)] = all.filter { results.hasSimulations(group($0)) }.compactMap { arm in
      guard case .similarity(let similarity, let layers) = arm else { return nil }
      return ("\(similarity.brief), \(layers) \(layers == 1 ? "layer" : "layers")", arm)
    }
    let mixed: [(String, Arm)] = all.compactMap { arm in
      guard case .mixed(let share) = arm else { return nil }
      return (percent(share), arm)
    }
    return [
      try table(
        "Networks whose tasks are similar at the start, mean ± standard deviation over seeds", "similarity",
        [
          (.iterations, "iterations", "↓", 1), (.twoTasks, "two tasks at once", "↑", 3),
          (.threeTasks, "three tasks at once", "↑", 3), (.sharing, "correlation at the end", "", 3),
        ], similar),
      try table(
        "Networks that are trained on several tasks at once, mean ± standard deviation over seeds",
        "patterns of three tasks",
        [
          (.earlyError, "error after 50 iterations", "↓", 4), (.error, "error after 200 iterations", "↓", 4),
          (.twoTasks, "two tasks at once", "↑", 3), (.threeTasks, "three tasks at once", "↑", 3),
          (.sharing, "correlation", "", 3), (.capacity, "capacity", "↑", 1),
        ], mixed),
    ]
  }

  // MARK: plots

  /// What tasks at once and learning alone cost, over the similarity at the start, in networks of one layer.
  static func plot(_ results: StudyResults) throws -> Plot? {
    func line(_ label: String, _ measure: Measure) throws -> Plot.Line {
      Plot.Line(
        label,
        try similarities.map { similarity in
          (similarity, Statistics.mean(try values(measure, .similarity(similarity, layers: 1), results)) ?? .nan)
        })
    }
    return Plot.lines(
      id: "trade-off", title: "What shared representations cost and save",
      caption:
        "Networks with one hidden layer: the share of right answers to tasks at once that ask for different answers, and the iterations until tasks alone "
        + "are learned; mean over seeds.", x: "similarity of tasks at the start", y: "",
      panels: [
        (
          "share of right answers",
          [try line("two tasks at once", .twoTasks), try line("three tasks at once", .threeTasks)]
        ),
        ("iterations", [try line("tasks alone", .iterations)]),
      ])
  }
}
