import Components
import Multitasking
import Printing
import Statistics

/// The study of learning several tasks against doing several at once: representations that tasks share are learned faster and carry fewer
/// tasks at a time, and an agent has to choose.
enum MultitaskingStudy {
  static let card = StudyCard(
    About(
      "multitasking", title: "Multi-task learning against multitasking",
      "whether networks whose tasks share representations learn faster and can do less at once, and whether an agent finds out what pays",
      citation: Citation(
        "Ravi, Musslick, Hamin, Willke, Cohen",
        "Navigating the Trade-Off between Multi-Task Learning and Learning to Multitask in Deep Neural Networks", "",
        2020,
        "arXiv 2007.10527"),
      deviations: [
        "Of the paper only the abstract and the introduction could be read. The shallow networks and their settings are those of the same group's "
          + "code; its networks of several layers are another code of the group. The paper's own deep networks and data are not known.",
        "The agent is not the paper's: it is the ideal agent of Sagiv, Musslick, Niv and Cohen (CogSci 2018), whose question the paper takes over. "
          + "How it infers learning curves, Bayes' rule on a grid, is a reconstruction.",
        "Similarity of tasks is the correlation of their cues' weights at the start, from 0 up; negative ones are not tried.",
        "Margins are ours.",
      ]),
    minutes: 2,
    protocolText: [
      "Three dimensions of five features (for mixed training three), nine tasks, each of which copies the active feature of one dimension of the input "
        + "to one of the output. Layers of 100 logistic units, bias −2, start values within ±0.1, sample by sample at a rate of 0.3.",
      "Similarity: the cue's weights to each hidden layer have the length 5, and those of tasks with one input a correlation from 0 to 0.95. Training on 50 "
        + "stimuli of each task ends at a mean squared error of 0.01. One to three hidden layers.",
      "Mixed training: iterations of 500 patterns, of which none, 40 % or 80 % have three tasks that ask for different answers. Measured after 50 and "
        + "200 iterations.",
      "At once: the activity of the right unit over that of its output's units, mean over the cued tasks of all patterns that ask for different answers. "
        + "Capacity: the largest set of tasks of which none interferes with another, where tasks whose mean activities correlate by more than ½ count as having "
        + "one input, and in the output one output.",
      "Agent: 1,000 trials of one to four tasks, one of them with probability 0.7. In each trial it carries tasks out one after another, where each further one "
        + "pays 0.05 to 0.3 less, or at once, which takes 1 to 3 times as many trials to learn. Its discounted reward is divided by the expected one of the "
        + "better strategy in all trials; one choice in ten is made at random. 20 runs in each of 90 environments; the figure of a "
        + "run is the mean over environments.",
    ],
    claims: claims, tables: { results in try NetworkFigures.tables(results) + [AgentFigures.table(results)] },
    plots: { results in try [NetworkFigures.plot(results)].compactMap { $0 } },
    simulations: { scale in NetworkFigures.simulations(scale) + AgentFigures.simulations(scale) })

  // MARK: claims

  private static let group = "the group's earlier work"

  private static let claims: [StudyClaim] = [
    tension(
      "Tasks that share representations from the start are learned in fewer iterations.", .iterations, layers: [1],
      control: "the similarities between stand in the table."),
    tension(
      "Tasks that share representations from the start are carried out at once less well.", .twoTasks, layers: [1],
      control: "all networks have learned the tasks alone to the same error."),
    tension(
      "With two and with three hidden layers shared representations are learned in fewer iterations.", .iterations,
      layers: NetworkFigures.deep, control: "the same networks with one layer stand in the table."),
    tension(
      "With two and with three hidden layers shared representations are carried out at once less well.", .twoTasks,
      layers: NetworkFigures.deep, control: "the same networks with one layer stand in the table."),
    mixing(
      "Training on several tasks at once makes networks that carry out three at once.", .threeTasks, 0.4, over: 0,
      margin: 0.2, control: "guessing gives one third."),
    mixing(
      "With 80 % of patterns of several tasks, single tasks are learned more slowly.", .earlyError, 0, over: 0.8,
      margin: 0.002, control: "all networks have seen as many patterns."),
    mixing(
      "With 40 % of patterns of several tasks, single tasks are learned more slowly.", .earlyError, 0, over: 0.4,
      margin: 0.002, control: "all networks have seen as many patterns."),
    adapting(
      "An agent that infers the learning curves comes within 5 % of the better strategy's reward.",
      control: "the agent that knows the curves stands in the table."
    ) { _ in [("95 % of the better strategy", 0.95)] },
    adapting(
      "Over all environments an agent that infers the learning curves earns more than either strategy alone.",
      control: "the expected rewards of both strategies are exact."
    ) { results in
      try MultitaskingStrategy.allCases.map {
        ("always \($0.rawValue)", try AgentFigures.always($0, results))
      }
    },
  ]

