/// What departs from the data's own loss and metrics for one task.
public struct TaskConfiguration: Sendable {
  /// nil for the data's own.
  public var loss: LossConfiguration?
  /// A constant factor of the loss, applied before the losses are balanced.
  public var weight = 1.0
  /// The names of the metrics, the first of which stands for the task where one must; nil for the data's own.
  public var metrics: [String]?

  var isEmpty: Bool { loss == nil && weight == 1 && metrics == nil }

  init(reading section: ConfigurationSection, metrics names: [String]) throws {
    loss = try section.optionalSection("loss", shorthand: "kind").map(LossConfiguration.init(reading:))
    weight = try section.double("weight", default: weight, in: .positive)
    metrics = try section.optionalStrings("metrics", among: names.isEmpty ? nil : names)
    if metrics?.isEmpty == true {
      throw ConfigurationError(
        "`\(section.path(of: "metrics"))` should name at least one metric. Found none.",
        at: section.given("metrics")?.origin ?? .default)
    }
  }

  /// The section whose keys are the tasks' names.
  static func reading(
    _ section: ConfigurationSection, tasks: [String], metrics: [String]
  ) throws -> [String: TaskConfiguration] {
    var result: [String: TaskConfiguration] = [:]
    for name in section.givenKeys {
      guard tasks.isEmpty || tasks.contains(name) else {
        let hint = Suggestion.sentence(for: name, among: tasks)
        throw ConfigurationError(
          "`\(name)` is not a task of the data." + (hint.isEmpty ? " Its tasks are \(tasks.quotedList)." : hint),
          at: section.given(name)?.origin ?? .default)
      }
      result[name] = try TaskConfiguration(reading: section.section(name), metrics: metrics)
    }
    return result
  }
}

/// A loss by its name, with its parameters.
public enum LossConfiguration: Hashable, Sendable {
  public enum Kind: String, CaseIterable, Sendable {
    case crossEntropy = "cross-entropy"
    case binaryCrossEntropy = "binary-cross-entropy"
    case l1, l2, huber, cosine, focal, dice
  }

  /// - `labelSmoothing`: the share of the target that is spread over all classes.
  /// - `classWeights`: a factor for each class; nil for ones.
  /// - `ignore`: the class index that is no label.
  case crossEntropy(labelSmoothing: Double, classWeights: [Double]?, ignore: Int)
  case binaryCrossEntropy
  case l1
  case l2
  /// Quadratic up to `delta`, in units of the target, and linear beyond.
  case huber(delta: Double)
  /// 1 − cosine of the angle between two vectors.
  case cosine
  /// `gamma` weakens the samples that are classified well.
  case focal(gamma: Double)
  case dice

  init(reading section: ConfigurationSection) throws {
    let kind: Kind = try section.choice("kind")
    section.varies(with: "kind", kind.rawValue)
    switch kind {
    case .crossEntropy:
      self = .crossEntropy(
        labelSmoothing: try section.double("label-smoothing", default: 0, in: .properFraction),
        classWeights: try section.optionalDoubles("class-weights", in: .nonNegative),
        ignore: try section.int("ignore", default: -1))
    case .binaryCrossEntropy: self = .binaryCrossEntropy
    case .l1: self = .l1
    case .l2: self = .l2
    case .huber: self = .huber(delta: try section.double("delta", default: 1, in: .positive))
    case .cosine: self = .cosine
    // Lin et al., "Focal Loss for Dense Object Detection", ICCV 2017: 2 works best.
    case .focal: self = .focal(gamma: try section.double("gamma", default: 2, in: .nonNegative))
    case .dice: self = .dice
    }
  }
}
