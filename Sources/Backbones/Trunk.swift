import Foundation
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

extension Trunk {
  public var lastLayer: Module { modules().last { $0.children.isEmpty && !$0.parameters.isEmpty } ?? self }

  public func outputShape(for input: [Int]) throws -> [Int] {
    switch features {
    case .vector(let size): return [size]
    case .sequence(let size, _):
      guard input.count == 2 else {
        throw ShapeError("the input of \(type(of: self)) should be [length, columns]. Found \(input).")
      }
      return [input[0], size]
    case .map(let channels, let stride):
      let (_, height, width) = try ShapeError.image(input, of: "\(type(of: self))")
      for side in [height, width] where side % stride != 0 {
        throw ShapeError("the input's sides should be multiples of \(stride) for \(type(of: self)). Found \(input).")
      }
      return [channels, height / stride, width / stride]
    case .volume(let channels, let stride):
      guard input.count == 4 else {
        throw ShapeError(
          "the input of \(type(of: self)) should be [channels, depth, height, width]. Found \(input).")
      }
      for side in input.dropFirst() where side % stride != 0 {
        throw ShapeError("the input's sides should be multiples of \(stride) for \(type(of: self)). Found \(input).")
      }
      return [channels] + input.dropFirst().map { $0 / stride }
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

  /// Loads the values of a safetensors file, such as torchvision's ImageNet weights: parameters and running statistics.
  /// From a whole network, such as `checkpoints/best/model.safetensors` of a run, it loads the trunk.
  ///
  /// The published networks end in a layer for their own classes, `fc`. It is ignored if the trunk has no such layer.
  /// The file should have every other name with its shape, and nothing else. Errors name the file, the name and both
  /// shapes.
  public func load(pretrained path: String) throws {
    let url = URL(filePath: path)
    guard ["safetensors", ""].contains(url.pathExtension) else {
      throw FileError(
        "\(path) should be a safetensors file. In Python, `safetensors.torch.save_file(model.state_dict(), …)` writes one."
      )
    }
    let file = try SafeTensors.read(url)
    var state = file.tensors
    let own = Set(stateDictionary().map(\.name))
    for name in state.keys where name.hasPrefix(classifier) && !own.contains(name) { state[name] = nil }
    let isNetwork = state.keys.contains { $0.hasPrefix(Self.trunk) } && !own.contains { $0.hasPrefix(Self.trunk) }
    try file.check(holds: own.sorted().map { isNetwork ? Self.trunk + $0 : $0 }, from: path)
    if isNetwork {
      let parts = state.filter { $0.key.hasPrefix(Self.trunk) }
      state = Dictionary(uniqueKeysWithValues: parts.map { (String($0.key.dropFirst(Self.trunk.count)), $0.value) })
    }
    try load(state, from: path)
  }

  private var classifier: String { "fc." }

  /// The names of a trunk's tensors in a network begin with this.
  private static var trunk: String { "trunk." }
}

/// A trunk whose computation is a chain: every path from its input to its features leads through each stage's output.
///
/// A method that needs only the inner products of K tasks' gradients can go through such a trunk stage by stage. It
/// then never holds K gradients of all parameters.
public protocol StagedTrunk: Trunk {
  /// The stages in the order in which an input passes them.
  var stages: [Stage] { get }

  /// The stages in groups, between which several trunks exchange features or tasks add layers of their own. By default
  /// each stage is a level.
  var levels: [TrunkLevel] { get }
}

extension StagedTrunk {
  public var levels: [TrunkLevel] { stages.enumerated().map { TrunkLevel($1.name, $0..<$0 + 1) } }

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
