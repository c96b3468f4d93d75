import Torch

/// The boxes and edges of a drawing while it is made.
struct Graph {
  private(set) var nodes: [Drawing.Node] = []
  private(set) var edges: [Drawing.Edge] = []
  private let movement: Movement
  let tasks: [String]
  /// The places of boxes by what they stand for, so that data sets that go through one module share its box.
  private var places: [String: Int] = [:]

  init(_ movement: Movement, tasks: [String]) {
    self.movement = movement
    self.tasks = tasks
  }

  init(_ nodes: [Drawing.Node], _ edges: [Drawing.Edge], like other: Graph) {
    (self.nodes, self.edges, movement, tasks) = (nodes, edges, other.movement, other.tasks)
  }

  /// Adds the blocks of one trace.
  mutating func add(_ trace: Trace, _ owners: Owners, _ blocks: [Block]) {
    var seen: [Owners.Path: Int] = [:]
    var total: [Owners.Path: Int] = [:]
    for block in blocks where !block.path.isEmpty { total[block.path, default: 0] += 1 }
    var nodeOf: [Int: Int] = [:]
    let following = tasksAfter(trace, owners)
    for block in blocks {
      let application = seen[block.path, default: 0]
      seen[block.path] = application + 1
      let node = self.node(block, trace, owners, following, of: total[block.path] ?? 1)
      let place = place(
        of: node,
        named: block.path.isEmpty
          ? "junction \(block.operations[0]) \(trace.set ?? "")" : "\(block.path) \(application)")
      for operation in block.operations { nodeOf[operation] = place }
    }
    var inputs: [Int: Int] = [:]
    var added: Set<Drawing.Edge> = Set(edges)
    func connect(_ value: Int, to place: Int) {
      let from: Int
      switch trace.values[value].origin {
      case .operation:
        guard let maker = owners.producers[value], let made = nodeOf[maker] else { return }
        from = made
      case .input(let name):
        from =
          inputs[value]
          ?? self.place(
            of: input(name, trace, value, following), named: "input \(trace.set ?? "") \(name)")
        inputs[value] = from
      case .stored, .constant: return
      }
      let edge = Drawing.Edge(from: from, to: place, shape: trace.sampleShape(value))
      if from != place, added.insert(edge).inserted { edges.append(edge) }
    }
    for block in blocks {
      for value in block.operations.flatMap({ trace.operations[$0].inputs }) {
        connect(value, to: nodeOf[block.operations[0]]!)
      }
    }
    for (task, value) in trace.outputs {
      let node = Drawing.Node(
        kind: .output, name: task, layers: "output", shape: trace.sampleShape(value), parameters: 0, multiplyAdds: 0,
        tasks: [task])
      connect(value, to: place(of: node, named: "output \(task)"))
    }
  }

  private mutating func place(of node: Drawing.Node, named key: String) -> Int {
    if let place = places[key] {
      let both = Set(nodes[place].tasks).union(node.tasks)
      nodes[place].tasks = tasks.filter(both.contains)
      return place
    }
    nodes.append(node)
    places[key] = nodes.count - 1
    return nodes.count - 1
  }

  /// The tasks whose outputs follow from each value.
  private func tasksAfter(_ trace: Trace, _ owners: Owners) -> [Set<String>] {
    var following = [Set<String>](repeating: [], count: trace.values.count)
    for (task, value) in trace.outputs { following[value].insert(task) }
    for operation in trace.operations.reversed() {
      let after = operation.outputs.reduce(into: Set<String>()) { $0.formUnion(following[$1]) }
      for value in operation.inputs { following[value].formUnion(after) }
    }
    return following
  }

  private func input(_ name: String, _ trace: Trace, _ value: Int, _ following: [Set<String>]) -> Drawing.Node {
    Drawing.Node(
      kind: .input,
      name: [trace.set, name == Inputs.usualName && trace.set != nil ? nil : name].compactMap { $0 }.joined(
        separator: " "),
      layers: "input", shape: trace.sampleShape(value), parameters: 0, multiplyAdds: 0,
      tasks: tasks.filter(following[value].contains))
  }

