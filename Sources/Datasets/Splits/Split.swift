import Statistics

/// The part of a data set that a sample belongs to.
public enum Split: String, CaseIterable, Sendable, Codable {
  case train, validation, test

  /// The position in the keys of random streams.
  var number: UInt64 { self == .train ? 0 : self == .validation ? 1 : 2 }
}

/// The samples of each split.
struct SampleDivision {
  var train: [Int]
  var validation: [Int]
  var test: [Int]

  /// The division of `count` samples at random by shares, each split in the order of its numbers. A sample's split does
  /// not depend on which others are damaged.
  static func shares(_ count: Int, validation: Double, test: Double, seed: UInt64) -> SampleDivision {
    var random = SplitMix64(key: seed, 0x696d_6167_6573)
    let order = random.permutation(count)
    func size(_ share: Double) -> Int { share > 0 ? max(1, Int((share * Double(count)).rounded())) : 0 }
    let forTest = min(count, size(test)), forValidation = min(count - forTest, size(validation))
    return SampleDivision(
      train: order[(forTest + forValidation)...].sorted(),
      validation: order[forTest..<forTest + forValidation].sorted(), test: order[..<forTest].sorted())
  }
}
