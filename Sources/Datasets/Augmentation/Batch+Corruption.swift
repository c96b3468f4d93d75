import Corruptions
import Torch

extension Batch {
  /// Changes the pictures of the batch one by one, and cuts the changed ones to 8 bits.
  ///
  /// - Parameter change: the changed picture at a place of the batch; nil leaves it as it is.
  /// - Throws: `DatasetError` for inputs that are no pictures, and what `change` throws.
  mutating func corruptPictures(_ change: (Int, PlanarImage) throws -> PlanarImage?) throws {
    guard inputs.tensors.count == 1, inputs.sole.rank == 4, inputs.sole.dtype == .float32 else {
      let shapes = inputs.tensors.map { "\($0.tensor.shape)" }.joined(separator: " and ")
      throw DatasetError("Inputs to corrupt should have the shape [sample, channel, row, column]. Found \(shapes).")
    }
    let pictures = inputs.sole, shape = pictures.shape, size = shape[1...].reduce(1, *)
    var values = pictures.array(of: Float.self)
    for place in 0..<count {
      let range = place * size..<(place + 1) * size
      let picture = PlanarImage(channels: shape[1], height: shape[2], width: shape[3], Array(values[range]))
      guard let changed = try change(place, picture) else { continue }
      values.replaceSubrange(range, with: changed.cutTo8Bits.values)
    }
    inputs = Inputs(Tensor(values, shape: shape))
  }
}
