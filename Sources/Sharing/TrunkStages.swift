import Backbones
import Torch

/// A trunk's stages with the parameters of each, which are found once, because a search through a module is slow.
///
/// A trunk that is no chain of stages is one stage.
struct TrunkStages {
  let trunk: any Trunk
  private let parameters: [[Tensor]]

  init(_ trunk: any Trunk) {
    self.trunk = trunk
    parameters = (trunk as? any StagedTrunk)?.stages.map { $0.modules.flatMap(\.parameters) } ?? [trunk.parameters]
  }

  /// The output of every stage for a batch, with the stage's parameters. A misfit ends the chain early.
  func callAsFunction(_ x: Tensor) -> [(output: Tensor, parameters: [Tensor])] {
    zip((trunk as? any StagedTrunk)?.stageOutputs(x) ?? [trunk(x)], parameters).map { ($0, $1) }
  }
}
