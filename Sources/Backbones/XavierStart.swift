import Torch

extension Module {
  /// Draws every convolution of this module by Xavier's normal rule and sets its bias to zero.
  public func drawConvolutionsByXavier(_ generator: Generator) {
    for case let convolution as Conv2d in modules() {
      Initialiser.xavierNormal().fill(convolution.weight, generator: generator)
      convolution.bias.map { Initialiser.constant(0).fill($0, generator: generator) }
    }
  }

  /// Draws every linear layer of this module by Xavier's uniform rule and sets its bias to zero.
  public func drawLinearLayersByXavier(_ generator: Generator) {
    for case let linear as Linear in modules() {
      Initialiser.xavierUniform().fill(linear.weight, generator: generator)
      linear.bias.map { Initialiser.constant(0).fill($0, generator: generator) }
    }
  }
}
