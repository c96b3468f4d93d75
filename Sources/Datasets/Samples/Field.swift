import Torch

/// One kind of measurement for every sample, kept in the smallest type that holds it and converted as batches are made.
public struct Field: Sendable {
  /// The values that mean "no label".
  public enum Absence: Sendable {
    /// No value: each one is a label.
    case never
    /// A negative class number.
    case negative
    /// The value NaN.
    case nan
    /// The value NaN, of survival times from which a risk is learned. A batch of censored times alone counts as one without labels,
    /// since its partial likelihood is 1.
    case censored
    /// A value of 0 (depth), or a vector of zeros (normals).
    case zero
  }

  private enum Storage: Sendable {
    case bytes(FieldValues<UInt8>)
    case classes8(FieldValues<Int8>)
    case classes64(FieldValues<Int64>)
    case numbers(FieldValues<Float>)
  }

  /// The sizes of one sample, without the batch dimension.
  public let shape: [Int]
  /// The number of samples.
  public let count: Int
  private let storage: Storage
  /// Whether each sample has any label; empty if all have.
  private let labelled: [Bool]
  /// The values that are no label, if ``labelled`` was not found out beforehand.
  private let absence: Absence

  /// Creates a field of colours or grey values 0 … 255, which become float32 in 0 … 1.
  public init(image values: [UInt8], shape: [Int]) { self.init(.bytes(.init(values)), values.count, shape, []) }

  /// Creates a field of class numbers, which become int64; −1 means no label.
  public init(classes values: [Int8], shape: [Int] = []) {
    self.init(.classes8(.init(values)), values.count, shape, Self.labelled(values, shape) { $0 >= 0 })
  }

  /// Creates a field of class numbers for more than 127 classes.
  public init(classes values: [Int64], shape: [Int] = []) {
    self.init(.classes64(.init(values)), values.count, shape, Self.labelled(values, shape) { $0 >= 0 })
  }

  /// Creates a field of numbers, which stay float32.
  public init(_ values: [Float], shape: [Int] = [], absence: Absence = .never) {
    let labelled: [Bool] =
      switch absence {
      case .never: []
      case .negative: Self.labelled(values, shape) { $0 >= 0 }
      case .nan: Self.labelled(values, shape) { !$0.isNaN }
      case .censored: []
      case .zero: Self.labelled(values, shape) { $0 != 0 }
      }
    self.init(.numbers(.init(values)), values.count, shape, labelled, absence == .censored ? absence : .never)
  }

  /// Creates a field of values in a mapped file. Whether samples have labels is looked up when they are asked for.
  init(_ file: MappedFile, at offset: Int, _ layout: SampleField, count: Int, absence: Absence) {
    let values = count * layout.shape.reduce(1, *)
    let storage: Storage =
      switch layout.element {
      case .uint8: .bytes(.init(file, at: offset, count: values))
      case .int8: .classes8(.init(file, at: offset, count: values))
      case .int64: .classes64(.init(file, at: offset, count: values))
      case .float32: .numbers(.init(file, at: offset, count: values))
      }
    self.init(storage, values, layout.shape, [], absence)
  }

  private init(_ storage: Storage, _ values: Int, _ shape: [Int], _ labelled: [Bool], _ absence: Absence = .never) {
    let size = shape.reduce(1, *)
    precondition(
      size > 0 && values % size == 0, "values should fill samples of the shape \(shape). Found \(values) values.")
    self.storage = storage
    self.shape = shape
    self.labelled = labelled
    self.absence = absence
    count = values / size
  }

  private static func labelled<T>(_ values: [T], _ shape: [Int], _ isLabel: (T) -> Bool) -> [Bool] {
    let size = max(1, shape.reduce(1, *))
    let flags = stride(from: 0, to: values.count, by: size).map { start in
      values[start..<min(values.count, start + size)].contains(where: isLabel)
    }
    return flags.allSatisfy { $0 } ? [] : flags
  }

  /// Creates a field with the value of each of several fields, in their order.
  ///
  /// - Parameter columns: fields of one number, or of one class below 2²⁴, for each of the same samples.
  init(columns: [Field]) {
    let (width, count) = (columns.count, columns[0].count)
    var values = [Float](repeating: 0, count: width * count)
    for (place, column) in columns.enumerated() {
      for (row, value) in column.floats.enumerated() { values[row * width + place] = value }
    }
    let storage: Storage =
      columns[0].labelType == .int64 ? .classes64(.init(values.map { Int64($0) })) : .numbers(.init(values))
    self.init(storage, values.count, [width], [])
  }

  /// The type of labels in a batch; nil for colours.
  var labelType: DType? {
    switch storage {
    case .bytes: nil
    case .numbers: .float32
    case .classes8, .classes64: .int64
    }
  }

