import Components

/// A Gramian weighting that looks at gradients at some steps, and knows its weights beforehand at the others.
public protocol PeriodicWeighting: GramianWeighting {
  /// Whether the coming step is one at which it looks at gradients.
  var isDue: Bool { get }

  /// The weights of a step that needs no gradients. The step counts as made.
  ///
  /// - Parameter tasks: the places of the present tasks in the setup's list.
  /// - Returns: As many numbers as tasks. Nil, and no step, where the method has to see the gradients first.
  func knownWeights(of tasks: [Int]) -> [Double]?
}

extension MethodCard {
  /// The names of the kept weights and of the number of steps in a state.
  static let (keptWeightsName, keptStepName) = ("every-weights", "every-step")

  /// The option of every Gramian weighting that looks at whole batches.
  public static let every = Setting(
    "every", .wholeNumber(.atLeast(1)), "the steps from one solution to the next; those between are one backward pass",
    source: "Xu et al., AAAI 2025")

  /// The card of this method with weights that are kept from one solution to the next.
  func periodic() -> MethodCard {
    let kept = "the weights of its last solution and the number of steps"
    var card = self
    card.formula += "; at every n-th step, with w(t) = w(t − 1) in between"
    card.symbols.append(("n", "`every`"))
    card.state = state.map { "\($0), and \(kept)" } ?? kept
    return card
  }
}
