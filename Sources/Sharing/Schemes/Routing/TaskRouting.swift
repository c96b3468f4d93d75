import Backbones
import Components
import Tasks
import Torch

/// Task routing: one trunk, of whose units each task uses its own fixed, random part.
///
///     h ← activation(mask_t ⊙ norm(layer(h)))
///
/// A unit that a task does not use is exactly zero for it, and the parameters behind it get no gradient of its loss, with any
/// activation. Masks are buffers, so that the number of trained values does not depend on the number of tasks, but for the
/// heads. Where the tasks use different units, each has a pass of its own through the trunk; a training step may teach one task
/// alone, or one task for each sample in a single pass.
///
/// Momentum and weight decay of an optimiser move the units that a step did not use too, as in the published code.
///
/// Parameters are named as in hard sharing, the masks `masks.<layer>.used`.
///
/// Source: Strezoski, van Noord, Worring, [Many Task Learning With Task Routing](https://arxiv.org/abs/1903.12117), ICCV 2019.
public final class TaskRouting: Module, TaskDrawing {
  /// The normalisation of a routed layer.
  public enum Norm: String, CaseIterable, Sendable {
    /// The trunk's own, whose running statistics mix the tasks, as published.
    case batch
    /// Running statistics of each task, with the trunk's factors and offsets.
    case batchPerTask = "batch-per-task"
    /// The batch's statistics, in evaluation too.
    case batchWithoutRunning = "batch-no-running"
    /// The mean and variance of groups of channels of each sample, with the trunk's factors and offsets.
    case group
  }

  public let tasks: [String]
  public let trunk: any RoutedTrunk
  public let masks: RoutingMasks
  /// The running statistics of each task and layer; empty if the tasks share them.
  let statistics: [[RunningStatistics]]
  public let heads: ModuleDictionary
  /// The normalisation of a routed layer.
  public let norm: Norm
  public let tasksPerStep: TasksPerStep
  private let routed: [RoutedLayer]
  private let places: [String: Int]
  private let generator: Generator
  private let hasMasks: Bool
  /// Whether all tasks take one way.
  private var isWhole: Bool { !hasMasks && norm != .batchPerTask }

  /// The most groups of `Norm.group`, as in Wu and He.
  private static let groups = 32

  /// Creates the network.
  ///
  /// - Parameters:
  ///   - masks: those of the trunk's routed layers.
  ///   - heads: a task's name and the layer that makes its output from the trunk's features.
  ///   - tasksPerStep: what a training step teaches; by default one task, drawn uniformly, as published.
  ///   - generator: draws the tasks of steps.
  public init(
    _ trunk: any RoutedTrunk, masks: RoutingMasks, heads: [(task: String, head: any UnaryLayer)], norm: Norm = .batch,
    tasksPerStep: TasksPerStep = .one, generator: Generator
  ) {
    self.trunk = trunk
    self.masks = masks
    self.heads = ModuleDictionary(heads.map { ($0.task, $0.head) })
    self.norm = norm
    self.tasksPerStep = tasksPerStep
    self.generator = generator
    routed = trunk.routedLayers
    tasks = heads.map(\.task)
    places = Dictionary(heads.enumerated().map { ($1.task, $0) }, uniquingKeysWith: { first, _ in first })
    statistics =
      norm == .batchPerTask
      ? heads.map { _ in
        trunk.routedLayers.map { RunningStatistics($0.layer is BatchNormalisation ? $0.units : nil) }
      } : []
    hasMasks = !masks.areWhole
  }

  override public var namedChildren: [(name: String, module: Module)]? {
    let own =
      statistics.isEmpty
      ? []
      : [("statistics", ModuleDictionary(zip(tasks, statistics).map { ($0, RunningStatistics.OfTask($1)) }) as Module)]
    // Masks of ones are left out, so that weights that belong to other masks do not load.
    let drawn: [(String, Module)] = hasMasks ? [("masks", masks)] : []
    return [("trunk", trunk)] + drawn + own + [("heads", heads)]
  }

