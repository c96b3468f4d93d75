import Backbones
import Tasks
import Torch

/// Soft parameter sharing: a trunk and a head for each task. After some levels the trunks exchange their features.
///
/// All tasks move the trunks up to the last exchange, and what is behind it belongs to one task. There is no single shared
/// representation. Parameters are named `trunks.<task>.…`, `<exchanges>.<level>.…` and `heads.<task>.…`, with the task's name
/// escaped by `ModuleName`.
public class SoftSharing: Module, MultiTaskNetwork {
  public let tasks: [String]
  /// The trunk of each task, all of one form.
  public let trunks: [any StagedTrunk]
  /// The exchange after each level; nil where the trunks go on alone.
  let exchanges: [(any FeatureExchange)?]
  /// The head of each task.
  public let heads: [any UnaryLayer]
  private let nameOfExchanges: String
  private let places: [String: Int]

  /// Creates the network.
  ///
  /// - Parameters:
  ///   - heads: a task's name and the layer that makes its output from its trunk's features.
  ///   - trunks: one for each task, in the same order.
  ///   - exchanges: one for each level of the trunks; nil for none.
  ///   - name: what the exchanges are called in the names of their parameters: "stitches".
  init(
    _ trunks: [any StagedTrunk], heads: [(task: String, head: any UnaryLayer)], exchanges: [(any FeatureExchange)?],
    named name: String
  ) {
    tasks = heads.map(\.task)
    places = Dictionary(heads.enumerated().map { ($1.task, $0) }, uniquingKeysWith: { first, _ in first })
    self.trunks = trunks
    self.heads = heads.map(\.head)
    self.exchanges = exchanges
    nameOfExchanges = name
  }

  override public var namedChildren: [(name: String, module: Module)]? {
    let between = exchanges.enumerated().compactMap { level, exchange in exchange.map { ("\(level)", $0 as Module) } }
    return [
      ("trunks", ModuleDictionary(Array(zip(tasks, trunks)))), (nameOfExchanges, ModuleDictionary(between)),
      ("heads", ModuleDictionary(Array(zip(tasks, heads)))),
    ]
  }

  public func callAsFunction(_ x: Tensor) -> TaskTensors { outputs(Inputs(x), tasks: tasks) }

  public func outputs(_ inputs: Inputs, tasks: [String]) -> TaskTensors {
    let x = inputs.sole
    if let misfit = trunks[0].misfit(x) { return TaskTensors(uniqueKeysWithValues: tasks.map { ($0, misfit) }) }
    let wanted = tasks.compactMap { places[$0] }
    let levels = levels(x, for: Set(wanted))
    return TaskTensors(
      uniqueKeysWithValues: zip(tasks, wanted).map { ($0, heads[$1](representation(of: $1, in: levels))) })
  }

  /// The features of each level after the exchange. Up to the last exchange every trunk is needed, and behind it those of the
  /// wanted tasks.
  private func levels(_ x: Tensor, for wanted: Set<Int>) -> [[Tensor?]] {
    let all = Set(tasks.indices), last = exchanges.lastIndex { $0 != nil } ?? -1
    let passes = trunks.map(LevelPass.init)
    var h = [Tensor?](repeating: x, count: trunks.count)
    var levels: [[Tensor?]] = []
    for (level, exchange) in exchanges.enumerated() {
      let needed = level > last ? wanted : all
      h = h.indices.map { task in needed.contains(task) ? h[task].map { passes[task](level, $0) } : nil }
      if let exchange { h = exchange(h, for: level == last ? wanted : all) }
      if readsAllLevels || level == exchanges.count - 1 { levels.append(h) }
    }
    return levels
  }

  /// Whether heads read the features of all levels, and not those of the last alone.
  var readsAllLevels: Bool { false }

  /// What a task's head reads.
  ///
  /// - Parameter levels: the features by level and task; those of the last level alone, unless all are read.
  func representation(of task: Int, in levels: [[Tensor?]]) -> Tensor { levels.last?[task] ?? .failed }

  /// The modules that make one task's output alone, in addition to its head and to what comes after the last exchange.
  func furtherModules(of task: Int) -> [Module] { [] }

  public var groups: [SharingGroup] {
    let last = exchanges.lastIndex { $0 != nil } ?? -1
    return groups { task in
      let behind = trunks[task].levels.indices.filter { $0 > last }.flatMap { trunks[task].modules(of: $0) }
      let part = (last < 0 ? nil : exchanges[last])?.part(of: task).map { [$0] } ?? []
      return behind + part + [heads[task]] + furtherModules(of: task)
    }
  }

  /// The shared parameters of the trunks' last layers.
  public var lastSharedParameters: [(name: String, tensor: Tensor)] {
    trunks.flatMap { sharedParameters(of: $0.lastLayer) }
  }
}

/// An exchange of features between the trunks of several tasks.
protocol FeatureExchange: Module {
  /// The new features of some tasks, in the places of all.
  ///
  /// - Parameter features: those of each task.
  func callAsFunction(_ features: [Tensor?], for tasks: Set<Int>) -> [Tensor?]

  /// The part that makes one task's features alone; nil if a parameter is for several tasks.
  func part(of task: Int) -> Module?
}

extension FeatureExchange {
  func part(of task: Int) -> Module? { nil }
}

extension SharingSetup {
  /// A trunk for each task, and what the levels give.
  ///
  /// - Parameter least: the fewest levels that the scheme needs.
  func trunkPerTask(
    levels least: Int = 1, for scheme: String
  ) throws -> (trunks: [any StagedTrunk], levels: [LevelFeatures]) {
    // The cards of these schemes ask for such trunks.
    let trunks = try tasks.map { try trunk(of: $0) as! any StagedTrunk }
    let levels = try trunks[0].levelFeatures(for: input.shape)
    guard levels.count >= least else {
      throw ShapeError("`\(scheme)` needs a trunk of at least \(least) levels. Found \(levels.count).")
    }
    return (trunks, levels)
  }

  /// A head for each task on the features of its own trunk.
  func heads(on trunks: [any StagedTrunk]) throws -> [(task: String, head: any UnaryLayer)] {
    try heads(on: trunks[0].features)
  }
}
