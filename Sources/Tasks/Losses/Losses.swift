import Components

/// A loss of the catalogue: its name, its settings, and the labels for which it is made.
public struct LossCard: Sendable {
  /// The name in configurations, in kebab case.
  public let name: String
  /// The loss in one sentence.
  public let summary: String
  /// The settings that a user can give.
  public let settings: [Setting]
  let make: @Sendable (Settings, Labels) throws(SettingError) -> (any TaskLoss)?
}

/// The losses by name, for configurations.
///
/// ```swift
/// let loss = try Losses.named("huber", ["delta": 0.5], for: .numbers())
/// ```
public enum Losses {
  /// The losses of the catalogue.
  public static let all = [
    crossEntropy, binaryCrossEntropy, l1, l2, huber, cosine, focal, dice,
  ]

  /// The loss of a name.
  ///
  /// - Parameter classes: the names of the classes, or of several yes-or-no labels, in the order of their numbers;
  ///   empty if they have none.
  /// - Throws: ``SettingError``: "`hubr` is not a loss. Did you mean `huber`?", "`delta` should be positive. Found
  ///   -1.0.", "`huber` is not a loss of class labels."
  public static func named(
    _ name: String, _ values: [String: SettingValue] = [:], for labels: Labels, classes: [String] = []
  ) throws(SettingError) -> any TaskLoss {
    guard let card = all.first(where: { $0.name == name }) else {
      throw .unknown(name, "a loss", among: all.map(\.name))
    }
    let settings = try Settings(values, of: card.settings, owner: "the loss `\(name)`").listing(classes)
    guard let loss = try card.make(settings, labels) else {
      throw SettingError("`\(name)` is not a loss of \(labels.words).")
    }
    return loss
  }

  static let crossEntropy = LossCard(
    name: "cross-entropy", summary: "the negative log-probability of the right class",
    settings: [
      Setting(
        "label-smoothing", .number(.properFraction), default: 0,
        "the share of the target that is spread evenly over all classes"),
      Setting(
        "class-weights", .numbersOfClasses(.nonNegative),
        "the factor of each class, in their order or by name; ones by default"),
    ]
  ) { settings, labels throws(SettingError) in
    guard case .classes(let count, let ignore) = labels.form else { return nil }
    return CrossEntropy(
      ignore: ignore, labelSmoothing: settings.number("label-smoothing"),
      classWeights: try settings.numbers("class-weights", oneForEach: "class", count: count),
      isComplete: labels.isComplete)
  }

  static let binaryCrossEntropy = LossCard(
    name: "binary-cross-entropy", summary: "the cross-entropy of yes-or-no labels",
    settings: [
      Setting(
        "positive-weights", .numbersOfClasses(.positive),
        "the factor of positive labels, one for each label of a sample, in their order or by name; ones by default")
    ]
  ) { settings, labels throws(SettingError) in
    guard case .binary = labels.form else { return nil }
    return BinaryCrossEntropy(positiveWeights: settings.numbers("positive-weights"), isComplete: labels.isComplete)
  }

  static let l1 = LossCard(name: "l1", summary: "the absolute difference", settings: []) {
    _, labels throws(SettingError) in
    labels.missingNumber.map { L1Loss(missing: $0, isComplete: labels.isComplete) }
  }

  static let l2 = LossCard(name: "l2", summary: "the squared difference", settings: []) {
    _, labels throws(SettingError) in
    labels.missingNumber.map { L2Loss(missing: $0, isComplete: labels.isComplete) }
  }

  static let huber = LossCard(
    name: "huber", summary: "half the squared difference up to `delta`, linear beyond",
    settings: [
      Setting(
        "delta", .number(.positive), default: .number(HuberLoss.usualDelta),
        "the difference at which the loss becomes linear, in the target's unit", source: "PyTorch")
    ]
  ) { settings, labels throws(SettingError) in
    labels.missingNumber.map {
      HuberLoss(delta: settings.number("delta"), missing: $0, isComplete: labels.isComplete)
    }
  }

  static let cosine = LossCard(
    name: "cosine", summary: "one minus the cosine of the angle between two directions", settings: []
  ) { _, labels throws(SettingError) in
    guard case .directions(let rule) = labels.form else { return nil }
    return CosineLoss(rule: rule, isComplete: labels.isComplete)
  }

  static let focal = LossCard(
    name: "focal", summary: "the cross-entropy with the elements that are classified well made weaker",
    settings: [
      Setting(
        "gamma", .number(.nonNegative), default: .number(FocalLoss.usualGamma),
        "how much weaker; 0 is the cross-entropy",
        source: "Lin et al., ICCV 2017"),
      Setting("alpha", .number(.fraction), "the factor of positive labels, 1 − alpha that of negative ones"),
    ]
  ) { settings, labels throws(SettingError) in
    let (gamma, alpha) = (settings.number("gamma"), settings.optionalNumber("alpha"))
    switch labels.form {
    case .binary: return FocalLoss(.sigmoid, gamma: gamma, alpha: alpha)
    case .classes(_, let ignore):
      guard alpha == nil else { throw SettingError("`alpha` should be left out for class labels.") }
      return FocalLoss(.softmax(ignore: ignore), gamma: gamma)
    default: return nil
    }
  }

  static let dice = LossCard(
    name: "dice", summary: "one minus the soft overlap of predicted and true regions",
    settings: [
      Setting(
        "smooth", .number(.nonNegative), default: .number(DiceLoss.usualSmooth),
        "added to numerator and denominator, in elements", source: "public implementations"),
      Setting(
        "squared", .truth, default: false, "whether the denominator holds squares", source: "Milletari et al., 3DV 2016"
      ),
    ]
  ) { settings, labels throws(SettingError) in
    let (smooth, squared) = (settings.number("smooth"), settings.truth("squared"))
    switch labels.form {
    case .binary: return DiceLoss(.sigmoid, smooth: smooth, isSquared: squared)
    case .classes(_, let ignore): return DiceLoss(.softmax(ignore: ignore), smooth: smooth, isSquared: squared)
    default: return nil
    }
  }
}

extension Labels {
  /// The value that stands for a missing number; nil for other labels.
  fileprivate var missingNumber: Double? {
    guard case .numbers(let missing) = form else { return nil }
    return missing
  }
}
