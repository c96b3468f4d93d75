import Components
import Control
import Printing
import Statistics

/// The study of unitary scalarization in control: whether one agent for many tasks needs more than the sum of their losses.
enum ControlStudy {
  static let card = StudyCard(
    About(
      "control", title: "One agent for many tasks",
      "whether scaling rewards decides more than the method that balances the losses of one agent for many tasks",
      citation: Citation(
        "Kurin, De Palma, Kostrikov, Whiteson, Kumar",
        "In Defense of the Unitary Scalarization for Deep Multi-Task Learning",
        "NeurIPS", 2022, "arXiv 2201.04122"),
      deviations: [
        "The paper trains on Meta-World for 15 hours a run. The tasks here are this project's own point masses, so that its figures are not ours to "
          + "repeat.",
        "Layers of 64 in place of 400, 32 transitions of each task, learning rate 9e-4, γ = 0.97. There is no weight decay.",
        "All methods have the same settings, their defaults. The paper searched some.",
        "Margins are ours.",
      ]),
    minutes: 30,
    protocolText: [
      "A point mass has to reach a goal on the unit circle that it does not see, one for each task, within 40 steps; rewards are negative distances, times "
        + "0.1 to 10 by task. Soft actor-critic, one actor and two critics for all tasks, one temperature.",
      "Each update comes after one step of every task. Losses of actor and critics, one for each task, go through the method; gradient methods see all "
        + "parameters.",
      "Success: the share of ten episodes of each task, without noise, that end within 0.1 of the goal, mean over tasks.",
      "Scaling: five tasks, sum of the losses, \(updates) updates; rewards as they are, or divided by their standard deviation in the buffer.",
      "Methods: ten tasks, of which every second one turns actions round, scaled rewards, \(updates) updates.",
    ],
    claims: claims, tables: { results in try tables(results) }, simulations: simulations)

  private static let updates = 6_000
  private static let lookEvery = 500
  private static let few = 5
  private static let many = 10
  private static let scaling = "scaling"
  private static let comparing = "methods"
  private static let sum = "ew"
  /// The methods of the second comparison, the sum of the losses first.
  private static let methods = [sum, "pcgrad", "mgda", "cagrad", "graddrop", "imtl-g", "rlw"]

  private static func seeds(_ group: String, _ scale: StudyCard.Scale) -> Int {
    switch scale {
    case .quick: 2
    case .standard: group == scaling ? 10 : 7
    case .full: 20
    }
  }

  // MARK: simulations

  private static func name(scaled: Bool, _ seed: Int) -> String { "\(scaled ? "scaled" : "raw") rewards, seed \(seed)" }
  private static func name(_ method: String, _ seed: Int) -> String { "\(method), seed \(seed)" }

  private static let simulations: @Sendable (StudyCard.Scale) -> [StudySimulation] = { scale in
    func simulation(
      _ group: String, _ name: String, tasks: Int, isTurned: Bool, _ method: String, scaled: Bool, seed: Int
    ) -> StudySimulation {
      StudySimulation(group, name) {
        let updates = scale == .quick ? 200 : updates
        var training = ControlTraining(
          try ReachTasks(count: tasks, isTurned: isTurned), method: method, updates: updates)
        training.lookEvery = scale == .quick ? 100 : lookEvery
        training.settings.scalesRewards = scaled
        return figures(try training.run(seed: UInt64(seed)))
      }
    }
    let first = [true, false].flatMap { scaled in
      (0..<seeds(scaling, scale)).map {
        simulation(scaling, name(scaled: scaled, $0), tasks: few, isTurned: false, sum, scaled: scaled, seed: $0)
      }
    }
    let second = methods.flatMap { method in
      (0..<seeds(comparing, scale)).map {
        simulation(comparing, name(method, $0), tasks: many, isTurned: true, method, scaled: true, seed: $0)
      }
    }
    return first + second
  }

  private enum Figure: String {
    /// At the end.
    case success
    /// The mean over all looks: how fast it is learned.
    case course
    /// The tasks of which nine of ten episodes succeed, at the end.
    case solved
    /// The updates until the mean success is 0.9; infinite if it never is.
    case updates
    case passes
  }

  private static func figures(_ outcome: ControlTraining.Outcome) -> [String: Double] {
    let looks = outcome.looks, last = looks.last!
    let reached = looks.first { $0.success >= 0.9 }
    let figures: [Figure: Double] = [
      .success: last.success, .course: Statistics.mean(looks.map(\.success)) ?? .nan, .solved: Double(last.solved),
      .updates: reached.map { Double($0.updates) } ?? .infinity, .passes: outcome.passesPerUpdate,
    ]
    return Dictionary(uniqueKeysWithValues: figures.map { ($0.key.rawValue, $0.value) })
  }

