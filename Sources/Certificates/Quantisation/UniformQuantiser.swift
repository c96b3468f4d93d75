/// Values at equal distances.
public enum UniformQuantiser {
  /// Numbers on an evenly spaced grid from the smallest to the largest.
  ///
  /// - Throws: ``CertificateError`` if there are fewer than 2 levels, or numbers are missing or not finite.
  public static func quantise(_ numbers: [Double], levels: Int) throws(CertificateError) -> Quantised {
    guard levels >= 2 else { throw CertificateError("`levels` should be at least 2. Found \(levels).") }
    let codebook = try grid(numbers, levels: levels)
    return Quantised(numbers, codebook: codebook)
  }

  /// The whole multiple of a step that is nearest to each number, which may be negative. A step has no end of its range.
  ///
  /// - Throws: ``CertificateError`` if the step is not positive, or a multiple is no whole number of 32 bits.
  public static func multiples(of step: Double, for numbers: [Double]) throws(CertificateError) -> [Int] {
    guard step > 0, step.isFinite else { throw CertificateError("`step` should be positive. Found \(step).") }
    var multiples: [Int] = []
    for number in numbers {
      let multiple = (number / step).rounded()
      guard abs(multiple) <= Double(Int32.max) else {
        throw CertificateError("Numbers should be at most 2³¹ steps of \(step). Found \(number).")
      }
      multiples.append(Int(multiple))
    }
    return multiples
  }

  /// The evenly spaced values from the smallest number to the largest.
  static func grid(_ numbers: [Double], levels: Int) throws(CertificateError) -> [Double] {
    guard let least = numbers.min(), let largest = numbers.max(), numbers.allSatisfy(\.isFinite) else {
      throw CertificateError(
        "Numbers to quantise should be finite, and one at least. Found \(numbers.first { !$0.isFinite } ?? 0) among "
          + "\(numbers.count).")
    }
    let step = (largest - least) / Double(max(1, levels - 1))
    return (0..<levels).map { least + Double($0) * step }
  }
}
