extension Graph {
  /// The most tasks that have boxes of their own.
  static let mostTasks = 6

  /// The graph with one box for those of many tasks that look the same: equal layers, shapes and neighbours, and names
  /// that differ in the task alone. With few tasks the graph stays as it is.
  func joiningAlike() -> Graph {
    guard tasks.count > Self.mostTasks else { return self }
    let names = Set(tasks)
    // Boxes look alike until their own text or a neighbour tells them apart.
    var looks = nodes.map { node -> String in
      let name = node.kind == .output ? "*" : Self.generalised(node.name, names)
      let isOwn = node.tasks.count == 1
      return
        "\(node.kind) \(name) \(node.layers) \(node.shape) \(node.parameters) \(node.role ?? "") \(node.isFrozen) \(isOwn ? "" : node.tasks.joined(separator: "\u{0}"))"
    }
    var kinds = Self.numbered(looks)
    while true {
      let before = Set(kinds).count
      looks = nodes.indices.map { node in
        let read = edges.filter { $0.to == node }.map { "\(kinds[$0.from]) \($0.shape)" }
        let used = Set(edges.filter { $0.from == node }.map { "\(kinds[$0.to]) \($0.shape)" })
        return "\(kinds[node]) \(read.sorted()) \(used.sorted())"
      }
      kinds = Self.numbered(looks)
      if Set(kinds).count == before { break }
    }
    // What all tasks share stays apart, even if it looks alike.
    var place: [Int: Int] = [:], joined: [Drawing.Node] = [], placeOf = [Int](repeating: 0, count: nodes.count)
    for (index, node) in nodes.enumerated() {
      if node.tasks.count == 1, let known = place[kinds[index]] {
        joined[known].copies += 1
        joined[known].tasks += node.tasks.filter { !joined[known].tasks.contains($0) }
        joined[known].name = node.kind == .output ? joined[known].name : Self.generalised(node.name, names)
        placeOf[index] = known
      } else {
        if node.tasks.count == 1 { place[kinds[index]] = joined.count }
        placeOf[index] = joined.count
        joined.append(node)
      }
    }
    for index in joined.indices where joined[index].kind == .output && joined[index].copies > 1 {
      joined[index].name = "\(joined[index].copies) tasks"
    }
    var seen: Set<Drawing.Edge> = []
    let between = edges.map { Drawing.Edge(from: placeOf[$0.from], to: placeOf[$0.to], shape: $0.shape) }
      .filter { seen.insert($0).inserted }
    return Graph(joined, between, like: self)
  }

  /// A name with the parts that are a task's name left open: "heads.*".
  private static func generalised(_ name: String, _ tasks: Set<String>) -> String {
    for task in tasks where name == task || name.hasSuffix("." + task) || name.contains("." + task + ".") {
      var parts = name.components(separatedBy: "." + task)
      parts = parts.count > 1 ? parts : ["", ""]
      return parts.joined(separator: ".*")
    }
    return name
  }

  private static func numbered(_ looks: [String]) -> [Int] {
    var numbers: [String: Int] = [:]
    return looks.map { look in
      let number = numbers[look] ?? numbers.count
      numbers[look] = number
      return number
    }
  }
}
