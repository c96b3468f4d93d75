import Torch

/// A part of a network that is trained at a pace of its own.
public protocol PacedPart: Module {
  /// The factor of the learning rate of the part's parameters. With 0 the part stays as it starts: its parameters are not
  /// trained, and it runs as in evaluation.
  var pace: Double { get }
}

extension Module {
  /// The parts with a pace other than 1, in declaration order.
  public var pacedParts: [any PacedPart] { modules().compactMap { $0 as? any PacedPart }.filter { $0.pace != 1 } }

  /// The parts that stay as they start.
  public var heldParts: [any PacedPart] { pacedParts.filter { $0.pace == 0 } }
}
