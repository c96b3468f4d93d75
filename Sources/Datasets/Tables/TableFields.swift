import Foundation

/// Where the fields of one split lie in a store's folder.
struct TableFields {
  let folder: URL
  let split: Split

  static let inputs = "inputs"

  /// The layout of the inputs.
  static func inputs(width: Int) -> SampleField { SampleField(inputs, .float32, [width]) }

  func file(_ name: String) -> URL { folder.appending(path: "\(split.rawValue)-\(name).npy") }

  /// The field of a file that is there.
  ///
  /// - Throws: `DatasetError` where it is not, or has another size than `count` samples have.
  func field(_ layout: SampleField, count: Int, absence: Field.Absence) throws -> Field {
    let (mapped, start) = try SampleStore.mapped(file(layout.name), layout, count)
    return Field(mapped, at: start, layout, count: count, absence: absence)
  }
}

extension Table.Target {
  /// How its values are kept: targets have any name, so files go by number.
  func layout(_ number: Int) -> SampleField {
    SampleField("target-\(number)", kind == .classification ? .int64 : .float32, [])
  }

  var absence: Field.Absence { kind == .classification ? .negative : .nan }

  /// Writes values into a store's folder.
  func keep(_ values: [Float], number: Int, in fields: TableFields) throws -> Field {
    let layout = layout(number), file = fields.file(layout.name)
    if kind == .classification {
      let writer = try ValueWriter<Int64>(file, layout, count: values.count)
      try writer.append(values.map { Int64($0) })
      return try writer.finish({ Field(classes: $0) }, absence: absence)
    }
    let writer = try ValueWriter<Float>(file, layout, count: values.count)
    try writer.append(values)
    return try writer.finish({ Field($0, absence: absence) }, absence: absence)
  }
}
