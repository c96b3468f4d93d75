/// The numbering of a data set's classes: it turns the values of label files into classes, and refuses unknown values.
struct ClassNumbers {
  private let labels: DenseLayout.Labels
  /// The class of each value from −1 on, `unknown` for a value without a class.
  private let table: [Int32]
  private static let unknown = Int32.min
  /// The largest number in the table: the largest of 16 bits. Larger numbers are looked up one by one.
  private static let lastInTable = 65_535

  init(_ labels: DenseLayout.Labels) {
    self.labels = labels
    let last = max(labels.numbering?.keys.max() ?? labels.classes - 1, labels.ignored.max() ?? 0)
    table = (-1...max(0, min(last, Self.lastInTable))).map { value in
      if labels.ignored.contains(value) { return -1 }
      if let numbering = labels.numbering {
        return numbering[value].map(Int32.init) ?? (value == -1 ? -1 : Self.unknown)
      }
      return value < labels.classes ? Int32(value) : Self.unknown
    }
  }

  func convert<T: FixedWidthInteger>(
    _ values: UnsafeMutableBufferPointer<Float>, to target: UnsafeMutableBufferPointer<T>, _ file: PixelFile
  ) throws {
    try table.withUnsafeBufferPointer { table in
      let end = Float(table.count - 1)
      for (index, value) in values.enumerated() {
        guard value >= -1, value < end, case let whole = Int(value), Float(whole) == value,
          case let number = table[whole + 1], number != Self.unknown
        else {
          guard let ignored = Int(exactly: value), labels.ignored.contains(ignored) else {
            throw failure(value, index, file)
          }
          target[index] = -1
          continue
        }
        target[index] = T(number)
      }
    }
  }

  private func failure(_ value: Float, _ index: Int, _ file: PixelFile) -> DatasetError {
    let known =
      labels.numbering == nil
      ? "classes 0 … \(labels.classes - 1), or -1 for none" : "values that stand for a class"
    let found = Int(exactly: value).map(String.init) ?? "\(value)"
    return DatasetError("`\(file.path)` should hold \(known). Found \(found) at \(file.place(index)).")
  }
}
