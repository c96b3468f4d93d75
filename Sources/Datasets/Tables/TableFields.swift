import Foundation

/// The files of one split's fields in a store's folder.
struct TableFields {
  let folder: URL
  let split: Split

  static let inputs = "inputs"

  /// The layout of the inputs.
  static func inputs(width: Int) -> SampleField { SampleField(inputs, .float32, [width]) }

  func file(_ name: String) -> URL { folder.appending(path: "\(split.rawValue)-\(name).npy") }

  /// The field in a file.
  ///
  /// - Throws: `DatasetError` if the file is not there, or its size is not that of `count` samples.
  func field(_ layout: SampleField, count: Int, absence: Field.Absence) throws -> Field {
    let (mapped, start) = try SampleStore.mapped(file(layout.name), layout, count)
    return Field(mapped, at: start, layout, count: count, absence: absence)
  }
}

/// The file of the weights.
extension TableFields {
  private static let weights = SampleField("weights", .float32, [])

  /// Writes the weights of all rows.
  func keep(weights: [Float]) throws -> Field {
    let writer = try ValueWriter<Float>(file(Self.weights.name), Self.weights, count: weights.count)
    try writer.append(weights)
    return try writer.finish({ Field($0) }, absence: .never)
  }

  /// The weights of all rows.
  ///
  /// - Throws: `DatasetError` if the file is not there, or has another size.
  func weights(count: Int) throws -> Field { try field(Self.weights, count: count, absence: .never) }
}

/// The targets' files. Targets may have any name and there may be many, so one file holds all numbers, and another all
/// classes, target after target.
extension TableFields {
  private static func layout(ofClasses: Bool, count: Int) -> SampleField {
    SampleField(ofClasses ? "classes" : "numbers", ofClasses ? .int64 : .float32, [count])
  }

  /// Writes the values of all targets, one array for each.
  func keep(_ values: [[Float]], of targets: [Table.Target], count: Int) throws -> [String: Field] {
    func write<Value: BitwiseCopyable & Sendable>(ofClasses: Bool, _ convert: ([Float]) -> [Value]) throws {
      let chosen = zip(targets, values).filter { $0.0.hasClasses == ofClasses }.map(\.1)
      guard !chosen.isEmpty else { return }
      let layout = Self.layout(ofClasses: ofClasses, count: count)
      let writer = try ValueWriter<Value>(file(layout.name), layout, count: chosen.count)
      for values in chosen { try writer.append(convert(values)) }
      try writer.close()
    }
    try write(ofClasses: false) { $0 }
    try write(ofClasses: true) { $0.map { Int64($0) } }
    return try self.targets(targets, count: count)
  }

  /// The fields of all targets.
  ///
  /// - Throws: `DatasetError` if a file is not there, or has another size.
  func targets(_ targets: [Table.Target], count: Int) throws -> [String: Field] {
    var fields: [String: Field] = [:]
    for ofClasses in [false, true] {
      let chosen = targets.filter { $0.hasClasses == ofClasses },
        layout = Self.layout(ofClasses: ofClasses, count: count)
      guard !chosen.isEmpty else { continue }
      let (mapped, start) = try SampleStore.mapped(file(layout.name), layout, chosen.count)
      for (place, target) in chosen.enumerated() {
        fields[target.name] = Field(
          mapped, at: start + place * layout.byteCount, SampleField(target.name, layout.element, []), count: count,
          absence: target.absence)
      }
    }
    return fields
  }
}

extension Table.Target {
  fileprivate var hasClasses: Bool { kind == .classification }
}
