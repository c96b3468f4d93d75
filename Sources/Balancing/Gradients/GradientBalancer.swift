import Components
import Tasks
import Torch

/// Makes one update of K tasks' gradients: runs the backward passes that a method needs, asks it for its answer, and leaves
/// the direction in the parameters' gradients.
///
/// ```swift
/// let balancer = try GradientBalancer(.gramian(PCGrad()), tasks: ["depth", "normals"])
/// balancer.balance(BalancedParameters(shared: trunk, own: heads))
/// balancer.add(TaskGraph(losses: losses))          // once for each batch of an update
/// let update = try balancer.finish()               // the gradients are those of the update now
/// ```
///
/// Any network goes, and any batches: a task's loss may come from inputs of its own. In the scope of all shared parameters
/// the gradients of several batches add up, row by row, so that accumulated batches, or those of several workers, give the
/// direction of one large batch.
public final class GradientBalancer {
  /// The method that combines the gradients.
  public let method: GradientMethod
  /// The parameters whose gradients the method looks at.
  public let scope: GradientScope
  /// The gradient that a task's own parameters get.
  public let heads: HeadTreatment
  /// Whether the task gradients are kept.
  public let storage: GradientStorage
  /// Backward passes so far.
  public internal(set) var passes = PassCount()
  let tasks: [String]
  var parameters = BalancedParameters(shared: [], own: [])
  /// The rows of each part of the batch, for methods that look at several.
  var buffers: [GradientBuffer] = []
  /// Graphs whose passes wait for the weights of the losses.
  var waiting: [TaskGraph] = []
  private var direction: (vector: Tensor, views: [Tensor])?
  /// Each task's gradient of the joint parameters, and their weighted sum.
  var joint: JointGradients?

  /// - Parameters:
  ///   - tasks: the names of all tasks, in the order of the losses.
  ///   - scope: the authors' by default.
  ///   - heads: the paper's by default.
  /// - Throws: `SettingError` for a scope or a storage that the method does not permit; it names those that it does.
  public init(
    _ method: GradientMethod, tasks: [String], scope: GradientScope? = nil, heads: HeadTreatment? = nil,
    storage: GradientStorage = .auto
  ) throws {
    let card = method.card
    let declared = card.gradients ?? .gramian(heads: .own)
    self.method = method
    self.tasks = tasks
    self.scope = scope ?? declared.usual
    self.heads = heads ?? declared.heads
    self.storage = storage
    guard declared.permitted.contains(self.scope) else {
      let permitted = declared.permitted.map(\.rawValue).joined(separator: " or ")
      throw SettingError("`scope` should be \(permitted) for `\(card.name)`. Found \(self.scope).")
    }
    if storage == .gramian {
      guard case .gramian = method, self.scope == .shared, card.parts == 1 else {
        throw SettingError(
          "`storage` should be auto or jacobian for `\(card.name)` with scope \(self.scope): only a Gramian weighting of "
            + "whole batches in scope shared does without the gradients. Found gramian.")
      }
    }
    if case .jacobian = method, heads == .weighted, declared.heads != .weighted {
      throw SettingError(
        "`heads` should be own or unweighted for `\(card.name)`, which has no weights. Found weighted.")
    }
  }

  /// Says which parameters there are; before the first batch, and again when they have moved to another device or order
  /// in memory.
  public func balance(_ parameters: BalancedParameters) {
    precondition(parameters.own.count == tasks.count, "there should be own parameters for each of \(tasks)")
    self.parameters = parameters
    buffers = []
    direction = nil
    joint = nil
  }

  /// The equal parts of a batch that the method wants to see one by one.
  public var parts: Int { method.card.parts }

  /// Runs the passes of one batch, or keeps its graph until `finish(weights:)`.
  ///
  /// - Parameters:
  ///   - share: the part that this batch makes of its tasks' gradients in the update: 1 / n where n batches are
  ///     accumulated.
  ///   - part: which of ``parts`` this batch is.
  ///   - alone: whether it is the only batch of the update.
  ///   - replicas: the processes that make the update together, each with batches of its own.
  public func add(_ graph: TaskGraph, share: Double = 1, part: Int = 0, alone: Bool = true, replicas: Int = 1) {
    present.formUnion(graph.presentTasks)
    batches.append((graph.values, graph.present, share))
    let isWhole = share == 1 && alone
    var graph = graph
    graph.share = share / Double(replicas)
    guard scope == .shared, !isWhole || (method.periodic?.isDue ?? true && resolvedStorage(graph) == .jacobian) else {
      waiting.append(graph)
      return
    }
    keep(graph, part: part)
  }

