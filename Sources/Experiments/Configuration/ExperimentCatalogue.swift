import Balancing
import Tasks

/// The names and values against which a configuration is checked. They come from the parts of the toolkit themselves,
/// so that a new method or metric is known as soon as it exists.
public struct ExperimentCatalogue: Sendable {
  /// The balancing methods.
  public var methods: [MethodSchema]
  /// The faults that the scenes' measurements can have.
  public var imperfections: [Setting]
  /// The names of the metrics.
  public var metrics: [String]
  /// The names of the augmentations.
  public var augmentations: [String]

  public init(
    methods: [MethodSchema], imperfections: [Setting], metrics: [String],
    augmentations: [String]
  ) {
    self.methods = methods
    self.imperfections = imperfections
    self.metrics = metrics
    self.augmentations = augmentations
  }
}

/// A balancing method as a configuration knows it.
public struct MethodSchema: Sendable {
  /// The name in kebab case, as `uw-so`.
  public let name: String
  /// The name in tables, as `UW-SO`.
  public let title: String
  public let parameters: [Setting]
  /// The gradients that the method looks at; nil for a loss weighting.
  public let gradients: MethodCard.Gradients?
  /// Whether its answer is a weight for each task.
  public let hasWeights: Bool

  public init(
    name: String, title: String, parameters: [Setting] = [], gradients: MethodCard.Gradients? = nil,
    hasWeights: Bool = true
  ) {
    self.name = name
    self.title = title
    self.parameters = parameters
    self.gradients = gradients
    self.hasWeights = hasWeights
  }
}
