import Backbones
import Components
import Tasks
import Torch

/// Progressive layered extraction: shared and own experts at every level of the trunk, and gates between the levels.
///
/// At each level a task's gate weighs the shared experts and its own, and the sum goes to the task's own experts of the next
/// level. In the paper's form a shared gate weighs all experts, and the shared experts of the next level read its sum; so all
/// tasks move every expert but those of the last level. In the form of LibMTL there is no shared gate: the shared experts read
/// each task's own features.
///
/// Parameters are named `experts.<k>.…`, `ownExperts.<task>.<k>.…`, `gates.<task>.<level>.…`, `sharedGates.<level>.…` and
/// `heads.<task>.…`, with the task's name escaped by `ModuleName`. An expert is a whole trunk, of which each level is used.
///
/// Source: Tang, Liu, Zhao, Gong, [Progressive Layered Extraction (PLE)](https://doi.org/10.1145/3383313.3412236), RecSys 2020.
final class PLE: Module, MultiTaskNetwork {
  let tasks: [String]
  let experts: [any StagedTrunk]
  let ownExperts: [[any StagedTrunk]]
  /// A gate for each level of each task.
  let gates: [[SoftmaxGate]]
  /// A gate for each level but the last; empty in the form of LibMTL.
  let sharedGates: [SoftmaxGate]
  let heads: [any UnaryLayer]
  private let levels: Int
  private let places: [String: Int]

  /// - Parameters:
  ///   - gates: for each task, one for each level, over the shared experts and the task's own.
  ///   - sharedGates: one for each level but the last, over the shared experts and those of every task; empty for the form of
  ///     LibMTL.
  init(
    _ experts: [any StagedTrunk], own: [[any StagedTrunk]], gates: [[SoftmaxGate]], sharedGates: [SoftmaxGate],
    heads: [(task: String, head: any UnaryLayer)]
  ) {
    tasks = heads.map(\.task)
    places = Dictionary(heads.enumerated().map { ($1.task, $0) }, uniquingKeysWith: { first, _ in first })
    self.experts = experts
    ownExperts = own
    self.gates = gates
    self.sharedGates = sharedGates
    self.heads = heads.map(\.head)
    levels = experts[0].levels.count
  }

  private var isPapers: Bool { !sharedGates.isEmpty || levels == 1 }

  override var namedChildren: [(name: String, module: Module)]? {
    func own(_ parts: [some Module]) -> ModuleDictionary { ModuleDictionary(Array(zip(tasks, parts))) }
    let further = ownExperts.contains { !$0.isEmpty } ? [("ownExperts", own(ownExperts.map { Sequential($0) }))] : []
    let shared = sharedGates.isEmpty ? [] : [("sharedGates", Sequential(sharedGates))]
    return [("experts", Sequential(experts))] + further + [("gates", own(gates.map { Sequential($0) }))] + shared
      + [("heads", ModuleDictionary(Array(zip(tasks, heads))))]
  }

  func callAsFunction(_ x: Tensor) -> TaskTensors { outputs(Inputs(x), tasks: tasks) }

  func outputs(_ inputs: Inputs, tasks: [String]) -> TaskTensors {
    let x = inputs.sole
    if let misfit = experts[0].misfit(x) { return TaskTensors(uniqueKeysWithValues: tasks.map { ($0, misfit) }) }
    let wanted = tasks.compactMap { places[$0] }
    let features = isPapers ? progressive(x, for: wanted) : wanted.map { alone(x, $0) }
    return TaskTensors(uniqueKeysWithValues: zip(tasks, zip(wanted, features)).map { ($0, heads[$1.0]($1.1)) })
  }

  /// The paper's form: the features of some tasks after the last level.
  private func progressive(_ x: Tensor, for wanted: [Int]) -> [Tensor] {
    let shared = experts.map(LevelPass.init), own = ownExperts.map { $0.map(LevelPass.init) }
    var common = x
    var h = [Tensor](repeating: x, count: tasks.count)
    for level in 0..<levels {
      let isLast = level == levels - 1
      let fromShared = shared.map { $0(level, common) }
      let needed = isLast ? wanted : Array(tasks.indices)
      let fromOwn = tasks.indices.map { task in needed.contains(task) ? own[task].map { $0(level, h[task]) } : [] }
      if !isLast { common = ExpertMixture.mix(sharedGates[level](common), fromShared + fromOwn.joined()) }
      for task in needed { h[task] = ExpertMixture.mix(gates[task][level](h[task]), fromShared + fromOwn[task]) }
    }
    return wanted.map { h[$0] }
  }

  /// The form of LibMTL: one task's features after the last level.
  private func alone(_ x: Tensor, _ task: Int) -> Tensor {
    let passes = (experts + ownExperts[task]).map(LevelPass.init)
    return (0..<levels).reduce(x) { h, level in
      ExpertMixture.mix(gates[task][level](h), passes.map { $0(level, h) })
    }
  }

  var groups: [SharingGroup] {
    // What stands before a shared gate reaches every task: own experts up to the level before the last, and the gates that
    // feed them.
    let lastExperts = isPapers ? [levels - 1] : Array(0..<levels)
    let lastGates = isPapers ? Array(max(0, levels - 2)..<levels) : Array(0..<levels)
    return groups { task in
      ownExperts[task].flatMap { expert in lastExperts.flatMap { expert.modules(of: $0) } }
        + lastGates.map { gates[task][$0] } + [heads[task]]
    }
  }

  var lastSharedParameters: [(name: String, tensor: Tensor)] { experts.flatMap { sharedParameters(of: $0.lastLayer) } }
}

extension PLE {
  static let card = SharingCard(
    About(
      "ple", title: "PLE", "shared and own experts at each level of the trunk, with gates between the levels",
      citation: Citation(
        "Tang, Liu, Zhao, Gong",
        "Progressive Layered Extraction (PLE): A Novel Multi-Task Learning Model for Personalized Recommendations",
        "RecSys", 2020, "DOI 10.1145/3383313.3412236"),
      settings: [
        Setting(
          "experts", .wholeNumber(.between(1, 1_000)), default: 1, "number of trunks for all tasks", source: "LibMTL"),
        Setting(
          "own-experts", .wholeNumber(.between(0, 1_000)), default: 1, "number of further trunks for each task",
          source: "LibMTL"),
        Setting(
          "variant", .word(["paper", "per-task"]), default: "paper",
          "`paper`: a shared gate feeds the shared experts; `per-task`: they read each task's own features, as in LibMTL"
        ),
      ]),
    needs: .stages, words: "shared and own experts at each level"
  ) { setup in
    let settings = setup.settings
    let (count, further) = (settings.wholeNumber("experts"), settings.wholeNumber("own-experts"))
    // The card asks for such trunks.
    let experts = try (0..<count).map { _ in try setup.trunk() as! any StagedTrunk }
    let own = try setup.tasks.map { _ in
      try (0..<further).map { _ in try setup.trunk() as! any StagedTrunk }
    }
    let read = [setup.gateInputs()] + (try experts[0].levelFeatures(for: setup.input.shape)).map(\.count).dropLast()
    func gates(_ sizes: some Sequence<Int>, over experts: Int) -> [SoftmaxGate] {
      sizes.map { SoftmaxGate($0, experts: experts, generator: setup.generator) }
    }
    let ofTasks = setup.tasks.map { _ in gates(read, over: count + further) }
    let shared =
      settings.text("variant") == "paper" ? gates(read.dropLast(), over: count + further * setup.tasks.count) : []
    return PLE(
      experts, own: own, gates: ofTasks, sharedGates: shared, heads: try setup.heads(on: experts[0].features))
  }
}