  public func callAsFunction(_ x: Tensor) -> TaskTensors { outputs(Inputs(x), tasks: tasks) }

  public func outputs(_ inputs: Inputs, tasks: [String]) -> TaskTensors {
    let x = inputs.sole
    func head(_ task: String, _ features: Tensor) -> Tensor {
      (heads[task] as? any UnaryLayer)?(features) ?? .failed
    }
    func outputs(_ features: (String) -> Tensor) -> TaskTensors {
      TaskTensors(uniqueKeysWithValues: tasks.map { ($0, head($0, features($0))) })
    }
    if isWhole, norm == .batch {
      let features = trunk(x)
      return outputs { _ in features }
    }
    if isWhole || inputs.ways != nil {
      let features = features(x, inputs.ways.map { Mask.perSample($0) } ?? .task(0))
      return outputs { _ in features }
    }
    return outputs { features(x, .task(places[$0] ?? 0)) }
  }

  /// Which rows of the masks a pass uses.
  private enum Mask {
    case task(Int)
    /// `[sample]` of int64.
    case perSample(Tensor)
  }

  /// The features of a batch of which each sample, or all together, uses the units of a task.
  private func features(_ x: Tensor, _ mask: Mask) -> Tensor {
    let detours = zip(routed, masks.layers).enumerated().map { place, layer -> Detour in
      let (routed, masks) = layer
      return { [self] x, own in
        let normalised = normalised(x, routed, place, mask, own)
        guard hasMasks else { return normalised }
        let rows =
          switch mask {
          case .task(let task): masks.used.narrow(0, start: task, length: 1)
          case .perSample(let tasks): masks.used.indexSelect(0, tasks.to(masks.used.device))
          }
        let shape = [rows.size(0), routed.units] + [Int](repeating: 1, count: normalised.rank - 2)
        // As Booleans: what the product keeps for the backward pass is a byte for each sample and unit.
        return normalised * rows.view(shape)
      }
    }
    return routed.map(\.layer).detoured(detours) { trunk(x) }
  }

  private func normalised(
    _ x: Tensor, _ layer: RoutedLayer, _ place: Int, _ mask: Mask, _ own: (Tensor) -> Tensor
  ) -> Tensor {
    guard let bn = layer.layer as? BatchNormalisation else { return own(x) }
    switch (norm, mask) {
    case (.batch, _), (.batchPerTask, .perSample): return own(x)
    case (.batchPerTask, .task(let task)):
      let own = statistics[task][place]
      return ATen.batch_norm(
        x, bn.weight, bn.bias, own.mean, own.variance, isTraining, bn.momentum ?? RunningStatistics.momentum, bn.eps,
        true)
    case (.batchWithoutRunning, _): return ATen.batch_norm(x, bn.weight, bn.bias, nil, nil, true, 0, bn.eps, true)
    case (.group, _):
      let groups = (1...Self.groups).last { layer.units % $0 == 0 } ?? 1
      return ATen.group_norm(x, groups, bn.weight, bn.bias, bn.eps)
    }
  }

  public func drawTasks(among tasks: [String], samples: Int) -> TaskDraw {
    guard tasks.count > 1 || tasksPerStep == .perSample else { return .all }
    switch tasksPerStep {
    case .all: return .all
    case .one:
      let place = Tensor.randint(0, tasks.count, [1], generator: generator).array(of: Int64.self)[0]
      return .one(tasks[Int(place)])
    case .perSample:
      let drawn = Tensor.randint(0, tasks.count, [samples], generator: generator)
      return .perSample(Tensor(tasks.map { Int64(places[$0] ?? 0) }).indexSelect(0, drawn))
    }
  }

  public var groups: [SharingGroup] {
    [SharingGroup(tasks, .balanced, parameters(below: "trunk"))] + ownGroups(below: "heads")
  }

  /// A sentence on units that no task uses, which nothing trains; none if there are none.
  public var remarks: [String] {
    let unused = masks.unusedUnits, units = routed.reduce(0) { $0 + $1.units }
    guard unused > 0 else { return [] }
    return [
      "\(unused) of the trunk's \(units) routed units \(unused == 1 ? "is" : "are") used by no task. `coverage: full`, or a larger "
        + "`keep`, uses more."
    ]
  }

