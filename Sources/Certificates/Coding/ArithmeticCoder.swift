/// An arithmetic coder with a static model: a histogram that sender and receiver know.
///
/// A sequence of N symbols with this histogram becomes exactly ⌈N H⌉ + 1 bits (``CodeLength/arithmetic``), so that the
/// histogram tells where the code ends, and no code is the beginning of another.
///
/// The interval of the sequence is narrowed in 64-bit integers. Its lower end is carried into the bytes that were
/// written before, so that the interval never has to be cut short at a byte's border. Rounding costs less than a third
/// of a bit in all for ``mostSymbols``, and one bit is there to cover it.
///
/// Source: G. Martin, Range encoding: an algorithm for removing redundancy from a digitised message, 1979; A. Moffat,
/// R. Neal, I. Witten, [Arithmetic coding revisited](https://doi.org/10.1145/256163.256165), 1998.
public struct ArithmeticCoder: Sendable {
  /// The largest number of symbols of a sequence.
  public static let mostSymbols = 1 << 26
  /// The least width of the interval before a byte leaves.
  private static let leastRange: UInt64 = 1 << 56
  /// The number of entries of the table that finds symbols is at most this.
  private static let mostEntries = 1 << 12

  /// How often each symbol occurs.
  public let histogram: [Int]
  /// The number of bits of a sequence with this histogram.
  public let bits: Int

  /// The number of symbols below each, and at the end of all.
  private let cumulative: [UInt64]
  /// 2⁶⁴ divided by the number of symbols, with which a multiplication divides.
  private let reciprocal: UInt64

  /// Creates the coder of sequences with this histogram.
  ///
  /// - Throws: ``CertificateError`` if a count is negative, or there is no symbol or more than ``mostSymbols``.
  public init(_ histogram: [Int]) throws(CertificateError) {
    var cumulative: [UInt64] = [0]
    for count in histogram {
      guard (0...Self.mostSymbols).contains(count) else {
        throw CertificateError("A count of a histogram should be in 0 … \(Self.mostSymbols). Found \(count).")
      }
      cumulative.append(cumulative.last! + UInt64(count))
    }
    let total = cumulative.last!
    guard total > 0, total <= Self.mostSymbols else {
      throw CertificateError("A histogram should count 1 to \(Self.mostSymbols) symbols. Found \(total).")
    }
    self.histogram = histogram
    self.cumulative = cumulative
    reciprocal = UInt64.max / total
    bits = CodeLength(histogram).arithmetic
  }

  /// The code of a sequence: ``bits`` bits, the highest bit of each byte first, zeros behind the last.
  ///
  /// - Throws: ``CertificateError`` if the sequence has another histogram.
  public func encode(_ symbols: [Int]) throws(CertificateError) -> [UInt8] {
    try check(symbols)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(bits / 8 + 16)
    var (low, range) = (UInt64(0), UInt64.max)
    for symbol in symbols {
      let unit = range.multipliedFullWidth(by: reciprocal).high
      Self.add(unit &* cumulative[symbol], to: &low, bytes: &bytes)
      range = unit &* (cumulative[symbol + 1] &- cumulative[symbol])
      while range < Self.leastRange {
        bytes.append(UInt8(low >> 56))
        low <<= 8
        range <<= 8
      }
    }
    // The largest number of the interval, cut after the last bit, is still in the interval.
    Self.add(range &- 1, to: &low, bytes: &bytes)
    for place in 1...8 { bytes.append(UInt8(truncatingIfNeeded: low >> (64 - 8 * place))) }
    bytes.removeLast(bytes.count - (bits + 7) / 8)
    if bits % 8 > 0 { bytes[bytes.count - 1] &= 0xff << (8 - UInt8(bits % 8)) }
    return bytes
  }

  /// The sequence of a code.
  ///
  /// - Throws: ``CertificateError`` if the code is no code of a sequence with this histogram.
  public func decode(_ bytes: [UInt8]) throws(CertificateError) -> [Int] {
    let total = cumulative.last!, shift = Self.shift(total), firstSymbols = firstSymbols(shift)
    var (offset, place, range) = (UInt64(0), 0, UInt64.max)
    func nextByte() -> UInt64 {
      defer { place += 1 }
      return place < bytes.count ? UInt64(bytes[place]) : 0
    }
    for _ in 0..<8 { offset = offset << 8 | nextByte() }
    var symbols: [Int] = []
    symbols.reserveCapacity(Int(total))
    for _ in 0..<total {
      let unit = range.multipliedFullWidth(by: reciprocal).high, value = offset / unit
      guard value < total else { throw CertificateError(Self.damaged) }
      var symbol = firstSymbols[Int(value >> shift)]
      while cumulative[symbol + 1] <= value { symbol += 1 }
      symbols.append(symbol)
      offset &-= unit &* cumulative[symbol]
      range = unit &* (cumulative[symbol + 1] &- cumulative[symbol])
      while range < Self.leastRange {
        offset = offset << 8 | nextByte()
        range <<= 8
      }
    }
    guard Self.histogram(of: symbols, levels: histogram.count) == histogram else {
      throw CertificateError(Self.damaged)
    }
    return symbols
  }

  /// How often each of `levels` symbols occurs in a sequence.
  public static func histogram(of symbols: [Int], levels: Int) -> [Int] {
    symbols.reduce(into: Array(repeating: 0, count: levels)) { $0[$1] += 1 }
  }

  private static let damaged = "Coded symbols should have the histogram of their message. Found others."

  private func check(_ symbols: [Int]) throws(CertificateError) {
    guard symbols.allSatisfy(histogram.indices.contains),
      Self.histogram(of: symbols, levels: histogram.count) == histogram
    else {
      throw CertificateError("Symbols should have the histogram \(histogram) of their coder. Found others.")
    }
  }

  /// Adds to the interval's lower end; a carry goes into the bytes that were written.
  private static func add(_ amount: UInt64, to low: inout UInt64, bytes: inout [UInt8]) {
    let (sum, carries) = low.addingReportingOverflow(amount)
    low = sum
    guard carries else { return }
    var place = bytes.count - 1
    while bytes[place] == 0xff {
      bytes[place] = 0
      place -= 1
    }
    bytes[place] += 1
  }

  /// The bits that are cut from a value to find it in a table.
  private static func shift(_ total: UInt64) -> Int {
    var shift = 0
    while total >> shift >= mostEntries { shift += 1 }
    return shift
  }

  /// The symbol from which a search begins, for each value without its last `shift` bits.
  private func firstSymbols(_ shift: Int) -> [Int] {
    var symbol = 0
    return (0...(cumulative.last! >> shift)).map { entry in
      while symbol + 2 < cumulative.count, cumulative[symbol + 1] <= entry << shift { symbol += 1 }
      return symbol
    }
  }
}
