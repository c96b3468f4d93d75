import Sharing
import Torch

/// Which tasks move which parameters, as a network states it.
struct Movement {
  struct Group {
    let tasks: [String]
    let role: String
  }

  /// The names of all parameters, in declaration order.
  let names: [String]
  let counts: [String: Int]
  /// The groups, with frozen parameters in one of their own.
  let groups: [Group]
  let groupOf: [String: Int]

  /// Reads a network's groups.
  ///
  /// - Throws: `DrawingError` for a parameter that no task moves, one that is in two groups, and one that is not the
  ///   network's.
  init(_ network: any MultiTaskNetwork) throws {
    let parameters = network.namedParameters()
    names = parameters.map(\.name)
    counts = Dictionary(parameters.map { ($0.name, $0.tensor.count) }) { first, _ in first }
    let frozen = Set(parameters.filter { !$0.tensor.requiresGrad }.map(\.name))
    let nameOf = Dictionary(parameters.map { (ObjectIdentifier($0.tensor), $0.name) }) { first, _ in first }
    var groups: [Group] = [], groupOf: [String: Int] = [:]
    var members: Set<String> = []
    func place(_ tasks: [String], _ role: String) -> Int {
      if let place = groups.firstIndex(where: { $0.tasks == tasks && $0.role == role }) { return place }
      groups.append(Group(tasks: tasks, role: role))
      return groups.count - 1
    }
    for group in network.groups {
      if let stranger = group.tasks.first(where: { !network.tasks.contains($0) }) {
        throw DrawingError("A group's tasks should be tasks of the network. Found `\(stranger)`.")
      }
      for (name, tensor) in group.parameters {
        guard let known = nameOf[ObjectIdentifier(tensor)] else {
          throw DrawingError("A group's parameters should be the network's. Found `\(name)`.")
        }
        guard members.insert(known).inserted else {
          throw DrawingError("Each parameter should be in one group. Found `\(known)` in two.")
        }
        groupOf[known] = place(
          frozen.contains(known) ? [] : group.tasks, frozen.contains(known) ? Drawing.frozenRole : group.role.rawValue)
      }
    }
    for name in names where !members.contains(name) {
      guard frozen.contains(name) else {
        throw DrawingError("Each parameter should be moved by a task. Found `\(name)`, which is in no group.")
      }
      groupOf[name] = place([], Drawing.frozenRole)
    }
    (self.groups, self.groupOf) = (groups, groupOf)
  }

  /// The number of all parameters.
  var count: Int { counts.values.reduce(0, +) }

  /// The number of parameters of each group.
  var shares: [Drawing.Share] {
    var sums = [Int](repeating: 0, count: groups.count)
    for (name, group) in groupOf { sums[group] += counts[name] ?? 0 }
    return zip(groups, sums).map { Drawing.Share(tasks: $0.tasks, role: $0.role, parameters: $1) }
  }

  /// The groups of some parameters and buffers.
  func groups(of stored: Set<String>) -> [Group] {
    Set(stored.compactMap { groupOf[$0] }).sorted().map { groups[$0] }
  }
}
