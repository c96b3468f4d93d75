import Components
import Torch

/// One layer without a bias, on a vector: an answer of 0 for an input of zeros, such as that of a linear model through the origin.
enum BiasFreeHead {
  static let card = HeadCard(About("bias-free", "one layer without a bias, on a vector"), reading: .vector) { setup in
    Linear(setup.features.size, setup.outputs, bias: false, generator: setup.generator)
  }
}
