import Foundation
import Statistics
import Torch

/// Word dropout: a word of a training sentence is replaced by the unknown word with probability α / (α + count), so that a network learns
/// to deal with words that it does not know. Frequent words are hardly ever replaced; characters stay.
///
/// It needs the counts of the vocabulary, so the data brings it along (``DataSource/augmentation``), and the loader draws it for each
/// batch as any augmentation.
///
/// Source: E. Kiperwasser, Y. Goldberg, [Simple and Accurate Dependency Parsing Using Bidirectional LSTM Feature
/// Representations](https://doi.org/10.1162/tacl_a_00101), TACL 4, 2016, with α = 0.25.
struct WordDropout: Augmentation {
  /// The probability of each code.
  private let probabilities: [Float]

  /// Creates the dropout.
  ///
  /// - Parameter alpha: positive.
  init(_ alpha: Double, _ vocabulary: TextVocabulary) {
    probabilities =
      Array(repeating: 0, count: TextVocabulary.first) + vocabulary.counts.map { Float(alpha / (alpha + Double($0))) }
  }

  func augment(_ batch: inout Batch, random: inout SplitMix64) throws {
    let columns = batch.inputs.sole.size(2)
    batch.inputs.sole.withUnsafeMutableBytes { bytes in
      let codes = bytes.bindMemory(to: Float.self)
      for place in stride(from: 0, to: codes.count, by: columns) where codes[place] >= Float(TextVocabulary.first) {
        if random.chance(probabilities[Int(codes[place])]) { codes[place] = Float(TextVocabulary.unknown) }
      }
    }
  }
}
