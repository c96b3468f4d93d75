import Torch

extension Module {
  /// Draws every convolution below this module by Xavier's normal rule and sets its bias to zero.
  public func drawConvolutionsByXavier(_ generator: Generator) {
    for case let convolution as Conv2d in modules() {
      Initialiser.xavierNormal().fill(convolution.weight, generator: generator)
      convolution.bias.map { Initialiser.constant(0).fill($0, generator: generator) }
    }
  }
}