  /// Runs the pass of each task and keeps its gradients.
  private func keep(_ graph: TaskGraph, part: Int) {
    if buffers.isEmpty { buffers = (0..<parts).map { _ in GradientBuffer(tasks: tasks.count, parameters.shared) } }
    let cotangent = graph.losses[0].cotangent(graph.share)
    let places = graph.presentTasks
    if joint == nil, !parameters.joint.isEmpty { joint = JointGradients(tasks: tasks.count, parameters.joint) }
    passes.trunkBackward += places.count
    // Heads that are computed together have one pass for all of them.
    let together = graph.hasSharedViews && parameters.joint.isEmpty
    let cotangents = together ? headPasses(places, graph, cotangent: cotangent).each : []
    if !together { passes.headBackward += places.count }
    for (row, task) in places.enumerated() {
      start(part, task)
      buffers[part].attach(task)
      joint?.attach(task)
      if together {
        graphRepresentation(graph).backward(gradient: cotangents[row], retainGraph: task != places.last)
      } else {
        graph.losses[task].backward(gradient: cotangent, retainGraph: task != places.last)
      }
    }
  }

  /// Sets a task's row to zero where nothing has been added to it since the last update; just before its pass, so that the
  /// row is still near when the first gradients come.
  private func start(_ part: Int, _ task: Int) {
    if started.insert([part, task]).inserted { buffers[part].zero(task) }
  }

  /// The rows, as part and task, that hold something of this update.
  private var started: Set<[Int]> = []
  private var present: Set<Int> = []
  private var batches: [(losses: Tensor, present: [Bool], share: Double)] = []

  /// `[K]`, detached: each task's mean loss over the batches since the last update in which it had labels; zero where there
  /// was none.
  public var meanLosses: Tensor {
    precondition(!batches.isEmpty, "a batch should have been added")
    if batches.count == 1 { return batches[0].losses }
    let share = tasks.indices.map { task in batches.reduce(0) { $0 + ($1.present[task] ? $1.share : 0) } }
    return batches.reduce(batches[0].losses.zerosLike()) { sum, batch in
      let factors = tasks.indices.map { batch.present[$0] ? batch.share / share[$0] : 0 }
      return sum + batch.losses * Tensor(factors).to(sum.device, sum.dtype)
    }
  }

  /// Whether each task had labels since the last update.
  public var presence: [Bool] { tasks.indices.map(present.contains) }

  /// Whether a graph needs its stages.
  public var needsStages: Bool { scope != .shared || storage != .jacobian || method.periodic != nil }

  /// - Throws: `SettingError` where several batches cannot be accumulated to one update exactly.
  public func check(accumulation: Int) throws(SettingError) {
    guard accumulation > 1, scope != .shared || storage == .gramian else { return }
    throw SettingError(
      "`accumulate` should be 1 with scope \(scope) and storage \(storage): batches add up exactly only as kept gradients of "
        + "all shared parameters. Found \(accumulation).")
  }

  private func resolvedStorage(_ graph: TaskGraph) -> GradientStorage {
    let bytes = parameters.shared.reduce(0) { $0 + $1.count * $1.dtype.byteCount } * tasks.count
    guard case .gramian = method else { return .jacobian }
    return storage.resolved(bytes: bytes, gramianSuffices: parts == 1, stages: graph.stages.count)
  }

  /// Forgets batches whose update will not be made.
  public func cancel() {
    started = []
    present = []
    batches = []
    waiting = []
    joint?.forget()
  }

  /// Asks the method and leaves the update's direction in the gradients of all parameters.
  ///
  /// - Parameters:
  ///   - weights: `[K]`, those of a loss weighting: the method sees the gradients of the weighted losses; nil for ones.
  ///   - losses: `[K]`, without a graph; ``meanLosses`` by default.
  ///   - present: whether each task had labels; ``presence`` by default. In several processes that train together, a task
  ///     has labels where any of them has some.
  ///   - summing: replaces tensors with their sums over the processes that train together; nil for one alone.
  /// - Returns: Nil where no task had labels.
  /// - Throws: `BalancingError` where a gradient is not finite or the method has no answer; `TorchError` where a loss or the
  ///   representation comes from an operation that failed.
  public func finish(
    weights: Tensor? = nil, losses: Tensor? = nil, present: [Bool]? = nil, summing: Summing? = nil
  ) throws -> BalancedUpdate? {
    defer { cancel() }
    let known = (present ?? presence).indices.filter { (present ?? presence)[$0] }
    guard !known.isEmpty else { return nil }
    let step = Step(tasks: known, weights: weights, losses: losses ?? meanLosses, summing: summing)
    // `withTorchErrors` throws what failed first in place of this.
    guard step.losses.isValid, waiting.allSatisfy({ $0.stages.allSatisfy(\.output.isValid) }) else {
      throw TorchError("the losses of an update should be those of a pass. Found failed ones.")
    }
    if waiting.count == 1, let answer = method.periodic?.knownWeights(of: known) {
      return try finishKnown(step, waiting[0], answer)
    }
    // A graph that waited for known weights in vain.
    if scope == .shared, waiting.count == 1, resolvedStorage(waiting[0]) == .jacobian {
      keep(waiting.removeFirst(), part: 0)
    }
    guard waiting.count <= 1, waiting.isEmpty || parameters.joint.isEmpty else {
      throw BalancingError(
        "`\(method.card.name)` should have kept gradients of all shared parameters for several batches, and for parameters that "
          + "are joint. Found scope \(scope) and storage \(storage).")
    }
    let update: BalancedUpdate =
      switch (scope, waiting.first) {
      case (.shared, nil): try finishKept(step)
      case (.shared, let graph?): try finishByStages(step, graph)
      case (.representation, let graph?): try finishAtRepresentation(step, graph)
      case (.lastLayer, let graph?): try finishAtLastLayer(step, graph)
      case (_, nil): preconditionFailure("a batch should have been added")
      }
    finishHeads(step, update)
    // Kept rows were summed before the method saw them; everything else is of this process alone.
    try sum(step, parameters.own.flatMap { $0 } + parameters.joint + (waiting.isEmpty ? [] : parameters.shared))
    return update
  }

