import OrderedCollections
import Torch

/// Samples that are read from their files for each batch. Use it if that is as quick as reading a copy.
struct FileDataset: Dataset {
  let reader: any SampleReader

  var count: Int { reader.files.count }

  func batch(_ indices: [Int]) throws -> Batch {
    let tensors = reader.fields.map { field in
      Tensor.empty([indices.count] + field.shape, dtype: field.element == .int64 ? .int64 : .float32)
    }
    try Self.withBytes(of: tensors, []) { bytes in
      for (position, index) in indices.enumerated() {
        let sample = zip(bytes, reader.fields).map { bytes, field in
          UnsafeMutableRawBufferPointer(
            rebasing: bytes[position * field.byteCount..<(position + 1) * field.byteCount])
        }
        try reader.read(index, into: sample)
      }
    }
    var batch = Batch(inputs: tensors[0], targets: [:], labelled: [:], count: indices.count)
    for (field, tensor) in zip(reader.fields, tensors).dropFirst() {
      batch.targets[field.name] = tensor
      batch.labelled[field.name] = tensor.withUnsafeMutableBytes { bytes in
        field.element == .int64
          ? bytes.bindMemory(to: Int64.self).contains { $0 >= 0 }
          : bytes.bindMemory(to: Float.self).contains { $0 != 0 }
      }
    }
    return batch
  }

  /// Runs `body` with the memory of all tensors.
  private static func withBytes<R>(
    of tensors: [Tensor], _ bytes: [UnsafeMutableRawBufferPointer],
    _ body: ([UnsafeMutableRawBufferPointer]) throws -> R
  ) throws -> R {
    guard bytes.count < tensors.count else { return try body(bytes) }
    return try tensors[bytes.count].withUnsafeMutableBytes { try withBytes(of: tensors, bytes + [$0], body) }
  }
}
