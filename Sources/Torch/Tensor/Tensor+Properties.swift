import CTorch

extension Tensor {
  /// The size of each dimension.
  public var shape: [Int] {
    withExtendedLifetime(self) {
      let rank = ct_rank(handle)
      return [Int](unsafeUninitializedCapacity: rank + 1) { buffer, count in
        ct_shape(handle, buffer.baseAddress!)
        count = rank
      }
    }
  }

  /// The number of dimensions.
  public var rank: Int { withExtendedLifetime(self) { ct_rank(handle) } }

  /// The number of elements.
  public var count: Int { withExtendedLifetime(self) { ct_count(handle) } }

  /// The size of one dimension; negative numbers count from the last.
  public func size(_ dim: Int) -> Int {
    withExtendedLifetime(self) {
      var size = 0
      checked(ct_size(handle, dim, &size))
      return size
    }
  }

  /// The type of the elements; float32 for the result of a failed operation.
  public var dtype: DType {
    let raw = withExtendedLifetime(self) { ct_dtype(handle) }
    guard let dtype = DType(rawValue: raw) else { fatalError("LibTorch's scalar type \(raw) is not supported") }
    return dtype
  }

  /// The device that holds the elements.
  public var device: Device {
    withExtendedLifetime(self) {
      var index: Int32 = 0
      let kind = ct_device(handle, &index)
      return Device(kind: kind, index: Int(index))
    }
  }

  /// Whether the elements lie without gaps in this order.
  public func isContiguous(_ format: MemoryFormat = .contiguous) -> Bool {
    withExtendedLifetime(self) { ct_is_contiguous(handle, format.rawValue) }
  }

  /// The value of a tensor of one element. Waits for the device.
  public func item() -> Double {
    withExtendedLifetime(self) {
      var value = Double.nan
      checked(ct_item(handle, &value))
      return value
    }
  }

  /// The elements, row-major, converted to `S`. Waits for the device.
  public func array<S: TorchScalar>(of type: S.Type = S.self) -> [S] {
    let source = to(S.dtype)
    return [S](unsafeUninitializedCapacity: count) { buffer, count in
      let bytes = UnsafeMutableRawBufferPointer(buffer)
      if !bytes.isEmpty {
        let isRead = withExtendedLifetime(source) { checked(ct_read(source.handle, bytes.baseAddress!, bytes.count)) }
        if !isRead { buffer.initialize(repeating: S()) }
      }
      count = buffer.count
    }
  }

  /// Gives `body` the memory of a contiguous tensor in host memory, for reading and writing. With any other tensor it
  /// is a failed operation, and `body` gets no memory.
  public func withUnsafeMutableBytes<R>(_ body: (UnsafeMutableRawBufferPointer) throws -> R) rethrows -> R {
    guard requirement(device == .cpu && isContiguous(), "the memory of a contiguous tensor on the CPU is needed") else {
      return try body(UnsafeMutableRawBufferPointer(start: nil, count: 0))
    }
    return try withExtendedLifetime(self) {
      let start = count == 0 ? nil : ct_data(handle)
      if start == nil, count > 0 { torchFailed() }
      return try body(UnsafeMutableRawBufferPointer(start: start, count: start == nil ? 0 : count * dtype.byteCount))
    }
  }

  /// The tensor with this element type; the tensor itself if it has that type. Gradients flow through.
  public func to(_ dtype: DType) -> Tensor { dtype == self.dtype ? self : to(device, dtype) }

  /// The tensor on this device; the tensor itself if it is there. Gradients flow through.
  public func to(_ device: Device) -> Tensor { device == self.device ? self : to(device, dtype) }

  /// The tensor with this element type on this device; the tensor itself if nothing changes.
  public func to(_ device: Device, _ dtype: DType, nonBlocking: Bool = false) -> Tensor {
    withExtendedLifetime(self) {
      Tensor(owning: ct_to(handle, dtype.rawValue, device.kind, Int32(device.index), nonBlocking))
    }
  }

  /// The tensor in this memory order; it is copied only if its order is another.
  public func contiguous(_ format: MemoryFormat) -> Tensor {
    withExtendedLifetime(self) { Tensor(owning: ct_to_format(handle, format.rawValue)) }
  }

  /// A second object for the same tensor.
  package func alias() -> Tensor { withExtendedLifetime(self) { Tensor(owning: ct_alias(handle)) } }
}
