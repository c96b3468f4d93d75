import Torch

/// The features that a trunk makes of one sample.
public enum Features: Equatable, Sendable, CustomStringConvertible {
  /// A vector of this many numbers: `[batch, size]`.
  case vector(Int)

  /// A map of this many channels, `stride` times smaller than the input in height and width: `[batch, channels, height
  /// / stride, width / stride]`.
  case map(channels: Int, stride: Int)

  public var description: String {
    switch self {
    case .vector(let size): "a vector of \(size)"
    case .map(let channels, let stride): "a map of \(channels) channels at stride \(stride)"
    }
  }
}

/// The part of a network that all tasks share: it turns an input into features, on which heads are put.
///
/// To write a trunk, declare a `Module` with its layers as properties, the features that it makes, and a call:
///
///     final class Tower: Module, Trunk {
///       let features = Features.vector(32)
///       let first: Linear, second: Linear
///
///       init(_ inputs: Int, generator: Generator) {
///         first = Linear(inputs, 64, generator: generator)
///         second = Linear(64, 32, generator: generator)
///       }
///
///       func callAsFunction(_ x: Tensor) -> Tensor { second(first(x).relu()).relu() }
///     }
public protocol Trunk: UnaryLayer {
  /// The features that the trunk makes, so that heads can be built to fit.
  var features: Features { get }

  /// The layer that stands for all shared parameters in methods that look only at the last shared layer (GradNorm and
  /// others). By default it is the last submodule in declaration order that has parameters and no submodules of its
  /// own.
  var lastLayer: Module { get }

  /// The shape of one sample's features for the shape of one sample's input, both without the batch dimension.
  ///
  /// By default only the strides are checked.
  ///
  /// - Throws: `ShapeError` if the input does not fit.
  func outputShape(for input: [Int]) throws -> [Int]
}

/// A trunk whose computation is a chain: every path from its input to its features leads through each stage's output.
///
/// A method that needs only the inner products of K tasks' gradients can go through such a trunk stage by stage. It
/// then never holds K gradients of all parameters.
public protocol StagedTrunk: Trunk {
  /// The stages in order, each with the modules that hold its parameters.
  var stages: [(modules: [Module], run: (Tensor) -> Tensor)] { get }
}

extension StagedTrunk {
  /// The output of every stage; the last output is the features.
  public func stageOutputs(_ x: Tensor) -> [Tensor] {
    if let misfit = misfit(x) { return [misfit] }
    var h = x
    return stages.map { stage in
      h = stage.run(h)
      return h
    }
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    if let misfit = misfit(x) { return misfit }
    return stages.reduce(x) { $1.run($0) }
  }
}

extension Trunk {
  public var lastLayer: Module { modules().last { $0.children.isEmpty && !$0.parameters.isEmpty } ?? self }

  public func outputShape(for input: [Int]) throws -> [Int] {
    switch features {
    case .vector(let size): return [size]
    case .map(let channels, let stride):
      let (_, height, width) = try ShapeError.image(input, of: "\(type(of: self))")
      for side in [height, width] where side % stride != 0 {
        throw ShapeError("the input's sides should be multiples of \(stride) for \(type(of: self)). Found \(input).")
      }
      return [channels, height / stride, width / stride]
    }
  }

  /// Checks a batch's shape. The result is nil for a batch that fits, otherwise that of a failed operation with the
  /// message of `outputShape(for:)`: it traps, or `withTorchErrors` throws it.
  package func misfit(_ x: Tensor) -> Tensor? {
    do {
      _ = try outputShape(for: Array(x.shape.dropFirst()))
      return nil
    } catch {
      failOperation("\(error)")
      return Tensor(owning: nil)
    }
  }
}

/// An input whose shape a network cannot take.
public struct ShapeError: Error, Equatable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }

  /// The channels, height and width of one sample's image.
  ///
  /// - Throws: `ShapeError` if the shape is not that of an image with the expected channels.
  static func image(
    _ shape: [Int], channels expected: Int? = nil, of network: String
  ) throws -> (channels: Int, height: Int, width: Int) {
    guard shape.count == 3, expected == nil || shape[0] == expected else {
      let channels = expected.map(String.init) ?? "channels"
      throw ShapeError("the input of \(network) should be [\(channels), height, width]. Found \(shape).")
    }
    return (shape[0], shape[1], shape[2])
  }
}
