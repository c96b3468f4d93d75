/// Numbers as indices of a codebook.
public struct Quantised: Sendable, Hashable {
  /// The values that indices stand for.
  public var codebook: [Double]
  /// The index of each number's value.
  public var indices: [Int]

  /// Creates quantised numbers; every index is one of the codebook's.
  public init(codebook: [Double], indices: [Int]) {
    precondition(indices.allSatisfy(codebook.indices.contains), "Indices should be those of the codebook.")
    self.codebook = codebook
    self.indices = indices
  }

  /// Gives each of `numbers` the nearest value of a codebook in ascending order.
  public init(_ numbers: [Double], codebook: [Double]) {
    self.codebook = codebook
    indices = numbers.map { number in
      var (low, high) = (0, codebook.count - 1)
      while low < high {
        let middle = (low + high) / 2
        if number - codebook[middle] <= codebook[middle + 1] - number { high = middle } else { low = middle + 1 }
      }
      return low
    }
  }

  /// The values that stand for the numbers.
  public var values: [Double] { indices.map { codebook[$0] } }

  /// How often each value of the codebook occurs.
  public var histogram: [Int] { ArithmeticCoder.histogram(of: indices, levels: codebook.count) }

  /// The mean square of the differences between `numbers` and the values that stand for them.
  public func meanSquaredError(of numbers: [Double]) -> Double {
    zip(numbers, values).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / Double(numbers.count)
  }

  /// The same with a codebook of 16-bit floats, the nearest of which each of `numbers` gets.
  ///
  /// - Throws: ``CertificateError`` if a value of the codebook is larger than 16-bit floats are.
  public func inHalfPrecision(_ numbers: [Double]) throws(CertificateError) -> Quantised {
    let rounded = codebook.map { Double(Float16($0)) }
    guard rounded.allSatisfy(\.isFinite) else {
      throw CertificateError("Values of a codebook should be at most \(Float16.greatestFiniteMagnitude). Found larger.")
    }
    return Quantised(numbers, codebook: rounded)
  }
}
