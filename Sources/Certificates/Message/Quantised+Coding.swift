/// A quantised vector as bits: codebook, frequencies, symbols.
extension Quantised {
  /// Appends the vector, whose codebook holds 16-bit floats.
  func write(to bits: inout BitString) throws(CertificateError) {
    for value in codebook { bits.append(UInt64(Float16(value).bitPattern), width: Float16.bits) }
    let histogram = histogram, width = CodeLength.bits(for: indices.count)
    for count in histogram { bits.append(UInt64(count == indices.count ? Self.all : count), width: width) }
    let coder = try ArithmeticCoder(histogram)
    bits.append(firstOf: try coder.encode(indices), width: coder.bits)
  }

  /// Reads a vector of `count` numbers.
  init(reading bits: inout BitReader, count: Int, levels: Int) throws(CertificateError) {
    var codebook: [Double] = []
    for _ in 0..<levels {
      let value = Float16(bitPattern: UInt16(try bits.read(width: Float16.bits)))
      guard value.isFinite else {
        throw CertificateError("The values of a codebook should be finite. Found \(value).")
      }
      codebook.append(Double(value))
    }
    var histogram: [Int] = []
    for _ in 0..<levels { histogram.append(Int(try bits.read(width: CodeLength.bits(for: count)))) }
    if count == 1 { histogram = [1] }
    if histogram.reduce(0, +) == Self.all { histogram = histogram.map { $0 * count } }
    guard histogram.reduce(0, +) == count else {
      throw CertificateError(
        "The frequencies of a message should add up to \(count). Found \(histogram.reduce(0, +)).")
    }
    let coder = try ArithmeticCoder(histogram)
    self.init(codebook: codebook, indices: try coder.decode(bits.readBytes(width: coder.bits)))
  }

  /// What stands for the frequency N of a value that all N numbers have: ⌈log2 N⌉ bits do not always hold N itself.
  /// The frequencies of other vectors add up to N, not to this.
  private static let all = 1
}
