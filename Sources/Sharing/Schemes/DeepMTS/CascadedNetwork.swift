import Torch

/// A densely connected network over volumes that gives a vector from each of its blocks.
///
/// A convolution of side 3 and stride 2 to `stem` channels, dropout and a max-pool of side 3 and stride 2, both without padding, come
/// first. Block b is `blocks[b]` layers, each of which adds `growth` channels to those that it reads; a convolution of side 1 brings
/// them to `transitions[b]`. A mean over 2×2×2 places halves the sides between blocks. The vector is the mean over the places of
/// each transition's output after batch normalisation and ReLU. `[batch, inputs, depth, height, width]` → `[batch, Σ
/// transitions]`.
///
/// Names: `stem.weight`, `blocks.0.layers.0.norm1.weight`, `….conv1.weight`, `….norm2.weight`, `….conv2.weight`,
/// `transitions.0.norm.weight`, `transitions.0.conv.weight`, `exits.0.weight`.
///
/// Source: the code of M. Meng, B. Gu, L. Bi, S. Song, D. Feng, J. Kim, [DeepMTS: Deep Multi-Task Learning for Survival Prediction
/// in Patients with Advanced Nasopharyngeal Carcinoma Using Pretreatment PET/CT](https://arxiv.org/abs/2109.07711), JBHI 2022.
final class CascadedNetwork: Module {
  let stem: Conv3d
  let blocks: [DenseBlock]
  let transitions: [Transition]
  let exits: [BatchNorm3d]
  /// The numbers of the vector.
  let count: Int
  private let dropout: Dropout
  private let narrowing = MaxPool3d(3, stride: 2)
  private let halving = AvgPool3d(2)

  init(_ inputs: Int, _ sizes: DeepMTS.Sizes, generator: Generator) {
    stem = Conv3d(inputs, sizes.stem, kernel: 3, stride: 2, generator: generator)
    dropout = Dropout(sizes.dropout, generator: generator)
    let entries = [sizes.stem] + sizes.transitions
    blocks = zip(entries, sizes.blocks).map { DenseBlock($0, layers: $1, sizes, generator: generator) }
    transitions = zip(blocks, sizes.transitions).map {
      Transition($0.channels, $1, sizes.dropout, generator: generator)
    }
    exits = sizes.transitions.map { BatchNorm3d($0) }
    count = sizes.transitions.reduce(0, +)
  }

  /// The smallest side of a volume that has a place left after some blocks.
  ///
  /// - Parameter blocks: at least one.
  static func smallestSide(blocks: Int) -> Int {
    // Each step without padding turns 2 n + 1 places into n.
    blocks < 1 << 5 ? 4 * (1 << (blocks - 1)) + 3 : .max
  }

  func callAsFunction(_ x: Tensor) -> Tensor {
    var x = narrowing(dropout(stem(x)))
    var vectors: [Tensor] = []
    for (place, block) in blocks.enumerated() {
      x = transitions[place](block(place == 0 ? x : halving(x)))
      vectors.append(exits[place](x).relu().mean([2, 3, 4]))
    }
    return Tensor.cat(vectors, 1)
  }

  /// Layers, each of which reads what all before it have made.
  final class DenseBlock: Module {
    let layers: [DenseLayer]
    /// The channels of the output.
    let channels: Int

    init(_ inputs: Int, layers count: Int, _ sizes: DeepMTS.Sizes, generator: Generator) {
      layers = (0..<count).map { DenseLayer(inputs + $0 * sizes.growth, sizes, generator: generator) }
      channels = inputs + count * sizes.growth
    }

    func callAsFunction(_ x: Tensor) -> Tensor { layers.reduce(x) { Tensor.cat([$0, $1($0)], 1) } }
  }

  /// Batch normalisation, ReLU, a convolution of side 1 and dropout, and the same with a convolution of side 3.
  final class DenseLayer: Module, UnaryLayer {
    let norm1: BatchNorm3d
    let conv1: Conv3d
    let norm2: BatchNorm3d
    let conv2: Conv3d
    private let dropout: Dropout

    init(_ inputs: Int, _ sizes: DeepMTS.Sizes, generator: Generator) {
      norm1 = BatchNorm3d(inputs)
      conv1 = Conv3d(inputs, sizes.bottleneck, kernel: 1, generator: generator)
      norm2 = BatchNorm3d(sizes.bottleneck)
      conv2 = Conv3d(sizes.bottleneck, sizes.growth, kernel: 3, padding: 1, generator: generator)
      dropout = Dropout(sizes.dropout, generator: generator)
    }

    func callAsFunction(_ x: Tensor) -> Tensor {
      dropout(conv2(norm2(dropout(conv1(norm1(x).relu()))).relu()))
    }
  }

  /// Batch normalisation, ReLU, a convolution of side 1 and dropout.
  final class Transition: Module, UnaryLayer {
    let norm: BatchNorm3d
    let conv: Conv3d
    private let dropout: Dropout

    init(_ inputs: Int, _ outputs: Int, _ dropout: Double, generator: Generator) {
      norm = BatchNorm3d(inputs)
      conv = Conv3d(inputs, outputs, kernel: 1, generator: generator)
      self.dropout = Dropout(dropout, generator: generator)
    }

    func callAsFunction(_ x: Tensor) -> Tensor { dropout(conv(norm(x).relu())) }
  }
}
