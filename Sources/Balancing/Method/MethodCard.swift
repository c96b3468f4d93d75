import Tasks

/// All that a method says about itself. The command line, the configuration and the documentation are made from it.
public struct MethodCard: Sendable {
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
    public let forwardPasses: Int
    public let backwardPasses: Int

    public init(forwardPasses: Int = 1, backwardPasses: Int = 1) {
      self.forwardPasses = forwardPasses
      self.backwardPasses = backwardPasses
    }
  }

  /// The name in configurations, in kebab case: `uw-so`.
  public let name: String
  /// The name in tables: `UW-SO`.
  public let title: String
  public let family: Family
  /// What it does, in one sentence.
  public let summary: String
  /// Where it comes from; nil for folklore.
  public let citation: Citation?
  public let formula: String
  /// The symbols of the formula and what they mean.
  public let symbols: [(symbol: String, meaning: String)]
  public let parameters: [Setting]
  public let weightSum: WeightSum
  public let cost: Cost
  /// What it remembers between steps, in words; nil for nothing.
  public let state: String?
  /// What it learns by gradient descent, in its own parameter group without weight decay; nil for nothing.
  public let learned: String?
  /// The method in a configuration.
  public let example: String
  /// Where this implementation departs from the paper, and why.
  public let deviations: [String]

  public init(
    name: String, title: String, family: Family = .lossWeighting, summary: String, citation: Citation?,
    formula: String, symbols: [(symbol: String, meaning: String)], parameters: [Setting] = [], weightSum: WeightSum,
    cost: Cost = Cost(), state: String? = nil, learned: String? = nil, example: String, deviations: [String] = []
  ) {
    self.name = name
    self.title = title
    self.family = family
    self.summary = summary
    self.citation = citation
    self.formula = formula
    self.symbols = symbols
    self.parameters = parameters
    self.weightSum = weightSum
    self.cost = cost
    self.state = state
    self.learned = learned
    self.example = example
    self.deviations = deviations
  }
}

extension MethodCard {
  /// The symbols that most formulas have.
  static let usualSymbols: [(symbol: String, meaning: String)] = [
    ("K", "the number of tasks"), ("L_k", "the loss of task k in this batch"), ("w_k", "its weight"),
    ("sg[x]", "x without its gradient"),
  ]
}
