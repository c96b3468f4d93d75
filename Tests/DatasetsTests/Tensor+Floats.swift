import Torch

extension Tensor {
  /// The elements as Float.
  var floats: [Float] { array(of: Float.self) }
}
