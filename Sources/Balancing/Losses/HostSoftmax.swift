import Foundation
import Torch

extension Tensor {
  /// softmax(f(x)) of K numbers, in one pass over them in double precision. Nil where they do not lie in the host's memory.
  ///
  /// A step of a loss weighting has few operations in addition to those of equal weighting; on K numbers, each of them costs more
  /// to start than to compute.
  ///
  /// - Parameter logit: f. Where it is not a number for one of them, no weight is a number.
  func hostSoftmax(of logit: (Double) -> Double) -> Tensor? {
    guard device == .cpu, isContiguous() else { return nil }
    switch dtype {
    case .float32: return hostSoftmax(Float.self, logit)
    case .float64: return hostSoftmax(Double.self, logit)
    default: return nil
    }
  }

  private func hostSoftmax<Number: BinaryFloatingPoint>(_: Number.Type, _ logit: (Double) -> Double) -> Tensor {
    withUnsafeMutableBytes { bytes in
      let numbers = bytes.assumingMemoryBound(to: Number.self)
      return withUnsafeTemporaryAllocation(of: Number.self, capacity: numbers.count) { shares in
        // Relative to the largest, so that no exponential overflows.
        var largest = -Double.infinity
        for number in numbers { largest = Swift.max(largest, logit(Double(number))) }
        var sum = 0.0
        for k in numbers.indices {
          let term = Foundation.exp(logit(Double(numbers[k])) - largest)
          shares.initializeElement(at: k, to: Number(term))
          sum += term
        }
        for k in numbers.indices { shares[k] = Number(Double(shares[k]) / sum) }
        return Tensor(bytes: UnsafeRawBufferPointer(shares), shape: [numbers.count], dtype: dtype)
      }
    }
  }
}
