import Backbones
import Torch

/// A vector from all levels of an encoder of volumes: each level is brought to fewer channels and averaged over its places.
///
/// A level l, `[batch, widths[l], depth / 2ˡ, height / 2ˡ, width / 2ˡ]`, goes through a convolution with kernels of side 1, batch
/// normalisation and ReLU. Names: `units.0.conv.weight`, ….
final class SideFeatures: Module {
  let units: [VolumeUnit]
  /// The numbers of the vector.
  let count: Int

  /// - Parameters:
  ///   - widths: the channels of the levels.
  ///   - channels: the channels to which each level is brought; as many as levels.
  ///   - generator: draws the start values.
  init(_ widths: [Int], channels: [Int], generator: Generator) {
    units = zip(widths, channels).map { VolumeUnit($0, $1, kernel: 1, generator: generator) }
    count = channels.reduce(0, +)
  }

  /// The vector, `[batch, count]`.
  ///
  /// - Parameter levels: one for each unit.
  func callAsFunction(_ levels: [Tensor]) -> Tensor {
    Tensor.cat(zip(units, levels).map { $0($1).mean([2, 3, 4]) }, 1)
  }
}