  private static func values(
    _ figure: Figure, _ group: String, _ results: StudyResults, name: (Int) -> String
  ) throws -> [Double] {
    try (0..<seeds(group, results.scale)).map { try results.simulated(figure.rawValue, of: name($0), in: group) }
  }

  private static func values(_ figure: Figure, _ method: String, _ results: StudyResults) throws -> [Double] {
    try values(figure, comparing, results) { name(method, $0) }
  }

  // MARK: claims

  private static let claims = [
    StudyClaim(
      "Rewards that are divided by their deviation make one agent succeed more often.",
      source: "appendix on Meta-World: rewards are scaled in the buffer", confidence: .paper, kind: .superiority,
      margin: 0.1,
      unit: "success", experiments: [scaling], control: "both see the same tasks, with the same start.",
      otherwise: "an interval that lies wholly below 0.1."
    ) { results in
      let ones = try values(.success, scaling, results) { name(scaled: true, $0) }
      let others = try values(.success, scaling, results) { name(scaled: false, $0) }
      return .init([EffectEstimate(paired: zip(ones, others).map { $0 - $1 })], ["scaled over raw"])
    },
    equivalence("At the end the sum of the losses succeeds as often as each of six methods.", .success),
    equivalence("On the way there, too, it succeeds as often: the mean over all looks.", .course),
    StudyClaim(
      "The sum of the losses needs one backward pass for each loss function; methods that look at gradients need one for each task.",
      source: "section on computational cost", confidence: .paper, kind: .exact, experiments: [comparing],
      control: "passes are counted where they are made.", otherwise: "another count."
    ) { results in
      .init(
        checks: try methods.map { method in
          let passes = try values(.passes, method, results)
          let needed = [sum, "rlw"].contains(method) ? 2 : 2 * Double(many)
          return ("\(method): \(NumberText.printed(passes[0])) passes an update", passes.allSatisfy { $0 == needed })
        })
    },
  ]

  private static func equivalence(_ sentence: String, _ figure: Figure) -> StudyClaim {
    StudyClaim(
      sentence, source: "figures on MT10 and MT50", confidence: .paper, kind: .equivalence, margin: 0.1,
      unit: "success",
      experiments: [comparing], control: "claim 1 shows that success differs where something matters.",
      otherwise: "an interval that lies wholly beyond 0.1."
    ) { results in
      let sums = try values(figure, sum, results), others = methods.dropFirst()
      return .init(
        try others.map { method in
          EffectEstimate(paired: zip(sums, try values(figure, method, results)).map { $0 - $1 })
        }, others.map { "sum over \($0)" })
    }
  }

  // MARK: tables

  private static func tables(_ results: StudyResults) throws -> [ReportTable] {
    func table(
      _ title: String, _ first: String, _ group: String, _ rows: [(String, (Int) -> String)]
    ) throws -> ReportTable {
      let columns: [(Figure, ReportTable.Column, Int)] = [
        (.success, .init(title: "success", arrow: "↑"), 3),
        (.course, .init(title: "success on the way", arrow: "↑"), 3),
        (.solved, .init(title: "solved tasks", arrow: "↑"), 1),
        (.passes, .init(title: "passes of an update", arrow: "↓"), 0),
      ]
      return ReportTable(
        title: title,
        columns: [.init(title: first, isNumeric: false)] + columns.map(\.1)
          + [.init(title: "updates until 0.9", detail: "median over seeds", arrow: "↓")],
        rows: try rows.map { title, name in
          let reached = Statistics.median(try values(.updates, group, results, name: name)) ?? .nan
          return [.init(text: title)]
            + (try columns.map { .spread(of: try values($0.0, group, results, name: name), decimals: $0.2) })
            + [.init(text: reached.isFinite ? NumberText.fixed(reached, 0) : "never")]
        })
    }
    var all: [ReportTable] = []
    if results.hasSimulations(scaling) {
      all.append(
        try table(
          "Five tasks, sum of the losses, mean ± standard deviation over seeds", "rewards", scaling,
          [("divided by their deviation", { name(scaled: true, $0) }), ("as they are", { name(scaled: false, $0) })]))
    }
    if results.hasSimulations(comparing) {
      all.append(
        try table(
          "Ten tasks, mean ± standard deviation over seeds", "method", comparing,
          methods.map { method in (method, { name(method, $0) }) }))
    }
    return all
  }
}