  public var lastSharedParameters: [(name: String, tensor: Tensor)] { sharedParameters(of: trunk.lastLayer) }
}

/// The running mean and variance of a layer for one task; absent for a layer without normalisation.
final class RunningStatistics: Module {
  @Buffer var mean: Tensor?
  @Buffer var variance: Tensor?

  /// The weight of the newest batch where the layer averages all batches.
  static let momentum = 0.1

  init(_ channels: Int?) {
    mean = channels.map { Tensor.zeros([$0]) }
    variance = channels.map { Tensor.ones([$0]) }
  }

  /// The statistics of all layers for one task.
  final class OfTask: Module {
    private let layers: [RunningStatistics]

    init(_ layers: [RunningStatistics]) { self.layers = layers }

    override var namedChildren: [(name: String, module: Module)]? { layers.enumerated().map { ("\($0)", $1) } }
  }
}

extension TaskRouting {
  public static let card = SharingCard(
    About(
      "routing", title: "Task routing", "one trunk, of whose units each task uses its own fixed, random part",
      citation: Citation(
        "Strezoski, van Noord, Worring", "Many Task Learning With Task Routing", "ICCV", 2019, "arXiv 1903.12117"),
      settings: [
        Setting(
          "keep", .number(.positive(upTo: 1)), default: 0.5, "share of a layer's units that a task uses",
          source: "the authors' code"),
        Setting(
          "coverage", .word(RoutingMasks.Coverage.allCases.map(\.rawValue)), default: "random",
          "`full`: every unit is used by a task at least, as in Maximum Roaming"),
        Setting(
          "norm", .word(Norm.allCases.map(\.rawValue)), default: "batch",
          "normalisation of the units: with statistics of all tasks (`batch`), of each task, of the batch alone, or of groups of channels",
          source: "the authors' code"),
        Setting(
          "tasks-per-step", .word(TasksPerStep.allCases.map(\.rawValue)), default: "one",
          "what a training step teaches: one task, one task for each sample, or every task", source: "the authors' code"
        ),
      ],
      deviations: [
        "In a residual network the units between a block's convolutions are routed. What blocks add to stays whole, since a shortcut brings every channel back.",
        "Masks are applied by a product. The authors' code edits the values outside of the gradient, so that with another activation than ReLU unused units would learn.",
      ],
      check: { settings throws(SettingError) in
        if settings.text("norm") == Norm.batchPerTask.rawValue,
          settings.text("tasks-per-step") == TasksPerStep.perSample.rawValue
        {
          throw SettingError(
            "norm",
            "should be batch, batch-no-running or group where a batch mixes tasks, `tasks-per-step: per-sample`. Found batch-per-task."
          )
        }
      }),
    needs: .routedLayers, words: "a trunk of whose units each task uses its own"
  ) { setup in
    // The card asks for such a trunk.
    let trunk = try setup.trunk() as! any RoutedTrunk
    let settings = setup.settings, layers = trunk.routedLayers
    let norm: Norm = settings.word("norm")
    if norm != .batch, !layers.contains(where: { $0.layer is BatchNormalisation }) {
      throw SettingError(
        "sharing.norm", "should be left out for a trunk without normalisation. Found \(norm.rawValue).")
    }
    let masks = try RoutingMasks(
      layers.map { ($0.name, $0.units) }, tasks: setup.tasks.count, keep: settings.number("keep"),
      coverage: settings.word("coverage"), generator: setup.generator)
    return TaskRouting(
      trunk, masks: masks, heads: try setup.heads(on: trunk.features), norm: norm,
      tasksPerStep: settings.word("tasks-per-step"),
      generator: setup.generator)
  }
}

extension SharingCard.Need {
  /// A trunk whose units tasks can switch off, a `RoutedTrunk`.
  public static let routedLayers = Self("a trunk of layers with an activation after each, such as mlp or conv") {
    $0 is any RoutedTrunk.Type
  }
}
