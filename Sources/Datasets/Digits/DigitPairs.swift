import Statistics

/// The pairs of an even and an odd digit of one split, and the images that show them.
///
/// There are 25 pairs. 16 are for training, 4 for validation and 5 for test, so that no split has a pair of another. The test
/// pairs have each digit once, the validation pairs at most once, and the training pairs three or four times, so that
/// each digit is learnt.
///
/// Source: a pair stands in one split alone in Suteu and Guo, [Regularizing Deep Multi-Task Networks using Orthogonal
/// Gradients](https://arxiv.org/abs/1912.06844), 2019. Their numbers of pictures, 16,000, 4,000 and 5,000, are those of 16, 4 and
/// 5 pairs; which pairs these are is drawn here.
struct DigitPairs {
  /// An even digit and an odd one.
  struct Pair: Hashable {
    var left: Int
    var right: Int
  }

  let pairs: [Pair]
  /// The images of each digit in the split's part of the files, by their numbers.
  private let images: [[Int]]

  /// Gathers the images of a split's pairs.
  ///
  /// - Parameters:
  ///   - seed: draws which pairs are in which split.
  ///   - range: the images that are the split's.
  /// - Throws: `DatasetError` if a digit has no image.
  init(of split: Split, seed: UInt64, in files: DigitFiles, _ range: Range<Int>) throws {
    pairs = Self.pairs(of: split, seed: seed)
    var images = [[Int]](repeating: [], count: DigitFiles.classes)
    for image in range { images[Int(files.labels[image])].append(image) }
    self.images = images
    if let missing = images.firstIndex(where: \.isEmpty) {
      throw DatasetError(
        "`\(files.path)` should hold an image of each digit for `\(split)`, so that `pairs: parity` finds it. "
          + "Found no \(missing).")
    }
  }

  /// The pairs of a split.
  ///
  /// Both fives of digits are put in a random order. The pair of the digits at the places i and j is on the diagonal j − i
  /// modulo 5. The first diagonal is for test, the second one without its last pair for validation.
  static func pairs(of split: Split, seed: UInt64) -> [Pair] {
    let digits = DigitFiles.classes / 2
    var random = SplitMix64(key: seed, UInt64(digits))
    let (even, odd) = (random.permutation(digits), random.permutation(digits))
    let diagonals = (0..<digits).map { diagonal in
      (0..<digits).map { Pair(left: 2 * even[$0], right: 2 * odd[($0 + diagonal) % digits] + 1) }
    }
    return switch split {
    case .test: diagonals[0]
    case .validation: diagonals[1].dropLast()
    case .train: diagonals[1].suffix(1) + diagonals[2...].joined()
    }
  }

  /// The two images of a picture: the pairs follow one another, and the images of their digits are drawn.
  func images(of picture: Int, _ random: inout SplitMix64) -> (Int, Int) {
    let pair = pairs[picture % pairs.count]
    return (random.pick(images[pair.left]), random.pick(images[pair.right]))
  }
}
