import Balancing
import OrderedCollections
import Sharing
import Torch

/// A forward pass through a network, with what a gradient method looks at on its way.
package struct StagedPass {
  package let outputs: OrderedDictionary<String, Tensor>
  private let stages: [TaskGraph.Stage]
  private let views: [Tensor]

  /// - Parameter staged: whether the stages of the shared network are wanted; a network without a shared representation
  ///   has none.
  package init(_ network: any MultiTaskNetwork, _ x: Tensor, staged: Bool) {
    guard staged, let network = network as? any SharedRepresentation else {
      (outputs, stages, views) = (network(x), [], [])
      return
    }
    stages = network.stages(x).map { TaskGraph.Stage(output: $0.output, parameters: $0.parameters) }
    let representation = stages[stages.count - 1].output
    views = network.tasks.map { _ in representation.view(representation.shape) }
    outputs = network.outputs(from: views)
  }

  /// - Parameter present: whether each task has labels; nil for all.
  package func graph(losses: [Tensor], present: [Bool]? = nil) -> TaskGraph {
    TaskGraph(losses: losses, present: present, stages: stages, views: views)
  }
}
