import Torch

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
