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

  /// Draws every convolution over volumes of this module by He's uniform rule and every linear layer by Xavier's uniform rule, and
  /// sets their biases to zero: the start values of networks that are written with Keras and name He's rule for convolutions.
  package func drawAsKeras(_ generator: Generator) {
    for case let convolution as Conv3d in modules() {
      Initialiser.kaimingUniform().fill(convolution.weight, generator: generator)
      convolution.bias.map { Initialiser.constant(0).fill($0, generator: generator) }
    }
    drawLinearLayersByXavier(generator)
  }

  /// Draws the weights of every linear layer and convolution of this module as orthogonal matrices times `gain`, and sets
  /// their biases to zero.
  package func drawOrthogonally(gain: Double, _ generator: Generator) {
    func draw(_ weight: Tensor, _ bias: Tensor?) {
      Initialiser.orthogonal(gain: gain).fill(weight, generator: generator)
      bias.map { Initialiser.constant(0).fill($0, generator: generator) }
    }
    for module in modules() {
      switch module {
      case let linear as Linear: draw(linear.weight, linear.bias)
      case let convolution as Convolution: draw(convolution.weight, convolution.bias)
      default: break
      }
    }
  }
}
