import Torch

/// Parameters that the same tasks move, and what balancing makes of them.
///
/// A network states its groups when it is built. Nothing is inferred from gradients that happen to be missing. The
/// scopes of gradient methods, the sums of several processes and drawings of the network follow from the groups.
public struct SharingGroup {
  /// What balancing makes of a group's parameters.
  public enum Role: String, Sendable, CaseIterable {
    /// Several tasks move them, and methods look at the tasks' gradients of them. A task that is not in the group has a
    /// gradient of zero.
    case balanced
    /// Several tasks move them, and no method looks at them. Each task's gradient is scaled like that of the task's own
    /// parameters.
    case joint
    /// One task alone moves them.
    case own
    /// No task moves them, but a penalty of the network's own does, such as that of a discriminator. The group has no tasks.
    case penalty
  }

  /// The names of the tasks, in the network's order.
  public let tasks: [String]
  /// What balancing makes of the parameters.
  public let role: Role
  /// The parameters with their full names, in declaration order.
  public let parameters: [(name: String, tensor: Tensor)]

  /// Creates a group.
  ///
  /// - Parameter tasks: at least one; exactly one for parameters of its own, none for those of a penalty.
  public init(_ tasks: [String], _ role: Role, _ parameters: [(name: String, tensor: Tensor)]) {
    let (isRight, words) =
      switch role {
      case .own: (tasks.count == 1, "one task")
      case .penalty: (tasks.isEmpty, "no task")
      case .balanced, .joint: (!tasks.isEmpty, "a task")
      }
    require(isRight, "a group should have \(words). Found \(tasks).")
    self.tasks = tasks
    self.role = role
    self.parameters = parameters
  }
}

extension MultiTaskNetwork {
  /// The parameters that more than one task can change and that balancing is about, with their full names, in
  /// declaration order. In a network that is trained on one task alone they are those that a second task would share.
  public var sharedParameters: [(name: String, tensor: Tensor)] { parameters(in: .balanced) }

  /// The parameters that several tasks change and no method looks at, with their full names; usually none.
  public var jointParameters: [(name: String, tensor: Tensor)] { parameters(in: .joint) }

  /// The shared parameters that lie in a layer, such as a trunk's last one.
  public func sharedParameters(of layer: Module) -> [(name: String, tensor: Tensor)] {
    let own = Set(layer.parameters.map(ObjectIdentifier.init))
    return sharedParameters.filter { own.contains(ObjectIdentifier($0.tensor)) }
  }

  private func parameters(in role: SharingGroup.Role) -> [(name: String, tensor: Tensor)] {
    groups.filter { $0.role == role }.flatMap(\.parameters)
  }

  /// The parameters that belong to one task alone, with their full names, for every task by its name.
  public var ownParameters: [String: [(name: String, tensor: Tensor)]] {
    var own = Dictionary(
      tasks.map { ($0, [(name: String, tensor: Tensor)]()) }, uniquingKeysWith: { first, _ in first })
    for group in groups where group.role == .own { own[group.tasks[0], default: []] += group.parameters }
    return own
  }

  /// The parameters that belong to one task alone, with their full names. `task` should be one of `tasks`.
  public func parameters(of task: String) -> [(name: String, tensor: Tensor)] {
    require(tasks.contains(task), "`task` should be one of \(tasks). Found \(task).")
    return ownParameters[task] ?? []
  }
}

// What a network states its groups with.
extension MultiTaskNetwork {
  /// The parameters below some modules, by the modules' full names: "trunk", "experts.0". A tensor of the network itself
  /// is named by its own name.
  public func parameters(below modules: String...) -> [(name: String, tensor: Tensor)] {
    namedParameters().filter { parameter in
      modules.contains { parameter.name == $0 || parameter.name.hasPrefix($0 + ".") }
    }
  }

  /// A group for each task of the parameters of the modules that it alone moves, after a balanced group of all others, which every
  /// task moves.
  ///
  /// - Parameter modules: the modules of the task at a place.
  func groups(owning modules: (Int) -> [Module]) -> [SharingGroup] {
    var owner: [ObjectIdentifier: Int] = [:]
    for task in tasks.indices {
      for parameter in modules(task).flatMap(\.parameters) { owner[ObjectIdentifier(parameter)] = task }
    }
    let all = namedParameters()
    func parameters(of task: Int?) -> [(name: String, tensor: Tensor)] {
      all.filter { owner[ObjectIdentifier($0.tensor)] == task }
    }
    return [SharingGroup(tasks, .balanced, parameters(of: nil))]
      + tasks.indices.map { SharingGroup([tasks[$0]], .own, parameters(of: $0)) }
  }

  /// A group for each task of the parameters below its part of some modules, found in one walk through the network.
  ///
  /// - Parameter modules: the names of the modules that hold a part for each task, such as a `ModuleDictionary` "heads".
  public func ownGroups(below modules: String...) -> [SharingGroup] {
    var own: [String: [(name: String, tensor: Tensor)]] = [:]
    for parameter in namedParameters() {
      let parts = parameter.name.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
      if parts.count == 3, modules.contains(parts[0]) { own[parts[1], default: []].append(parameter) }
    }
    return tasks.map { SharingGroup([$0], .own, own[ModuleName.escaping($0)] ?? []) }
  }
}