  private func node(
    _ block: Block, _ trace: Trace, _ owners: Owners, _ following: [Set<String>], of applications: Int
  ) -> Drawing.Node {
    let operations = block.operations.map { trace.operations[$0] }
    let stored = operations.reduce(into: Set<String>()) { $0.formUnion($1.stored) }
    let groups = movement.groups(of: stored)
    let moving = groups.reduce(into: Set<String>()) { $0.formUnion($1.tasks) }
    let after = operations.flatMap(\.outputs).reduce(into: Set<String>()) { $0.formUnion(following[$1]) }
    let isFrozen = !groups.isEmpty && groups.allSatisfy { $0.role == Drawing.frozenRole }
    let roles = Set(groups.map(\.role)).subtracting([Drawing.frozenRole])
    let members = Set(block.operations)
    let made = operations.flatMap(\.outputs).last { value in
      owners.consumers[value].isEmpty || owners.consumers[value].contains { !members.contains($0) }
    }
    let count = stored.reduce(0) { $0 + (movement.counts[$1] ?? 0) }
    let makers = block.path.isEmpty ? self.makers(operations, trace) : []
    return Drawing.Node(
      kind: block.path.isEmpty && makers.isEmpty ? .junction : .layer,
      name: makers.isEmpty
        ? block.path.map(ModuleName.original).joined(separator: ".")
        : "weights of " + makers.joined(separator: ", "),
      layers: LayerWords(operations, in: trace).text,
      shape: (made ?? operations.last?.outputs.first).map(trace.sampleShape) ?? [], parameters: count,
      multiplyAdds: Double(operations.reduce(0) { $0 + $1.multiplyAdds }) / Double(max(1, trace.batch)),
      tasks: tasks.filter((groups.isEmpty || isFrozen ? after : moving).contains),
      role: roles.count == 1 ? roles.first : nil, isFrozen: isFrozen, applications: applications)
  }

  /// The modules that make the weights of operations together, by the first parts of their names; none for weights that are
  /// parameters, or are made of one module's.
  private func makers(_ operations: [Trace.Operation], _ trace: Trace) -> [String] {
    var makers: [String] = []
    for value in operations.flatMap(\.inputs).map({ trace.values[$0] }) where value.origin == .operation {
      for name in movement.names where value.stored.contains(name) {
        let module = String(name.prefix { $0 != "." })
        if !makers.contains(module) { makers.append(module) }
      }
    }
    return makers.count > 1 ? makers : []
  }

  /// The boxes in an order in which each follows those that it reads, and the edges between them.
  func sorted() -> (nodes: [Drawing.Node], edges: [Drawing.Edge]) {
    var waiting = nodes.map { _ in 0 }
    for edge in edges { waiting[edge.to] += 1 }
    var order: [Int] = []
    var isPlaced = nodes.map { _ in false }
    while order.count < nodes.count {
      // The first that waits for nothing; in a circle, the first of all.
      let next = nodes.indices.first { !isPlaced[$0] && waiting[$0] == 0 } ?? nodes.indices.first { !isPlaced[$0] }!
      isPlaced[next] = true
      order.append(next)
      for edge in edges where edge.from == next { waiting[edge.to] -= 1 }
    }
    var rank = [Int](repeating: 0, count: nodes.count)
    for (place, node) in order.enumerated() { rank[node] = place }
    return (
      order.map { nodes[$0] },
      edges.map { Drawing.Edge(from: rank[$0.from], to: rank[$0.to], shape: $0.shape) }
        .sorted { ($0.from, $0.to) < ($1.from, $1.to) }
    )
  }
}

extension Trace {
  /// The sizes of a value for one sample: without the dimension of the batch, if it comes first.
  func sampleShape(_ value: Int) -> [Int] {
    let shape = values[value].shape
    return shape.first == batch && dependsOnInput(value) ? Array(shape.dropFirst()) : shape
  }

  /// The multiply-adds of all operations.
  func multiplyAdds(_ count: KeyPath<Operation, Int>) -> Double {
    let own = operations.reduce(0.0) { $0 + Double($1[keyPath: count]) }
    return own + Double(count == \Operation.multiplyAdds ? fixed.multiplyAdds : fixed.training)
  }
}
