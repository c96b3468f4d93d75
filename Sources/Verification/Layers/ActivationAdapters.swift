import Torch

extension Verification {
  static let activationAdapters: [String: GoldenAdapter] = [
    "relu": .relu, "relu6": .relu6, "leaky_relu_0.01": .leakyReLU(slope: 0.01), "elu": .elu(), "gelu_exact": .gelu,
    "gelu_tanh": .geluTanh, "silu": .silu, "mish": .mish, "hardswish": .hardswish, "softplus": .softplus,
    "sigmoid": .sigmoid, "tanh": .tanh, "softmax": .softmax(), "log_softmax": .logSoftmax(),
  ].reduce(into: [:]) { (adapters: inout [String: GoldenAdapter], entry: (key: String, value: Activation)) in
    adapters["Activation_" + entry.key] = { try LayerTrial.unary($0, ActivationLayer(entry.value).callAsFunction) }
  }
}
