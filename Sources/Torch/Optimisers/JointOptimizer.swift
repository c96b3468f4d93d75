/// Several optimisers as one, each with parameters of its own.
public final class JointOptimizer: Optimizer {
  private let members: [any Optimizer]

  /// Creates one optimiser of several.
  ///
  /// - Parameter members: at least one; their groups' and parameters' names should differ.
  public init(_ members: [any Optimizer]) {
    require(!members.isEmpty, "`members` should hold at least one optimiser. Found none.")
    let names = members.flatMap { $0.groups.map(\.name) }
    require(Set(names).count == names.count, "groups should have names of their own. Found \(names).")
    self.members = members
  }

  /// The groups of all members, one member after the other.
  public var groups: [ParameterGroup] {
    get { members.flatMap(\.groups) }
    set {
      var rest = newValue[...]
      for member in members {
        let count = member.groups.count
        member.groups = Array(rest.prefix(count))
        rest = rest.dropFirst(count)
      }
    }
  }

  public func step() { for member in members { member.step() } }

  public func forget(_ parameters: [Tensor]) { for member in members { member.forget(parameters) } }

  public func state() -> OptimizerState {
    var joint = OptimizerState(algorithm: "", tensors: [:], numbers: [:])
    for (index, member) in members.enumerated() {
      let state = member.state()
      joint.algorithm += (index > 0 ? "+" : "") + state.algorithm
      joint.tensors.merge(state.tensors.map { ("\(index).\($0.key)", $0.value) }) { $1 }
      joint.numbers.merge(state.numbers.map { ("\(index).\($0.key)", $0.value) }) { $1 }
    }
    return joint
  }

  /// Continues from a saved state. If the state of one member does not fit, the members before it have changed already.
  public func load(_ state: OptimizerState) throws {
    let algorithms = state.algorithm.split(separator: "+").map(String.init)
    guard algorithms.count == members.count else {
      throw StateError("the state should be of \(members.count) optimisers. Found `\(state.algorithm)`.")
    }
    for (index, member) in members.enumerated() {
      func own<Value>(_ all: [String: Value]) -> [String: Value] {
        let prefix = "\(index)."
        return Dictionary(
          uniqueKeysWithValues: all.filter { $0.key.hasPrefix(prefix) }.map {
            (String($0.key.dropFirst(prefix.count)), $0.value)
          })
      }
      try member.load(
        OptimizerState(algorithm: algorithms[index], tensors: own(state.tensors), numbers: own(state.numbers)))
    }
  }
}