  /// Whether a sample has a label.
  func hasLabel(_ index: Int) -> Bool {
    if case (.numbers(let values), .censored) = (storage, absence) { return any(values, index) { !$0.isNaN } }
    return anyLabel([index])
  }

  /// Whether any of the samples has a label; of survival times, whether any is that of an event.
  func anyLabel(_ indices: [Int]) -> Bool {
    if !labelled.isEmpty { return indices.contains { labelled[$0] } }
    switch (storage, absence) {
    case (_, .never): return true
    case (.classes8(let values), _): return indices.contains { any(values, $0) { $0 >= 0 } }
    case (.classes64(let values), _): return indices.contains { any(values, $0) { $0 >= 0 } }
    case (.numbers(let values), .zero): return indices.contains { any(values, $0) { $0 != 0 } }
    case (.numbers(let values), .censored):
      return indices.contains { any(values, $0, Self.isEvent) }
    case (.numbers(let values), .nan): return indices.contains { any(values, $0) { !$0.isNaN } }
    case (.numbers(let values), .negative): return indices.contains { any(values, $0) { $0 >= 0 } }
    case (.bytes, _): return true
    }
  }

  /// Whether each survival time is that of an event; a missing time is not. Other numbers give values without a meaning, and other
  /// fields nil.
  var events: [Bool]? {
    guard case .numbers(let values) = storage, shape.isEmpty else { return nil }
    return values.withUnsafeBufferPointer { $0.map(Self.isEvent) }
  }

  private static func isEvent(_ time: Float) -> Bool { time.sign == .plus && !time.isNaN }

  private func any<T>(_ values: FieldValues<T>, _ index: Int, _ isLabel: (T) -> Bool) -> Bool {
    let size = shape.reduce(1, *)
    return values.withUnsafeBufferPointer { $0[index * size..<(index + 1) * size].contains(where: isLabel) }
  }

  /// The samples with the given numbers as one tensor.
  public func gather(_ indices: [Int]) -> Tensor {
    let size = shape.reduce(1, *), shape = [indices.count] + shape
    switch storage {
    case .bytes(let values):
      return Self.fill(.empty(shape), values, indices, size) {
        (from: UnsafePointer<UInt8>, to: UnsafeMutablePointer<Float>) in
        for i in 0..<size { to[i] = Float(from[i]) / 255 }
      }
    case .classes8(let values):
      return Self.fill(.empty(shape, dtype: .int64), values, indices, size) {
        (from: UnsafePointer<Int8>, to: UnsafeMutablePointer<Int64>) in
        for i in 0..<size { to[i] = Int64(from[i]) }
      }
    case .classes64(let values):
      return Self.fill(.empty(shape, dtype: .int64), values, indices, size) {
        (from: UnsafePointer<Int64>, to: UnsafeMutablePointer<Int64>) in
        to.update(from: from, count: size)
      }
    case .numbers(let values):
      return Self.fill(.empty(shape), values, indices, size) {
        (from: UnsafePointer<Float>, to: UnsafeMutablePointer<Float>) in
        to.update(from: from, count: size)
      }
    }
  }

  @inline(__always)
  private static func fill<From, To>(
    _ tensor: Tensor, _ values: FieldValues<From>, _ indices: [Int], _ size: Int,
    _ convert: (UnsafePointer<From>, UnsafeMutablePointer<To>) -> Void
  ) -> Tensor {
    values.withUnsafeBufferPointer { source in
      tensor.withUnsafeMutableBytes { bytes in
        let target = bytes.bindMemory(to: To.self)
        // There is no memory where the tensor could not be made.
        guard let first = target.baseAddress else { return }
        for (position, index) in indices.enumerated() {
          precondition(index >= 0 && (index + 1) * size <= source.count, "sample \(index) does not exist")
          convert(source.baseAddress! + index * size, first + position * size)
        }
      }
    }
    return tensor
  }

  /// The values as numbers. Bytes are not divided by 255.
  var floats: [Float] {
    switch storage {
    case .bytes(let values): values.withUnsafeBufferPointer { $0.map { Float($0) } }
    case .classes8(let values): values.withUnsafeBufferPointer { $0.map { Float($0) } }
    case .classes64(let values): values.withUnsafeBufferPointer { $0.map { Float($0) } }
    case .numbers(let values): values.withUnsafeBufferPointer { Array($0) }
    }
  }

  /// Adds the values to a fingerprint. The memory of a mapped file is given back, since a file may be larger than what
  /// a process should hold.
  func addContent(to fingerprint: inout Fingerprint) {
    func add<Value>(_ values: FieldValues<Value>) {
      values.withUnsafeBufferPointer { fingerprint.add($0) }
      values.letGo()
    }
    fingerprint.add(shape.map { UInt64($0) })
    switch storage {
    case .bytes(let values): add(values)
    case .classes8(let values): add(values)
    case .classes64(let values): add(values)
    case .numbers(let values): add(values)
    }
  }
}
