import CTorch

extension Tensor {
  /// A tensor of the given values, row-major.
  ///
  /// - Parameter shape: its sizes; a vector by default. Their product should equal the number of values.
  public convenience init<S: TorchScalar>(_ values: [S], shape: [Int]? = nil, device: Device = .cpu) {
    let shape = shape ?? [values.count]
    let wanted = Tensor.product(shape)
    let fits = requirement(
      wanted == values.count, "`shape` \(shape) should hold \(wanted ?? .max) values. Found \(values.count).")
    self.init(
      owning: !fits
        ? ct_undefined()
        : values.withUnsafeBytes { bytes in
          withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1) { empty in
            ct_from_data(
              bytes.baseAddress ?? UnsafeRawPointer(empty.baseAddress!), shape, shape.count, S.dtype.rawValue,
              device.kind, Int32(device.index))
          }
        })
  }

  /// A scalar: a tensor of rank 0.
  public convenience init(scalar value: Double, dtype: DType = .float32, device: Device = .cpu) {
    self.init(owning: ct_full([], 0, value, dtype.rawValue, device.kind, Int32(device.index)))
  }

  /// A tensor from raw bytes, row-major, in host memory.
  public convenience init(bytes: UnsafeRawBufferPointer, shape: [Int], dtype: DType) {
    let wanted = Tensor.product(shape + [dtype.byteCount])
    let fits = requirement(
      wanted == bytes.count,
      "`shape` \(shape) of \(dtype) should hold \(wanted ?? .max) bytes. Found \(bytes.count).")
    self.init(
      owning: !fits
        ? ct_undefined()
        : withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1) { empty in
          ct_from_data(
            bytes.baseAddress ?? UnsafeRawPointer(empty.baseAddress!), shape, shape.count, dtype.rawValue, 0, 0)
        })
  }

  /// The product of sizes; nil if it is no number of elements.
  private static func product(_ sizes: [Int]) -> Int? {
    var product = 1
    for size in sizes {
      let (next, overflow) = product.multipliedReportingOverflow(by: size)
      guard !overflow, size >= 0 else { return nil }
      product = next
    }
    return product
  }

  /// A tensor whose values are not set.
  public static func empty(
    _ shape: [Int], dtype: DType = .float32, device: Device = .cpu, format: MemoryFormat = .contiguous
  ) -> Tensor {
    Tensor(owning: ct_empty(shape, shape.count, dtype.rawValue, device.kind, Int32(device.index), format.rawValue))
  }

  /// A tensor that holds `value` everywhere.
  public static func full(_ shape: [Int], _ value: Double, dtype: DType = .float32, device: Device = .cpu) -> Tensor {
    Tensor(owning: ct_full(shape, shape.count, value, dtype.rawValue, device.kind, Int32(device.index)))
  }

  /// A tensor of zeros.
  public static func zeros(_ shape: [Int], dtype: DType = .float32, device: Device = .cpu) -> Tensor {
    full(shape, 0, dtype: dtype, device: device)
  }

  /// A tensor of ones.
  public static func ones(_ shape: [Int], dtype: DType = .float32, device: Device = .cpu) -> Tensor {
    full(shape, 1, dtype: dtype, device: device)
  }

  /// The numbers `start`, `start + step`, … below `end`.
  public static func arange(
    _ start: Double, _ end: Double, step: Double = 1, dtype: DType = .float32, device: Device = .cpu
  ) -> Tensor {
    Tensor(owning: ct_arange(start, end, step, dtype.rawValue, device.kind, Int32(device.index)))
  }

  /// The `count` numbers from `start` to `end`, both included, at equal distances.
  public static func linspace(
    _ start: Double, _ end: Double, count: Int, dtype: DType = .float32, device: Device = .cpu
  ) -> Tensor {
    Tensor(owning: ct_linspace(start, end, count, dtype.rawValue, device.kind, Int32(device.index)))
  }

  /// The identity matrix of `n` rows.
  public static func eye(_ n: Int, dtype: DType = .float32, device: Device = .cpu) -> Tensor {
    Tensor(owning: ct_eye(n, dtype.rawValue, device.kind, Int32(device.index)))
  }

  /// Uniform random numbers in [0, 1).
  public static func rand(_ shape: [Int], dtype: DType = .float32, device: Device = .cpu, generator: Generator)
    -> Tensor
  { ATen.uniform_(empty(shape, dtype: dtype, device: device), 0, 1, generator) }

  /// Normal random numbers of mean 0 and standard deviation 1.
  public static func randn(
    _ shape: [Int], dtype: DType = .float32, device: Device = .cpu, generator: Generator
  ) -> Tensor { ATen.normal_(empty(shape, dtype: dtype, device: device), 0, 1, generator) }

  /// Whole random numbers in `low..<high`, as int64.
  public static func randint(
    _ low: Int, _ high: Int, _ shape: [Int], device: Device = .cpu, generator: Generator
  ) -> Tensor { ATen.random_(empty(shape, dtype: .int64, device: device), low, high, generator) }

  /// The numbers 0 to n − 1 in random order, as int64.
  public static func randperm(_ n: Int, device: Device = .cpu, generator: Generator) -> Tensor {
    withExtendedLifetime(generator) {
      Tensor(owning: ct_randperm(n, generator.handle, device.kind, Int32(device.index)))
    }
  }
}

/// The order in which an image tensor's elements lie in memory.
public enum MemoryFormat: Int32, Sendable {
  /// Row-major.
  case contiguous = 0
  /// Channels innermost: `[batch, height, width, channel]` in memory, the shape unchanged. Faster for convolutions.
  case channelsLast = 2
  /// Channels innermost for volumes: `[batch, depth, height, width, channel]` in memory, the shape unchanged.
  case channelsLast3d = 3
}

extension Tensor {
  /// The tensors one after the other along an existing dimension.
  public static func cat(_ tensors: [Tensor], _ dim: Int = 0) -> Tensor { ATen.cat(tensors, dim) }

  /// The tensors, all of one shape, along a new dimension.
  public static func stack(_ tensors: [Tensor], _ dim: Int = 0) -> Tensor { ATen.stack(tensors, dim) }
}
