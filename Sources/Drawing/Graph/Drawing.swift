import Printing
import Sharing

/// A network as it was built and traced: layers with the tasks that move them, and the tensors between them.
package struct Drawing: Codable, Sendable {
  /// A box.
  package struct Node: Codable, Sendable, Hashable {
    package enum Kind: String, Codable, Sendable {
      case input, output
      /// A module, or several layers of one.
      case layer
      /// What joins parts of the network and has no parameters, such as a gate's product.
      case junction
    }

    package var kind: Kind
    /// The module's name, the input's or the task's.
    package var name: String
    /// The layers in words.
    package var layers: String
    /// The sizes of what it makes for one sample.
    package var shape: [Int]
    /// The number of its parameters. Those of a layer that is applied several times are counted each time.
    package var parameters: Int
    /// The multiply-adds for one sample.
    package var multiplyAdds: Double
    /// The tasks that move its parameters; of a box without parameters, those whose outputs follow from it.
    package var tasks: [String]
    /// What balancing makes of its parameters; nil if it has none that is trained.
    package var role: String?
    /// Whether it has parameters, and none of them is trained.
    package var isFrozen = false
    /// The number of times that the module is applied, of which this box is one.
    package var applications = 1
    /// The number of boxes of other tasks that look the same and are drawn as this one.
    package var copies = 1
  }

  /// A tensor that one box makes and another one reads.
  package struct Edge: Codable, Sendable, Hashable {
    /// The places of the boxes in ``Drawing/nodes``.
    package var from, to: Int
    /// The sizes for one sample.
    package var shape: [Int]
  }

  /// The parameters that the same tasks move in the same role.
  package struct Share: Codable, Sendable, Hashable {
    package var tasks: [String]
    package var role: String
    package var parameters: Int
  }

  /// The name of the experiment or network.
  package var title: String
  /// The network in words; empty if nobody said them.
  package var summary: String
  package var tasks: [String]
  /// The samples of a batch.
  package var batch: Int
  /// The boxes, each after those that it reads.
  package var nodes: [Node]
  package var edges: [Edge]
  package var shares: [Share]
  /// The number of all parameters, frozen ones included.
  package var parameters: Int
  /// The multiply-adds of products of matrices for one sample, in evaluation.
  package var multiplyAddsPerSample: Double
  /// The floating-point operations of a training step on one batch, two for each multiply-add.
  package var operationsPerStep: Double
  /// Parameters that no operation of the evaluation reads, by name.
  package var unread: [String]
  /// What a check by differentiation found; nil if there was none.
  package var verification: String?

  package func json() throws -> String { try JSONText.encode(self) }

  /// The parameters that several tasks move and methods look at.
  package var balanced: Int { count(SharingGroup.Role.balanced) }
  /// The parameters that several tasks move and no method looks at.
  package var joint: Int { count(SharingGroup.Role.joint) }
  /// The parameters that one task alone moves.
  package var own: Int { count(SharingGroup.Role.own) }
  /// The parameters that are not trained.
  package var frozen: Int { shares.filter { $0.role == Self.frozenRole }.reduce(0) { $0 + $1.parameters } }

  static let frozenRole = "frozen"

  private func count(_ role: SharingGroup.Role) -> Int {
    shares.filter { $0.role == role.rawValue }.reduce(0) { $0 + $1.parameters }
  }
}
