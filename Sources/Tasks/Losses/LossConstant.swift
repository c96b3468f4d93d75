import Foundation
import Torch

/// Numbers of a loss that are needed on the predictions' device, copied there once.
final class LossConstant: @unchecked Sendable {
  let values: [Double]
  private let lock = NSLock()
  private var copies: [DeviceType: Tensor] = [:]

  private struct DeviceType: Hashable {
    let device: Device
    let dtype: DType
  }

  init(_ values: [Double]) { self.values = values }

  /// The numbers on the device and of the type of a tensor.
  func beside(_ tensor: Tensor) -> Tensor {
    let key = DeviceType(device: tensor.device, dtype: tensor.dtype)
    return lock.withLock {
      if let copy = copies[key] { return copy }
      let copy = Tensor(values).to(key.device, key.dtype)
      copies[key] = copy
      return copy
    }
  }
}
