import Backbones
import Components
import Tasks
import Torch

/// Tasks at levels of one trunk: a task's head reads the level that it is assigned to, and its loss moves that level and
/// those below.
///
/// Parameters are named as in hard sharing. A level belongs to the tasks that are assigned to it or above.
///
/// Source: Søgaard, Goldberg, [Deep multi-task learning with low level tasks supervised at lower
/// layers](https://aclanthology.org/P16-2038), ACL 2016.
final class LayerAssignment: Module, MultiTaskNetwork {
  let tasks: [String]
  let trunk: any StagedTrunk
  /// The level of each task, from 0.
  let assigned: [Int]
  let heads: [any UnaryLayer]
  private let places: [String: Int]

  init(_ trunk: any StagedTrunk, heads: [(task: String, level: Int, head: any UnaryLayer)]) {
    self.trunk = trunk
    tasks = heads.map(\.task)
    assigned = heads.map(\.level)
    self.heads = heads.map(\.head)
    places = Dictionary(heads.enumerated().map { ($1.task, $0) }, uniquingKeysWith: { first, _ in first })
  }

  override var namedChildren: [(name: String, module: Module)]? {
    [("trunk", trunk), ("heads", ModuleDictionary(Array(zip(tasks, heads))))]
  }

  func callAsFunction(_ x: Tensor) -> TaskTensors { outputs(Inputs(x), tasks: tasks) }

  func outputs(_ inputs: Inputs, tasks: [String]) -> TaskTensors {
    let x = inputs.sole
    if let misfit = trunk.misfit(x) { return TaskTensors(uniqueKeysWithValues: tasks.map { ($0, misfit) }) }
    let wanted = tasks.compactMap { places[$0] }, pass = LevelPass(trunk)
    var levels = [x]
    for level in 0...(wanted.map { assigned[$0] }.max() ?? 0) { levels.append(pass(level, levels[level])) }
    return TaskTensors(
      uniqueKeysWithValues: zip(tasks, wanted).map {
        ($0, heads[$1](pass.read(levels[assigned[$1] + 1], at: assigned[$1])))
      })
  }

  var groups: [SharingGroup] {
    let all = parameters(below: "trunk")
    let levels = trunk.levels.indices.compactMap { level -> SharingGroup? in
      let above = tasks.indices.filter { assigned[$0] >= level }.map { tasks[$0] }
      let own = Set(trunk.modules(of: level).flatMap(\.parameters).map(ObjectIdentifier.init))
      let parameters = all.filter { own.contains(ObjectIdentifier($0.tensor)) }
      return above.isEmpty || parameters.isEmpty ? nil : SharingGroup(above, .balanced, parameters)
    }
    return levels + ownGroups(below: "heads")
  }

  /// The parameters of the last level that every task moves.
  var lastSharedParameters: [(name: String, tensor: Tensor)] {
    let own = Set(trunk.modules(of: assigned.min() ?? 0).flatMap(\.parameters).map(ObjectIdentifier.init))
    return sharedParameters.filter { own.contains(ObjectIdentifier($0.tensor)) }
  }
}

extension LayerAssignment {
  static let card = SharingCard(
    About(
      "layer-assignment", title: "Layer assignment",
      "one trunk; each task's head reads the level that it is assigned to and moves nothing above it",
      citation: Citation(
        "Søgaard, Goldberg", "Deep multi-task learning with low level tasks supervised at lower layers", "ACL", 2016,
        "P16-2038"),
      settings: [
        Setting(
          "levels", .numbersByName(.between(1, 10_000)), isRequired: true,
          "the level of each task, from 1, by the task's name or as a list in the tasks' order; one of them should be the last"
        )
      ]),
    needs: .stages, words: "heads at levels of one trunk"
  ) { setup in
    // The card asks for such a trunk.
    let trunk = try setup.trunk() as! any StagedTrunk
    let levels = trunk.levels, count = levels.count
    let heads = try setup.tasks.enumerated().map { place, task in
      let level = try setup.level(of: task.name, at: place, among: levels.map(\.name)) - 1
      guard let features = trunk.stages[levels[level].stages.upperBound - 1].features else {
        throw ShapeError(
          "`layer-assignment` needs levels with features that a head can read. Found `\(levels[level].name)` for "
            + "`\(task.name)`, which has none.")
      }
      return (task: task.name, level: level, head: try setup.head(of: task, on: features))
    }
    guard heads.contains(where: { $0.level == count - 1 }) else {
      throw SettingError(
        "sharing.levels",
        "should assign a task to the last level, \(count), since no task moves the levels above the highest. Found "
          + "\(heads.map { $0.level + 1 }).")
    }
    return LayerAssignment(trunk, heads: heads)
  }
}

extension SharingSetup {
  /// The level that the settings assign to a task, from 1.
  fileprivate func level(of task: String, at place: Int, among names: [String]) throws(SettingError) -> Int {
    let given: Double? =
      switch settings["levels"] {
      case .named(let numbers): numbers[task]
      case .numbers(let numbers): numbers.count == tasks.count ? numbers[place] : nil
      default: nil
      }
    guard let given else {
      throw SettingError(
        "sharing.levels", "should have a number for each of \(tasks.map(\.name).quotedList). Found none for `\(task)`.")
    }
    guard let level = Int(exactly: given), names.indices.contains(level - 1) else {
      throw SettingError(
        "sharing.levels",
        "should be whole numbers from 1 to \(names.count), for the levels \(names.quotedList). Found \(given.brief) for `\(task)`."
      )
    }
    return level
  }
}
