import Balancing
import Components
import Sharing
import Tasks
import Torch

/// A check, before any work, that a way of balancing works with some tasks and options.
public struct BalancingCheck {
  /// The loss weighting.
  public let weighting: any LossWeighting
  /// The gradient method; nil for the gradient of the objective.
  public let gradients: GradientBalancer?
  /// The penalty on cosines; nil for none.
  public let regulariser: OrthogonalGradients?
  /// The move to the point where the gradients are taken; nil for none.
  public let sharpness: SharpnessAware?

  public init(
    _ weighting: any LossWeighting, gradients: GradientBalancer? = nil, regulariser: OrthogonalGradients? = nil,
    sharpness: SharpnessAware? = nil
  ) {
    self.weighting = weighting
    self.gradients = gradients
    self.regulariser = regulariser
    self.sharpness = sharpness
  }

  /// Checks a balancing.
  ///
  /// - Parameters:
  ///   - batch: the number of samples in a batch, the smallest where data sets differ.
  ///   - sets: the number of data sets of which every update takes a batch.
  ///   - validates: whether there is a split on which epochs are selected.
  /// - Throws: `SettingError` for the first combination that does not work.
  public func callAsFunction(
    _ tasks: [LearningTask], _ network: any MultiTaskNetwork, _ options: TrainingOptions, batch: Int, sets: Int = 1,
    validates: Bool
  ) throws(SettingError) {
    try checkWeighting(tasks, options, batch: batch, sets: sets, validates: validates)
    try checkDraws(tasks, network)
    try checkGradients(network, options, batch: batch, sets: sets)
    try checkRegulariser(network, options)
    try sharpness?.check(weighting, gradients)
  }

  /// Checks what the loss weighting needs: indicators of every task, or a batch that can be divided and looked at
  /// again.
  private func checkWeighting(
    _ tasks: [LearningTask], _ options: TrainingOptions, batch: Int, sets: Int, validates: Bool
  ) throws(SettingError) {
    let card = type(of: weighting).card
    if weighting is any IndicatorDriven {
      for task in tasks where task.indicator == nil {
        throw SettingError(
          "`\(card.name)` should have for every task a metric of which more is better, between 0 and 1. "
            + "Found \(task.metrics.map(\.name)) for `\(task.name)`.")
      }
      if !validates {
        throw SettingError("`\(card.name)` should have a split on which epochs are selected. Found none.")
      }
    }
    guard weighting is any SecondLook else { return }
    guard options.accumulation == 1 else {
      throw SettingError(
        "`accumulate` should be 1 for `\(card.name)`, which looks at a step's batch again. Found \(options.accumulation)."
      )
    }
    guard sets == 1 else {
      throw SettingError(
        "`\(card.name)`, which looks at a step's batch again, should have updates of one batch. Found one of each of "
          + "\(sets) data sets.")
    }
    try check(batch, atLeast: card.parts, of: card)
  }

  /// Checks that the balancing works with a network that draws what a step teaches.
  private func checkDraws(_ tasks: [LearningTask], _ network: any MultiTaskNetwork) throws(SettingError) {
    guard let network = network as? any TaskDrawing, network.tasksPerStep != .all else { return }
    if weighting is any SecondLook {
      throw SettingError(
        "`\(type(of: weighting).card.name)`, which looks at a step's batch again, should train a network that learns every task "
          + "in each step. Found \(type(of: network)), which draws them.")
    }
    if network.tasksPerStep == .perSample, let task = tasks.first(where: { !$0.loss.takesWeights }) {
      throw SettingError(
        "The task `\(task.name)` should have a loss that takes weights of samples, where each sample teaches one task. Found "
          + "`\(type(of: task.loss))`.")
    }
  }

  /// Checks that scope, storage, batches and options suit the gradient method.
  private func checkGradients(
    _ network: any MultiTaskNetwork, _ options: TrainingOptions, batch: Int, sets: Int
  ) throws(SettingError) {
    guard let gradients else { return }
    let card = gradients.method.card
    try gradients.check(accumulation: options.accumulation)
    if sets > 1, gradients.scope != .shared || gradients.storage == .gramian {
      throw SettingError(
        "`scope` should be shared and `storage` auto or jacobian where an update takes a batch of each of \(sets) data sets. "
          + "Found \(gradients.scope) and \(gradients.storage).")
    }
    try check(batch, atLeast: gradients.parts, of: card)
    if gradients.scope != .shared, !(network is any SharedRepresentation) {
      throw SettingError(
        "`scope` should be shared for a network without one shared representation. Found \(gradients.scope).")
    }
    if gradients.storage == .gramian, !(network is any SharedRepresentation) {
      throw SettingError(
        "`storage` should be auto or jacobian for a network without one shared representation. Found gramian.")
    }
    guard network.sharedParameters.contains(where: { $0.tensor.requiresGrad }) else {
      throw SettingError("`\(card.name)` should have shared parameters that are trained. Found none.")
    }
    guard card.gradients?.isUpdate == true else { return }
    // Its direction is no gradient any more.
    if let clip = options.clipNorm {
      throw SettingError(
        "`clip` should be left out for `\(card.name)`, whose direction is a finished update. Found \(clip).")
    }
    if regulariser != nil {
      throw SettingError("`regulariser` should be left out for `\(card.name)`, whose direction is a finished update.")
    }
    if !network.pacedParts.isEmpty {
      throw SettingError(
        "`\(card.name)`, whose direction is a finished update, should train every part of the network at one pace. Found parts "
          + "with the factors \(network.pacedParts.map(\.pace)).")
    }
    if network is any Penalised {
      throw SettingError(
        "`\(card.name)`, whose direction is a finished update, should train a network without penalties of its own. "
          + "Found \(type(of: network)).")
    }
  }

  /// Checks that the penalty has a layer to act on, and enough precision for differences.
  private func checkRegulariser(_ network: any MultiTaskNetwork, _ options: TrainingOptions) throws(SettingError) {
    guard let regulariser else { return }
    guard network.lastSharedParameters.contains(where: { $0.tensor.requiresGrad }) else {
      throw SettingError("`regulariser` should have a last shared layer that is trained. Found none.")
    }
    if regulariser.form == .finiteDifference, options.precision != .float32 {
      throw SettingError(
        "`regulariser.form` should be exact with precision \(options.precision.name): its steps are too fine for differences."
      )
    }
  }

  private func check(_ batch: Int, atLeast parts: Int, of card: MethodCard) throws(SettingError) {
    guard batch < parts else { return }
    throw SettingError(
      "`\(card.name)` should have batches of at least \(parts) samples, one for each independent part. Found \(batch).")
  }
}

extension LearningTask {
  /// The metric that serves as the task's key performance indicator: its first metric of which more is better.
  var indicator: Metric? { metrics.first { $0.direction == .higherIsBetter } }
}
