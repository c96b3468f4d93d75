import Foundation

/// The number that a cell spells in full, or nil. Blanks around a cell are no part of it. Words such as "nan" and
/// hexadecimal digits are no numbers here.
///
/// - Parameter point: the sign before a fraction.
func decimalNumber(
  _ bytes: UnsafeBufferPointer<UInt8>, _ cell: Range<Int>, point: UInt8 = UInt8(ascii: ".")
) -> Double? {
  var at = cell.lowerBound
  let end = cell.upperBound
  let negative = at < end && bytes[at] == UInt8(ascii: "-")
  if at < end && (negative || bytes[at] == UInt8(ascii: "+")) { at += 1 }
  var mantissa: UInt64 = 0, digits = 0, exponent = 0
  var exact = true
  func take(_ digit: UInt8) {
    digits += 1
    // With one digit more the mantissa is still below 2⁵³, so that a double holds it exactly.
    if mantissa < 1 << 53 / 16 { mantissa = mantissa * 10 + UInt64(digit) } else { exact = false }
  }
  while at < end, bytes[at] &- 48 < 10 {
    take(bytes[at] - 48)
    at += 1
  }
  if at < end && bytes[at] == point {
    at += 1
    while at < end, bytes[at] &- 48 < 10 {
      take(bytes[at] - 48)
      exponent -= 1
      at += 1
    }
  }
  guard digits > 0 else { return nil }
  if at < end && bytes[at] | 32 == UInt8(ascii: "e") {
    at += 1
    let below = at < end && bytes[at] == UInt8(ascii: "-")
    if at < end && (below || bytes[at] == UInt8(ascii: "+")) { at += 1 }
    guard at < end else { return nil }
    var power = 0
    while at < end, bytes[at] &- 48 < 10 {
      // The bound keeps a long row of digits from overflowing, and is beyond the digits of every cell.
      power = min(power * 10 + Int(bytes[at] - 48), 1 << 40)
      at += 1
    }
    exponent += below ? -power : power
  }
  guard at == end else { return nil }
  // Both factors are exact in double precision, so one operation rounds correctly (W. Clinger, PLDI 1990).
  if exact && abs(exponent) <= 22 {
    let power = powersOfTen[abs(exponent)]
    let value = exponent < 0 ? Double(mantissa) / power : Double(mantissa) * power
    return negative ? -value : value
  }
  return withUnsafeTemporaryAllocation(of: CChar.self, capacity: cell.count + 1) { text in
    for (place, byte) in zip(text.indices, bytes[cell]) {
      text[place] = CChar(bitPattern: byte == point ? UInt8(ascii: ".") : byte)
    }
    text[cell.count] = 0
    return strtod(text.baseAddress!, nil)
  }
}

private let powersOfTen: [Double] = [
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
  1e21, 1e22,
]
