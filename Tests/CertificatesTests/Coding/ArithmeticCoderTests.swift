import Certificates
import Statistics
import TestSupport
import Testing

@Suite struct ArithmeticCoderTests {
  /// A sequence with this histogram in random order.
  private func sequence(_ histogram: [Int], _ random: inout SplitMix64) -> [Int] {
    let symbols = histogram.enumerated().flatMap { Array(repeating: $0.offset, count: $0.element) }
    return random.permutation(symbols.count).map { symbols[$0] }
  }

  private func expectReturn(_ symbols: [Int], _ histogram: [Int]) throws {
    let coder = try ArithmeticCoder(histogram), code = try coder.encode(symbols)
    #expect(code.count == (coder.bits + 7) / 8)
    #expect(Double(coder.bits) <= CodeLength(histogram).ideal + 2)
    #expect(try coder.decode(code) == symbols)
  }

  @Test(arguments: [
    [1], [17], [0, 9, 0], [1, 1], [64, 64], [1000, 1], [1, 100_000], [0, 0, 1], Array(repeating: 1, count: 256),
    Array(repeating: 3, count: 1000), [1 << 16, 1, 1, 1 << 16],
  ])
  func extremeHistogramsReturn(histogram: [Int]) throws {
    var random = SplitMix64(seed: 3)
    for _ in 0..<5 { try expectReturn(sequence(histogram, &random), histogram) }
    // In order, the interval lies at one of its ends for long, where carries run through many bytes.
    let ordered = histogram.enumerated().flatMap { Array(repeating: $0.offset, count: $0.element) }
    try expectReturn(ordered, histogram)
    try expectReturn(ordered.reversed(), histogram)
  }

  @Test func randomHistogramsReturn() throws {
    var random = SplitMix64(seed: 11)
    for _ in 0..<400 {
      let levels = 1 + random.integer(below: 20), most = 1 << random.integer(below: 9)
      var histogram = (0..<levels).map { _ in random.integer(below: most + 1) }
      histogram[random.integer(below: levels)] += 1
      try expectReturn(sequence(histogram, &random), histogram)
    }
  }

  /// All sequences of four symbols have codes of their own, of one length.
  @Test func codesOfAHistogramDiffer() throws {
    let coder = try ArithmeticCoder([2, 1, 1])
    var codes = Set<[UInt8]>(), sequences = 0
    for number in 0..<81 {
      let symbols = [number / 27, number / 9 % 3, number / 3 % 3, number % 3]
      guard ArithmeticCoder.histogram(of: symbols, levels: 3) == [2, 1, 1] else { continue }
      codes.insert(try coder.encode(symbols))
      sequences += 1
    }
    #expect(sequences == 12 && codes.count == 12)
  }

  /// Bits that are changed give another sequence of the histogram or an error, and no crash.
  @Test func changedCodesAreAnErrorOrAnotherSequence() throws {
    var random = SplitMix64(seed: 5), errors = 0
    let histogram = [40, 20, 3, 1, 0, 7], symbols = sequence(histogram, &random)
    let coder = try ArithmeticCoder(histogram), code = try coder.encode(symbols)
    for bit in 0..<coder.bits {
      var changed = code
      changed[bit / 8] ^= 0x80 >> UInt8(bit % 8)
      do { #expect(try coder.decode(changed) != symbols) } catch { errors += 1 }
    }
    #expect(errors > 0)
    #expect(throws: CertificateError.self) { try coder.decode(Array(repeating: 0xff, count: code.count)) }
    _ = try? coder.decode([])
  }

  @Test func sequencesOfAnotherHistogramAreRefused() throws {
    let coder = try ArithmeticCoder([2, 1])
    let text = "Symbols should have the histogram [2, 1] of their coder. Found others."
    #expect(errorText { try coder.encode([0, 1, 1]) } == text)
    #expect(errorText { try coder.encode([0, 0, 2]) } == text)
    #expect(errorText { try ArithmeticCoder([0, 0]) } == "A histogram should count 1 to 67108864 symbols. Found 0.")
    #expect(errorText { try ArithmeticCoder([-1, 2]) }.contains("should be in 0 … 67108864. Found -1."))
    #expect(errorText { try ArithmeticCoder([.max, .max]) }.contains("should be in 0 … 67108864."))
  }
}
