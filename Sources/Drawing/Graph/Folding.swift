/// Operations that are drawn as one box.
struct Block {
  /// The module's name in parts; empty for what joins parts of the network.
  var path: Owners.Path
  /// The places of the operations in the trace, in order.
  var operations: [Int]
}

/// The division of a trace's operations into blocks.
///
/// A module is folded into one block if nothing that it computes in between is read outside, no path leaves it and comes
/// back, and the same tasks move all its parameters. Otherwise it is divided into its parts, and so is every module above
/// the wanted depth. A module that is applied several times is a block each time.
struct Folding {
  private let trace: Trace
  private let owners: Owners
  /// The group of each parameter, by its full name.
  private let groups: [String: Int]
  private let outputs: Set<Int>

  init(_ trace: Trace, _ owners: Owners, groups: [String: Int]) {
    self.trace = trace
    self.owners = owners
    self.groups = groups
    outputs = Set(trace.outputs.map(\.value))
  }

  /// The blocks in the order of their first operations.
  ///
  /// - Parameter depth: the number of parts of a module's name down to which modules are divided.
  func blocks(depth: Int) -> [Block] {
    let all = divided(Array(trace.operations.indices), [], depth)
    return joiningNormalisations(all.sorted { $0.operations[0] < $1.operations[0] })
  }

  /// The blocks of operations that belong below a path.
  private func divided(_ operations: [Int], _ path: Owners.Path, _ depth: Int) -> [Block] {
    connected(operations) { _ in true }.flatMap { part -> [Block] in
      if path.count >= max(depth, 1), canFold(part) { return [Block(path: name(of: part, path), operations: part)] }
      let own = part.filter { owners.paths[$0].count == path.count }
      if own.count == part.count {
        if !path.isEmpty, canFold(part) { return [Block(path: path, operations: part)] }
        return chains(own, path)
      }
      let below = part.filter { owners.paths[$0].count > path.count }
      let children = Dictionary(grouping: below) { owners.paths[$0][path.count] }
      return chains(own, path) + children.flatMap { divided($1, path + [$0], depth) }
    }
  }

  /// The largest module from a path on whose parameters some operations read all of.
  private func name(of operations: [Int], _ path: Owners.Path) -> Owners.Path {
    let stored = operations.reduce(into: Set<String>()) { $0.formUnion(trace.operations[$1].stored) }
    let common = Owners.common(operations.map { owners.paths[$0] })
    for length in path.count..<max(path.count, common.count) {
      let start = common.prefix(length).joined(separator: ".") + "."
      if groups.keys.allSatisfy({ !$0.hasPrefix(start) || stored.contains($0) }) { return Array(common.prefix(length)) }
    }
    return common.count > path.count ? common : path
  }

  /// The operations as chains, in which each value is read by the next operation alone.
  private func chains(_ operations: [Int], _ path: Owners.Path) -> [Block] {
    connected(operations) { value in owners.consumers[value].count == 1 }.map { Block(path: path, operations: $0) }
  }

  /// The parts of some operations that values connect.
  private func connected(_ operations: [Int], by counts: (Int) -> Bool) -> [[Int]] {
    let members = Set(operations)
    var root = Dictionary(uniqueKeysWithValues: operations.map { ($0, $0) })
    func find(_ operation: Int) -> Int {
      var place = operation
      while root[place] != place { place = root[place]! }
      return place
    }
    for operation in operations {
      for value in trace.operations[operation].inputs where counts(value) {
        if let maker = owners.producers[value], members.contains(maker) { root[find(operation)] = find(maker) }
      }
    }
    return Dictionary(grouping: operations, by: find).values.map { $0.sorted() }
  }

  private func canFold(_ operations: [Int]) -> Bool {
    let moving = Set(operations.flatMap { trace.operations[$0].stored.compactMap { groups[$0] } })
    guard moving.count <= 1 else { return false }
    let members = Set(operations)
    var outside: [Int] = []
    for value in operations.flatMap({ trace.operations[$0].outputs }) {
      let users = owners.consumers[value], leaving = users.filter { !members.contains($0) }
      if leaving.count < users.count, !leaving.isEmpty || outputs.contains(value) { return false }
      outside += leaving
    }
    // No path may come back.
    var seen = Set(outside)
    while let operation = outside.popLast() {
      for user in trace.operations[operation].outputs.flatMap({ owners.consumers[$0] }) where !seen.contains(user) {
        if members.contains(user) { return false }
        seen.insert(user)
        outside.append(user)
      }
    }
    return true
  }

  /// The blocks, with each normalisation in the block of the layer before it, if that is read by it alone.
  private func joiningNormalisations(_ blocks: [Block]) -> [Block] {
    var joined: [Block] = []
    var places: [Int: Int] = [:]
    for block in blocks {
      let reads = Set(block.operations.flatMap { trace.operations[$0].inputs }.compactMap { owners.producers[$0] })
        .subtracting(block.operations)
      if trace.operations[block.operations[0]].name.hasSuffix("_norm"), let maker = reads.first, reads.count == 1,
        let place = places[maker], isNeighbour(joined[place], block),
        trace.operations[maker].outputs.allSatisfy({ owners.consumers[$0].count <= 1 && !outputs.contains($0) })
      {
        joined[place].operations += block.operations
        for operation in block.operations { places[operation] = place }
      } else {
        joined.append(block)
        for operation in block.operations { places[operation] = joined.count - 1 }
      }
    }
    return joined
  }

  /// Whether two layers stand in one module and are moved by the same tasks.
  private func isNeighbour(_ first: Block, _ second: Block) -> Bool {
    func moving(_ block: Block) -> Set<Int> {
      Set(block.operations.flatMap { trace.operations[$0].stored.compactMap { groups[$0] } })
    }
    return !first.path.isEmpty && first.path.dropLast() == second.path.dropLast() && moving(first) == moving(second)
  }
}
