import OrderedCollections
import Tasks
import Torch

/// Heads of one form that are computed together, as one wide layer.
///
/// The heads keep their parameters, which lie side by side in a ``Torch/ParameterStack``. Such a head is a chain: pooling and
/// flattening of what all heads read, then linear layers with activations and dropout between them.
final class HeadStack {
  /// The fewest heads that are computed together. Fewer gain little, and so networks of few tasks keep their bits.
  static let fewest = 4

  let order: TaskTensors.Order
  private let layers: [Layer]

  private enum Layer {
    /// A layer without parameters.
    case plain(any UnaryLayer)
    /// A linear layer of each head: weights `[tasks, outputs, inputs]` and biases `[tasks, outputs]`.
    case linear(ParameterStack, ParameterStack?)
  }

  /// Lays the parameters of some heads side by side; nil unless they all have the same form.
  init?(_ heads: [(task: String, head: any UnaryLayer)]) {
    let chains = heads.map { Self.chain($0.head) }
    guard let first = chains.first, let form = Self.form(first), chains.allSatisfy({ Self.form($0) == form }) else {
      return nil
    }
    order = TaskTensors.Order(heads.map(\.task))
    var layers: [Layer] = []
    for (place, layer) in first.enumerated() {
      guard layer is Linear else {
        layers.append(.plain(layer))
        continue
      }
      let members = chains.map { $0[place] as! Linear }
      guard let weights = ParameterStack(members.map(\.weight)) else { return nil }
      let biases = members.compactMap(\.bias)
      guard !biases.isEmpty else {
        layers.append(.linear(weights, nil))
        continue
      }
      guard let biases = ParameterStack(biases) else { return nil }
      layers.append(.linear(weights, biases))
    }
    self.layers = layers
  }

  /// Stacks for heads of which several have one form.
  static func stacks(_ heads: [(task: String, head: any UnaryLayer)]) -> [HeadStack] {
    var members: OrderedDictionary<String, [(task: String, head: any UnaryLayer)]> = [:]
    for head in heads { if let form = form(chain(head.head)) { members[form, default: []].append(head) } }
    return members.values.filter { $0.count >= fewest }.compactMap(HeadStack.init)
  }

  /// Whether the parameters still lie side by side.
  var holds: Bool {
    layers.allSatisfy { layer in
      if case .linear(let weights, let biases) = layer { weights.holds && biases?.holds ?? true } else { true }
    }
  }

  /// The layers of a head, one after the other.
  private static func chain(_ head: any UnaryLayer) -> [any UnaryLayer] {
    switch head {
    case let layers as Sequential: layers.layers.flatMap(chain)
    case let head as any LayerChain: chain(head.layers)
    default: [head]
    }
  }

  /// The form of a chain in words, equal for heads that can be computed together; nil for other layers.
  private static func form(_ chain: [any UnaryLayer]) -> String? {
    var words: [String] = []
    var isShared = true
    for layer in chain {
      switch layer {
      case let linear as Linear:
        isShared = false
        words.append("linear \(linear.weight.shape) \(linear.bias != nil) \(linear.weight.dtype)")
      case let activation as ReLU where !isShared && !activation.inPlace: words.append("relu")
      case let dropout as Dropout where !isShared: words.append("dropout \(dropout.p)")
      case let pool as AdaptiveAvgPool2d where isShared: words.append("pool \(pool.size)")
      case let flatten as Flatten where isShared && flatten.from == 1: words.append("flatten \(flatten.to)")
      default: return nil
      }
    }
    return isShared ? nil : words.joined(separator: ", ")
  }

  /// The outputs of all heads, `[batch, tasks, outputs]`, from what they all read, `[batch, …]`.
  func callAsFunction(_ x: Tensor) -> Tensor {
    var h = x
    var isShared = true
    for layer in layers {
      switch layer {
      case .plain(let layer): h = layer(h)
      case .linear(let weights, let biases):
        h = isShared ? Self.wide(h, weights.whole, biases?.whole) : Self.each(h, weights.whole, biases?.whole)
        isShared = false
      }
    }
    return h
  }

  /// `[batch, inputs]` → `[batch, tasks, outputs]`, one product.
  private static func wide(_ x: Tensor, _ weights: Tensor, _ biases: Tensor?) -> Tensor {
    let outputs = ATen.linear(x, weights.flatten(from: 0, to: 1), biases?.flatten())
    return outputs.view([x.size(0), weights.size(0), weights.size(1)])
  }

  /// `[batch, tasks, inputs]` → `[batch, tasks, outputs]`, a product for each task in one operation.
  private static func each(_ x: Tensor, _ weights: Tensor, _ biases: Tensor?) -> Tensor {
    let outputs = x.transpose(0, 1).bmm(weights.transpose(1, 2)).transpose(0, 1)
    return biases.map { outputs + $0 } ?? outputs
  }

  /// The outputs of all heads, `[batch, tasks, outputs]`, from a copy for each head of what they read, `[batch, tasks, …]`.
  func callAsFunction(copies: Tensor) -> Tensor {
    // Layers that the heads share see the copies as samples.
    let (batch, tasks) = (copies.size(0), copies.size(1))
    var h = copies
    var isShared = true
    for layer in layers {
      switch layer {
      case .plain(let layer) where isShared:
        let given = layer(h.flatten(from: 0, to: 1))
        h = given.view([batch, tasks] + given.shape.dropFirst())
      case .plain(let layer): h = layer(h)
      case .linear(let weights, let biases):
        h = Self.each(h, weights.whole, biases?.whole)
        isShared = false
      }
    }
    return h
  }
}

/// A head that is a chain of layers.
protocol LayerChain: UnaryLayer {
  var layers: Sequential { get }
}
