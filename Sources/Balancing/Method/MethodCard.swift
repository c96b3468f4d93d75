import Components
import Tasks

/// All that a method says about itself. The command line, the configuration and the documentation are made from it.
public struct MethodCard: ComponentCard {
  /// What a method must look at; nothing else tells methods apart.
  public enum Family: String, Hashable, Sendable {
    /// The K losses.
    case lossWeighting = "loss weighting"
    /// The inner products of the K task gradients.
    case gramianWeighting = "Gramian weighting"
    /// The K task gradients themselves.
    case jacobianAggregator = "Jacobian aggregator"
  }

  /// What the weights of K tasks sum to, and with it the size of a step of plain gradient descent.
  public enum WeightSum: String, Hashable, Sendable {
    case one = "1"
    case taskCount = "K"
    case free
  }

  /// Passes through the shared network for one step.
  public struct Cost: Hashable, Sendable {
    /// Forward passes; more than one are passes of the method's own, after or before the step's.
    public let forwardPasses: Int
    /// Backward passes, for any number of tasks.
    public let backwardPasses: Int
    /// Further backward passes for each task.
    public let backwardPassesPerTask: Int

    public init(forwardPasses: Int = 1, backwardPasses: Int = 1, backwardPassesPerTask: Int = 0) {
      self.forwardPasses = forwardPasses
      self.backwardPasses = backwardPasses
      self.backwardPassesPerTask = backwardPassesPerTask
    }

    /// One backward pass for each task.
    public static let perTask = Cost(backwardPasses: 0, backwardPassesPerTask: 1)

    /// Backward passes for K tasks.
    public func backwardPasses(tasks: Int) -> Int { backwardPasses + backwardPassesPerTask * tasks }
  }

  /// What a method that looks at gradients looks at, and what its weights apply to.
  public struct Gradients: Hashable, Sendable {
    /// Whether it sees their inner products or the gradients themselves.
    public let family: Family
    /// The scopes for which the method makes sense.
    public let permitted: [GradientScope]
    /// The scope that its authors used, and the default.
    public let usual: GradientScope
    /// What a task's own head gets by default, as in the paper.
    public let heads: HeadTreatment
    /// The loss weighting whose losses' gradients it combines, unless another is asked for: `ew`.
    public let losses: String
    /// Whether the direction is a finished update, that the shared parameters take times the learning rate.
    public let isUpdate: Bool

    /// The gradients of a ``GramianWeighting``.
    public static func gramian(
      _ permitted: [GradientScope] = GradientScope.allCases, usual: GradientScope = .shared, heads: HeadTreatment,
      losses: String = "ew"
    ) -> Gradients {
      Gradients(
        family: .gramianWeighting, permitted: permitted, usual: usual, heads: heads, losses: losses, isUpdate: false)
    }

    /// The gradients of a ``JacobianAggregator``.
    public static func jacobian(
      _ permitted: [GradientScope] = GradientScope.allCases, usual: GradientScope = .shared, heads: HeadTreatment,
      losses: String = "ew", isUpdate: Bool = false
    ) -> Gradients {
      Gradients(
        family: .jacobianAggregator, permitted: permitted, usual: usual, heads: heads, losses: losses,
        isUpdate: isUpdate)
    }
  }

  public let about: About
  public internal(set) var formula: String
  /// The symbols of the formula and what they mean.
  public internal(set) var symbols: [(symbol: String, meaning: String)]
  public internal(set) var weightSum: WeightSum
  /// What a method that looks at gradients looks at; nil for a loss weighting.
  public let gradients: Gradients?
  /// The passes of a step, for a method that looks at gradients in its usual scope.
  public let cost: Cost
  /// The equal parts of a batch that it looks at one by one, as independent samples; 1 for the whole batch.
  public let parts: Int
  /// What it keeps in addition to K numbers and, for a gradient method, the gradients, where P counts the shared parameters; nil
  /// for nothing.
  public let memory: String?
  /// Whether a loss weighting knows an update's weights before the losses of its batches: constants, learned numbers, and what
  /// the last epoch told.
  public internal(set) var hasFixedWeights: Bool
  /// Whether it asks for each task's key performance indicator after every epoch.
  public let needsIndicators: Bool
  /// What it remembers between steps, in words; nil for nothing.
  public internal(set) var state: String?
  /// What it learns by gradient descent, in its own parameter group without weight decay; nil for nothing.
  public let learned: String?
  /// The method in a configuration: "balancing: { method: uw-so, temperature: 20 }".
  public let example: String
  /// The method itself, where the card comes from a catalogue.
  nonisolated(unsafe) package internal(set) var method: (any BalancingMethod.Type)?

