import Foundation

/// The lengths in bits of codes for a sequence, of which only the histogram matters.
public struct CodeLength: Sendable, Hashable {
  /// How often each symbol occurs; symbols that do not occur belong to the alphabet.
  public let histogram: [Int]

  /// Creates the lengths of a sequence with this histogram, whose counts are not negative.
  public init(_ histogram: [Int]) {
    precondition(histogram.allSatisfy { $0 >= 0 }, "Counts should not be negative. Found \(histogram).")
    self.histogram = histogram
  }

  /// The number N of symbols of the sequence.
  public var symbols: Int { histogram.reduce(0, +) }

  /// The entropy H of the relative frequencies, in bits a symbol.
  public var entropy: Double { symbols == 0 ? 0 : ideal / Double(symbols) }

  /// The ideal length N · H of a code that knows the histogram.
  public var ideal: Double {
    let total = Double(symbols)
    return histogram.reduce(0) { $1 == 0 ? $0 : $0 + Double($1) * log2(total / Double($1)) }
  }

  /// The bits of one message of an arithmetic coder that knows the histogram: ⌈N H⌉ + 1.
  public var arithmetic: Int {
    // A length that is whole in exact arithmetic is not rounded up for the last digit of its logarithms.
    Int((ideal * (1 - 1e-12)).rounded(.up)) + 1
  }

  /// The length of an adaptive code that starts with `pseudocount` for each symbol of the alphabet: 1 is Laplace's rule,
  /// ½ that of Krichevsky and Trofimov.
  public func adaptive(pseudocount: Double) -> Double {
    let alphabet = Double(histogram.count) * pseudocount
    let counts = histogram.reduce(0) { $0 + lgamma(Double($1) + pseudocount) - lgamma(pseudocount) }
    return (lgamma(Double(symbols) + alphabet) - lgamma(alphabet) - counts) / log(2)
  }

  /// The length of a number that says which of all sequences with this histogram it is.
  public var enumerative: Double {
    (lgamma(Double(symbols) + 1) - histogram.reduce(0) { $0 + lgamma(Double($1) + 1) }) / log(2)
  }

  /// The length if each symbol of the alphabet takes log2 of the alphabet's size.
  public var uniform: Double { histogram.isEmpty ? 0 : Double(symbols) * log2(Double(histogram.count)) }

  /// The length of a number that says which of all histograms of N symbols it is.
  public var header: Double {
    let (total, alphabet) = (Double(symbols), Double(histogram.count))
    return histogram.isEmpty ? 0 : (lgamma(total + alphabet) - lgamma(total + 1) - lgamma(alphabet)) / log(2)
  }

  /// The bits of the counts one by one, ⌈log2 N⌉ for each symbol of the alphabet.
  public var frequencies: Int { histogram.count * Self.bits(for: symbols) }

  /// The length of a code made for other probabilities; infinite if one of a symbol that occurs is 0.
  ///
  /// - Parameter model: a probability for each symbol of the alphabet.
  public func cross(_ model: [Double]) -> Double {
    precondition(model.count == histogram.count, "A probability for each symbol is needed.")
    return zip(histogram, model).reduce(0) { $1.0 == 0 ? $0 : $0 - Double($1.0) * log2($1.1) }
  }

  /// The bits that number `count` things, ⌈log2 count⌉.
  public static func bits(for count: Int) -> Int {
    count <= 1 ? 0 : Int.bitWidth - (count - 1).leadingZeroBitCount
  }
}
