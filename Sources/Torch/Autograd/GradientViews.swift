import CTorch

extension Tensor {
  /// Consecutive pieces of this contiguous vector, each with the sizes and the order in memory of one of `tensors`.
  package func views(like tensors: [Tensor], from offset: Int = 0) -> [Tensor] {
    withExtendedLifetime((self, tensors)) {
      withUnsafeTemporaryAllocation(of: CTensor?.self, capacity: tensors.count) { results in
        results.initialize(repeating: nil)
        guard checked(ct_views_like(handle, offset, tensors.map(\.handle), tensors.count, results.baseAddress!)) else {
          return tensors
        }
        return results.map { Tensor(owning: $0) }
      }
    }
  }
}

extension Array where Element == Tensor {
  /// Gives each tensor its gradient. Backward passes then accumulate in place: in the memory that the gradient is a view
  /// of.
  package func setGradients(_ gradients: [Tensor]) {
    guard requirement(gradients.count == count, "one gradient for each tensor is needed") else { return }
    _ = withExtendedLifetime((self, gradients)) {
      checked(ct_set_grads(map(\.handle), gradients.map(\.handle), count))
    }
  }
}