  /// - Parameters:
  ///   - cost: the passes of a loss weighting that makes some of its own; nil for the usual ones of its family and scope.
  ///   - example: the settings of the example, as YAML has them: "temperature: 20".
  public init(
    name: String, title: String, summary: String, citation: Citation?, formula: String,
    symbols: [(symbol: String, meaning: String)], settings: [Setting] = [], weightSum: WeightSum,
    gradients: Gradients? = nil, cost: Cost? = nil, parts: Int = 1, memory: String? = nil,
    hasFixedWeights: Bool = false, needsIndicators: Bool = false, state: String? = nil, learned: String? = nil,
    example: String = "", deviations: [String] = []
  ) {
    about = About(
      name, title: title, summary, citation: citation, settings: settings, deviations: deviations)
    self.formula = formula
    self.symbols = symbols
    self.weightSum = weightSum
    self.gradients = gradients
    self.cost = cost ?? (gradients?.usual == .shared ? .perTask : Cost())
    self.parts = parts
    self.memory = memory
    self.hasFixedWeights = hasFixedWeights
    self.needsIndicators = needsIndicators
    self.state = state
    self.learned = learned
    self.example = "balancing: { method: \(name)\(example.isEmpty ? "" : ", \(example)") }"
  }
}

extension MethodCard.Cost {
  /// The cost as a formula: "1 F + K B".
  package var text: String {
    let perTask = backwardPassesPerTask == 0 ? "" : backwardPassesPerTask == 1 ? "K" : "\(backwardPassesPerTask) K"
    let terms = [perTask, backwardPasses == 0 ? "" : "\(backwardPasses)"].filter { !$0.isEmpty }
    return "\(forwardPasses) F + \(terms.count > 1 ? "(\(terms.joined(separator: " + ")))" : terms.first ?? "0") B"
  }

  /// The cost in words.
  package var words: String {
    func passes(_ count: String, _ direction: String) -> String {
      "\(count) \(direction) pass\(count == "1" ? "" : "es")"
    }
    let perTask = backwardPassesPerTask == 0 ? "" : backwardPassesPerTask == 1 ? "K" : "\(backwardPassesPerTask) K"
    let terms = [perTask, backwardPasses == 0 ? "" : "\(backwardPasses)"].filter { !$0.isEmpty }
    return "\(passes("\(forwardPasses)", "forward")) and \(passes(terms.joined(separator: " + "), "backward"))"
  }
}

extension MethodCard {
  public var family: Family { gradients?.family ?? .lossWeighting }

  public var facts: [Fact] {
    [
      Fact("family", family.rawValue), Fact("year", citation.map { "\($0.year)" } ?? "–"), Fact("cost", cost.text),
      Fact("scopes", gradients.map { $0.permitted.map(\.rawValue).joined(separator: ", ") } ?? "–"),
      Fact("weights sum to", weightSum.rawValue),
      Fact("parameters", settings.isEmpty ? "–" : settings.map(\.name).joined(separator: ", ")),
    ]
  }

  /// The symbols that most formulas have.
  static let usualSymbols: [(symbol: String, meaning: String)] = [
    ("K", "the number of tasks"), ("L_k", "the loss of task k in this batch"), ("w_k", "its weight"),
    ("sg[x]", "x without its gradient"),
  ]
}

extension MethodCard {
  /// The symbols that most formulas of gradient methods have.
  static let gradientSymbols: [(symbol: String, meaning: String)] = [
    ("K", "the number of tasks"), ("g_k", "the gradient of task k's loss"), ("G", "the Gramian, G_ij = g_i · g_j"),
    ("w_k", "the weight of g_k"), ("d", "the direction that takes the summed gradient's place"),
  ]
}
