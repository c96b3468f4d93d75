import Torch

extension Tensor {
  /// The place along the first dimension of the first element that is not finite; nil if all are. It waits for the
  /// device.
  package var firstRowNotFinite: Int? {
    let isFinite = isFinite()
    guard isFinite.all().item() == 0 else { return nil }
    let rows = isFinite.reshape([size(0), -1]).to(.float32)
    let first = rows.sum([1]).less(Double(rows.size(1))).to(.int64).argmax(dim: 0).item()
    return first.isFinite ? Int(first) : nil
  }

  /// The first element that is not finite; nil if all are. It waits for the device.
  package var firstValueNotFinite: Double? { flatten().array(of: Double.self).first { !$0.isFinite } }
}