  /// A claim on networks whose tasks have the similarity 0 or 0.95 at the start.
  private static func tension(
    _ sentence: String, _ figure: NetworkFigures.Measure, layers: [Int], control: String
  ) -> StudyClaim {
    let isDeep = layers != [1]
    return StudyClaim(
      sentence, source: isDeep ? "abstract" : group, confidence: isDeep ? .abstract : .code, kind: .superiority,
      margin: figure.margin, unit: figure.unit,
      experiments: layers.map { NetworkFigures.group(.similarity(0, layers: $0)) }, control: control,
      otherwise: "an interval that lies wholly below \(NumberText.printed(figure.margin)).", isReconstruction: isDeep
    ) { results in
      let (least, most) = (NetworkFigures.similarities.first!, NetworkFigures.similarities.last!)
      let effects = try layers.map { layers in
        let apart = try NetworkFigures.values(figure, .similarity(least, layers: layers), results)
        let alike = try NetworkFigures.values(figure, .similarity(most, layers: layers), results)
        // What is less without similarity: the rest of the right answers, and the iterations saved.
        return EffectEstimate(paired: zip(apart, alike).map { $0 - $1 })
      }
      return .init(effects, layers.map { "similarity 0 over 0.95" + (isDeep ? ", \($0) layers" : "") })
    }
  }

  /// A claim on networks that were trained with shares of patterns of several tasks.
  private static func mixing(
    _ sentence: String, _ figure: NetworkFigures.Measure, _ share: Double, over other: Double, margin: Double,
    control: String
  ) -> StudyClaim {
    StudyClaim(
      sentence, source: group, confidence: .code, kind: .superiority, margin: margin, unit: figure.unit,
      experiments: [NetworkFigures.group(.mixed(0))], control: control,
      otherwise: "an interval that lies wholly below \(NumberText.printed(margin))."
    ) { results in
      let ones = try NetworkFigures.values(figure, .mixed(share), results)
      let others = try NetworkFigures.values(figure, .mixed(other), results)
      let sign = figure == .earlyError ? -1.0 : 1
      return .init(
        [EffectEstimate(paired: zip(ones, others).map { sign * ($0 - $1) })],
        ["\(NetworkFigures.percent(share)) over \(NetworkFigures.percent(other))"])
    }
  }

  /// A claim on the agent that infers the curves, whose share of the better strategy's reward is compared with others.
  private static func adapting(
    _ sentence: String, control: String,
    over others: @escaping @Sendable (StudyResults) throws -> [(name: String, share: Double)]
  ) -> StudyClaim {
    StudyClaim(
      sentence, source: "abstract", confidence: .abstract, kind: .superiority, margin: 0.01,
      unit: "share of the reward",
      experiments: [AgentFigures.group], control: control, otherwise: "an interval that lies wholly below a hundredth.",
      isReconstruction: true
    ) { results in
      let shares = try AgentFigures.shares(.inferred, results), others = try others(results)
      return .init(
        others.map { other in EffectEstimate(paired: shares.map { $0 - other.share }) },
        others.map { "agent over \($0.name)" }, over: "runs")
    }
  }
}
