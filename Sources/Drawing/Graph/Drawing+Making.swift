import Sharing
import Torch

extension Drawing {
  /// The most boxes for which modules are divided further, so that a drawing fits on a page.
  static let mostBoxes = 16
  /// The deepest division.
  package static let deepest = 32

  /// Traces a network and draws it.
  ///
  /// - Parameters:
  ///   - batches: samples of each data set; every task in one of them.
  ///   - title: the name of the experiment or network.
  ///   - summary: the network in words.
  ///   - depth: the number of parts of a module's name down to which modules are divided; nil for as many as fit on a
  ///     page.
  /// - Throws: `DrawingError` if the network's groups do not have each of its parameters once, or a task has no output;
  ///   `TorchError` for samples that the network cannot take.
  package init(
    of network: any MultiTaskNetwork, on batches: [TracedBatch], title: String, summary: String = "",
    depth: Int? = nil
  ) throws {
    let movement = try Movement(network)
    let traces = try batches.map { try Trace(network, on: $0) }
    let foldings = traces.map { trace -> (trace: Trace, owners: Owners, folding: Folding) in
      let owners = Owners(trace)
      return (trace, owners, Folding(trace, owners, groups: movement.groupOf))
    }
    func divided(to depth: Int) -> Graph {
      var graph = Graph(movement, tasks: network.tasks)
      for (trace, owners, folding) in foldings { graph.add(trace, owners, folding.blocks(depth: depth)) }
      return graph.joiningAlike()
    }
    var graph = divided(to: min(depth ?? 1, Self.deepest))
    if depth == nil {
      var least = graph
      for deeper in 2...8 {
        let next = divided(to: deeper)
        guard next.nodes.count <= Self.mostBoxes, next.nodes.count > least.nodes.count || deeper < 4 else { break }
        least = next
      }
      graph = least
    }
    self.title = title
    self.summary = summary
    tasks = network.tasks
    batch = traces.reduce(0) { $0 + $1.batch }
    (nodes, edges) = graph.sorted()
    shares = movement.shares
    parameters = movement.count
    multiplyAddsPerSample = traces.reduce(0) { sum, trace in
      sum + trace.multiplyAdds(\.multiplyAdds) / Double(max(1, trace.batch)) / Double(traces.count)
    }
    operationsPerStep = traces.reduce(0) { $0 + 2 * $1.multiplyAdds(\.trainingMultiplyAdds) }
    let read = traces.reduce(into: Set<String>()) { $0.formUnion($1.operations.flatMap(\.stored)) }
    unread = movement.names.filter { !read.contains($0) }
  }
}