  /// Replaces the gradients of some parameters with their sums over the processes that train together.
  func sum(_ step: Step, _ parameters: [Tensor]) throws {
    guard let summing = step.summing else { return }
    parameters.fillGradients()
    try summing(parameters.compactMap(\.grad))
  }

  /// Replaces tensors with their sums over several processes.
  public typealias Summing = ([Tensor]) throws -> Void

  /// What is known of an update before the method has answered.
  struct Step {
    /// The places of the tasks that had labels.
    let tasks: [Int]
    /// `[K]` or nil.
    let weights: Tensor?
    /// `[K]`, detached.
    let losses: Tensor
    let summing: Summing?
  }

  // MARK: the directions

  private func finishKept(_ step: Step) throws -> BalancedUpdate {
    for part in buffers.indices { for task in step.tasks { start(part, task) } }
    if let summing = step.summing {
      try summing(buffers.flatMap { buffer in step.tasks.map { buffer.rows.select(0, index: $0) } })
    }
    let rows = buffers[buffers.count - 1].rows(step.tasks)
    if direction == nil {
      let vector = Tensor.zeros([rows.size(1)], dtype: rows.dtype, device: rows.device)
      direction = (vector, vector.views(like: parameters.shared))
    }
    let (vector, views) = direction!
    var update: BalancedUpdate
    switch method {
    case .gramian(let method):
      let cross =
        buffers.count == 3 ? buffers[0].rows(step.tasks).innerProducts(with: buffers[1].rows(step.tasks)) : nil
      update = try ask(method, step, rows.innerProducts(with: rows), cross, of: rows.dtype)
      let factors = Tensor(step.tasks.map { update.weights![$0]! }).to(rows.device, rows.dtype)
      ATen.addmv_(vector, rows.transpose(0, 1), factors, 0, 1)
    case .jacobian(let method):
      let answer = try ask(method, step, rows, representation: nil)
      update = answer.update
      vector.copyInPlace(answer.direction)
    }
    parameters.shared.setGradients(views)
    return update
  }

  // MARK: the heads

  /// Gives the head of a task without labels zeros, as from a masked loss.
  func fillAbsent(_ step: Step) {
    for task in Set(tasks.indices).subtracting(step.tasks).sorted() { parameters.own[task].fillGradients() }
  }

  /// Scales the gradients of each head, and those of the joint parameters, by the tasks' factors.
  private func finishHeads(_ step: Step, _ update: BalancedUpdate) {
    fillAbsent(step)
    // The parts of a batch have left a gradient each.
    let scales = step.tasks.map { headFactor($0, update) / Double(parts) }
    joint?.finish(step.tasks, scales)
    scaleHeads(step.tasks, scales)
  }

  /// Multiplies the gradients of some tasks' heads by a factor each.
  func scaleHeads(_ tasks: [Int], _ scales: [Double]) {
    let own = zip(tasks, scales).filter { $1 != 1 }.flatMap { task, scale in
      parameters.own[task].map { (tensor: $0, scale: scale) }
    }
    own.scaleGradients()
  }

  func headFactor(_ task: Int, _ update: BalancedUpdate) -> Double {
    switch heads {
    case .unweighted: 1
    case .own: update.lossWeights[task]
    case .weighted: update.weights?[task] ?? update.lossWeights[task]
    }
  }
}

/// The weights of an update, and the inner products that they come from.
public struct BalancedUpdate: Sendable {
  /// The factor of each task's gradient in the shared parameters' direction, nil for a task without labels; nil as a whole
  /// where the method has no such numbers.
  public let weights: [Double?]?
  /// The loss weighting's factors.
  public let lossWeights: [Double]
  /// The inner products of the present tasks' gradients, without the weights of a loss weighting; nil where only the
  /// gradients themselves were looked at, or none.
  public let gramian: Gramian?
}

extension [Tensor] {
  /// Gives each tensor without a gradient zeros.
  func fillGradients() {
    for tensor in self where tensor.grad == nil { tensor.grad = tensor.zerosLike() }
  }
}

extension Tensor {
  /// The cotangent that multiplies the gradient of this scalar; nil for one.
  func cotangent(_ factor: Double) -> Tensor? { factor == 1 ? nil : Tensor(scalar: factor, dtype: dtype).to(device) }
}
