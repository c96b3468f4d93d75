import Torch

/// A convolution with bias over volumes, batch normalisation and ReLU, which keep the sides. `[batch, inputs, depth, height,
/// width]` → `[batch, outputs, depth, height, width]`. Names: `conv`, `bn`.
package final class VolumeUnit: Module, UnaryLayer {
  let conv: Conv3d
  let bn: BatchNorm3d
  private let relu = ReLU(inPlace: true)

  /// Creates the unit.
  ///
  /// - Parameters:
  ///   - kernel: the side of the kernels, odd.
  ///   - generator: draws the start values.
  package init(_ inputs: Int, _ outputs: Int, kernel: Int, generator: Generator) {
    require(kernel % 2 == 1, "`kernel` should be odd. Found \(kernel).")
    conv = Conv3d(inputs, outputs, kernel: kernel, padding: kernel / 2, generator: generator)
    bn = BatchNorm3d(outputs)
  }

  package func callAsFunction(_ x: Tensor) -> Tensor { relu(bn(conv(x))) }
}

/// Convolutions over volumes, each of which is added to what it reads. `[batch, inputs, depth, height, width]` → `[batch,
/// outputs, depth, height, width]`.
///
/// With u a ``VolumeUnit``, s = u₁(x) has kernels of side 1 and is the shortcut: y = u₃(x) + s, and then y ← u₃(y) + y for each
/// further unit, of side 3. Names: `shortcut.conv.weight`, `units.0.conv.weight`, ….
///
/// Source: the code of M. Meng, B. Gu, L. Bi, S. Song, D. Feng, J. Kim, [DeepMTS: Deep Multi-Task Learning for Survival Prediction
/// in Patients with Advanced Nasopharyngeal Carcinoma Using Pretreatment PET/CT](https://arxiv.org/abs/2109.07711), JBHI 2022.
package final class ResidualVolumeBlock: Module, UnaryLayer {
  let shortcut: VolumeUnit
  let units: [VolumeUnit]

  /// Creates the block.
  ///
  /// - Parameters:
  ///   - count: the number of units with kernels of side 3; at least one.
  ///   - generator: draws the start values.
  package init(_ inputs: Int, _ outputs: Int, units count: Int, generator: Generator) {
    require(count > 0, "`units` should be positive. Found \(count).")
    shortcut = VolumeUnit(inputs, outputs, kernel: 1, generator: generator)
    units = (0..<max(1, count)).map { place in
      VolumeUnit(place == 0 ? inputs : outputs, outputs, kernel: 3, generator: generator)
    }
  }

  package func callAsFunction(_ x: Tensor) -> Tensor {
    units.dropFirst().reduce(units[0](x) + shortcut(x)) { $1($0) + $0 }
  }
}
