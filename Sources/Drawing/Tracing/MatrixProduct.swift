/// The multiply-adds of an operation that is a product of matrices, a convolution or a recurrent layer, from the shapes that
/// it read and made. Any other operation counts none: elementwise work is not counted.
struct MatrixProduct {
  /// One multiplication with its addition counts as one.
  let multiplyAdds: Int
  /// The multiply-adds of a training step: the backward pass makes a product of the same size for the gradient of each
  /// factor that has one.
  let training: Int

  init(_ name: String, _ inputs: [Trace.Value], _ outputs: [[Int]]) {
    func size(_ shape: [Int]) -> Int { shape.reduce(1, *) }
    var count = 0
    var factors: [Trace.Value] = []
    let shapes = inputs.map(\.shape)
    let made = outputs.first.map(size) ?? 0
    switch name {
    case "linear" where inputs.count >= 2, "matmul" where inputs.count == 2, "mm" where inputs.count == 2,
      "bmm" where inputs.count == 2, "mv" where inputs.count == 2, "dot" where inputs.count == 2:
      count = made * (shapes[0].last ?? 1)
      factors = Array(inputs.prefix(2))
    case "addmm" where inputs.count == 3, "baddbmm" where inputs.count == 3, "addmv" where inputs.count == 3:
      count = made * (shapes[1].last ?? 1)
      factors = Array(inputs.suffix(2))
    case "conv1d" where inputs.count >= 2, "conv2d" where inputs.count >= 2, "conv3d" where inputs.count >= 2:
      count = made * (size(shapes[1]) / max(1, shapes[1][0]))
      factors = Array(inputs.prefix(2))
    case "conv_transpose1d" where inputs.count >= 2, "conv_transpose2d" where inputs.count >= 2,
      "conv_transpose3d" where inputs.count >= 2:
      count = size(shapes[0]) * (size(shapes[1]) / max(1, shapes[1][0]))
      factors = Array(inputs.prefix(2))
    case "lstm" where inputs.count > 2, "gru" where inputs.count > 2, "rnn_tanh" where inputs.count > 2,
      "rnn_relu" where inputs.count > 2:
      // Each matrix of weights is applied to every element.
      let elements = size(shapes[0]) / max(1, shapes[0].last ?? 1)
      let weights = inputs.dropFirst().filter { $0.shape.count == 2 && !$0.stored.isEmpty }
      count = weights.reduce(0) { $0 + elements * size($1.shape) }
      factors = [inputs[0]] + weights.prefix(1)
    case "scaled_dot_product_attention" where inputs.count >= 3:
      // Scores, and the sum that they weigh.
      let queries = size(shapes[0]) / max(1, shapes[0].last ?? 1)
      count = queries * shapes[1][shapes[1].count - 2] * ((shapes[0].last ?? 0) + (shapes[2].last ?? 0))
      factors = [inputs[0], inputs[2]]
    default: break
    }
    multiplyAdds = count
    training = count * (1 + factors.filter(\.needsGradient).count)
  }
}
