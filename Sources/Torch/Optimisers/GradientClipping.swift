extension Array where Element == Tensor {
  /// Scales the accumulated gradients of these parameters, all together, so that their norm is at most `largest`.
  /// Nothing waits for the device.
  ///
  /// Source: R. Pascanu, T. Mikolov, Y. Bengio, [On the difficulty of training recurrent neural
  /// networks](https://arxiv.org/abs/1211.5063), ICML 2013.
  ///
  /// - Parameters:
  ///   - largest: the norm to stay below; infinity measures alone
  ///   - eps: added to the norm before the division; PyTorch's value
  /// - Returns: the norm before scaling, a scalar on the device of the first gradient; 0 if there is no gradient
  @discardableResult
  public func clipGradientNorm(_ largest: Double, eps: Double = 1e-6) -> Tensor {
    require(largest > 0, "`largest` should be positive. Found \(largest).")
    return withoutGradients {
      let gradients = self.gradients.compactMap { $0 }
      guard let first = gradients.first else { return Tensor(scalar: 0) }
      let device = first.device
      let total = Tensor.stack(ATen.foreach_norm(gradients, 2).map { $0.to(device, first.dtype) }).norm()
      guard largest.isFinite else { return total }
      let factor = (largest / (total + eps)).clamp(max: 1)
      let groups = Dictionary(grouping: gradients) { $0.device }
      for (device, gradients) in groups { ATen.foreach_mul_(gradients, factor.to(device)) }
      return total
    }
  }
}
