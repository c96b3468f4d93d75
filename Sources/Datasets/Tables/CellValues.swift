/// The values that the cells of a column stand for. If every cell is a number, equal numbers are one value in any
/// spelling (1, 1.0, 1e0). Otherwise the texts are the values.
struct CellValues: Codable, Hashable {
  let areNumbers: Bool

  /// Finds the values.
  ///
  /// - Parameter cells: the different cells that decide.
  init(_ cells: some Collection<String>) {
    areNumbers = !cells.isEmpty && cells.allSatisfy { decimalValue($0) != nil }
  }

  /// The value of a cell, equal for cells of the same value.
  func value(_ cell: String) -> String { areNumbers ? decimalValue(cell) ?? cell : cell }

  /// One cell for each value, its shortest spelling, in the order of numbers or of text.
  func names(_ cells: some Sequence<String>) -> [String] {
    var names: [String: String] = [:]
    for cell in cells {
      let value = value(cell)
      guard let name = names[value] else { names[value] = cell; continue }
      if (cell.utf8.count, cell) < (name.utf8.count, name) { names[value] = cell }
    }
    guard areNumbers else { return names.values.sorted() }
    return names.values.map { (number($0), $0) }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.1)
  }
}

/// The number that a cell spells, rounded to double precision; 0 if it spells none.
private func number(_ cell: String) -> Double {
  var text = cell
  return text.withUTF8 { decimalNumber($0, $0.indices) } ?? 0
}

/// The number that a cell spells, as a text that is the same for every spelling and for no other number: "-15e-1"; nil
/// if it spells none.
///
/// Digits are compared, not rounded numbers, so that long identifiers stay different.
func decimalValue(_ cell: String) -> String? {
  var text = cell
  return text.withUTF8 { bytes -> String? in
    guard decimalNumber(bytes, bytes.indices) != nil else { return nil }
    var digits: [UInt8] = [], exponent = 0, isFraction = false, at = 0
    while at < bytes.count, bytes[at] | 32 != UInt8(ascii: "e") {
      if bytes[at] == UInt8(ascii: ".") { isFraction = true }
      if bytes[at] &- 48 < 10 {
        digits.append(bytes[at])
        if isFraction { exponent -= 1 }
      }
      at += 1
    }
    if at < bytes.count {
      // What has more digits than an integer is no exponent of any number that a table holds.
      guard let power = Int(String(decoding: bytes[(at + 1)...], as: UTF8.self)), abs(power) < 1 << 32 else {
        return nil
      }
      exponent += power
    }
    while digits.last == 48 {
      digits.removeLast()
      exponent += 1
    }
    let significant = digits.drop { $0 == 48 }
    if significant.isEmpty { return "0" }
    return (bytes[0] == UInt8(ascii: "-") ? "-" : "") + String(decoding: significant, as: UTF8.self) + "e\(exponent)"
  }
}
