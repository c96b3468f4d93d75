/// The number of bits of a message, by what they are for.
public struct MessageBits: Sendable, Hashable {
  /// The bits of one quantised vector.
  public struct Part: Sendable, Hashable {
    /// The bits of the coded symbols: ⌈N H⌉ + 1.
    public let symbols: Int
    /// The bits of the codebook, whose values are 16-bit floats.
    public let codebook: Int
    /// The bits of the symbols' frequencies, ⌈log2 N⌉ for each value of the codebook.
    public let frequencies: Int

    /// Creates the bits of a vector whose values occur this often.
    public init(histogram: [Int]) {
      let length = CodeLength(histogram)
      symbols = length.arithmetic
      codebook = Float16.bits * histogram.count
      frequencies = length.frequencies
    }

    public var total: Int { symbols + codebook + frequencies }
  }

  /// The vector that all tasks share.
  public let shared: Part
  /// The coefficients of all tasks.
  public let tasks: Part
  /// The number that says which of the configurations was chosen, among those that could be.
  public let choices: Int

  /// Creates the bits of a message.
  ///
  /// - Parameter configurations: the number of configurations from which one was chosen after the data were seen.
  public init(sharedHistogram: [Int], taskHistogram: [Int], configurations: Int) {
    shared = Part(histogram: sharedHistogram)
    tasks = Part(histogram: taskHistogram)
    choices = CodeLength.bits(for: configurations)
  }

  public var total: Int { shared.total + tasks.total + choices }
}

extension Float16 {
  /// The number of bits of a value.
  static let bits = 16
}
