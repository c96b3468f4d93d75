import CTorch

/// An operation of LibTorch with the tensors that it read and made.
package struct RecordedOperation {
  /// The name in LibTorch without its name space: "conv2d".
  package let name: String
  /// The tensors among its arguments, those of lists one by one, in the order of the arguments.
  package let inputs: [Tensor]
  /// The tensors that it made. One that it changed in place is among the inputs too.
  package let outputs: [Tensor]
}

/// Runs `body` and records the operations that it asks for on this thread. Operations inside of an operation are a part of
/// it. Records do not nest.
///
/// Every tensor in between is kept as long as the record.
package func recordingOperations<Result>(
  _ body: () throws -> Result
) rethrows -> (result: Result, operations: [RecordedOperation]) {
  checked(ct_record_begin())
  defer { ct_record_clear() }
  let result: Result
  do { result = try body() } catch {
    _ = ct_record_end()
    throw error
  }
  let operations = (0..<ct_record_end()).map { index in
    let name = String(cString: ct_record_name(index))
    return RecordedOperation(
      name: name.hasPrefix("aten::") ? String(name.dropFirst("aten::".count)) : name,
      inputs: Tensor.list { ct_record_inputs(index, $0) }, outputs: Tensor.list { ct_record_outputs(index, $0) })
  }
  return (result, operations)
}

extension Tensor {
  /// A number that holders of one tensor agree on, as long as one of them lives.
  package var identity: UInt { withExtendedLifetime(self) { UInt(bitPattern: ct_identity(handle)) } }
}
