import Torch

/// A 3×3 convolution with bias, batch normalisation, ReLU. Height and width stay. Names: `conv`, `bn`.
package final class ConvolutionUnit: Module, UnaryLayer {
  let conv: Conv2d
  let bn: BatchNorm2d
  private let relu = ReLU(inPlace: true)

  package init(_ inputs: Int, _ outputs: Int, generator: Generator) {
    conv = Conv2d(inputs, outputs, kernel: 3, padding: 1, generator: generator)
    bn = BatchNorm2d(outputs)
  }

  package func callAsFunction(_ x: Tensor) -> Tensor { relu(bn(conv(x))) }
}
