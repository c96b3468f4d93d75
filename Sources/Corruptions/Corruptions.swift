import Components

/// The corruptions of images there are. A new one is its declaration and one line here.
///
/// The kinds and constants are those of Hendrycks and Dietterich, [Benchmarking Neural Network Robustness to Common
/// Corruptions and Perturbations](https://arxiv.org/abs/1903.12261), ICLR 2019. Of the 19 kinds, spatter is left out: its
/// water needs an edge detector, a distance transform and an equalised histogram.
public enum Corruptions {
  public static let all = Registry<CorruptionCard>(
    "a corruption",
    [
      gaussianNoise, shotNoise, impulseNoise, defocusBlur, glassBlur, motionBlur, zoomBlur, snow, frost, fog,
      brightness,
      contrast, elastic, pixelate, jpeg, speckleNoise, gaussianBlur, saturate,
    ])

  /// The 15 kinds on which results are reported.
  public static var common: [CorruptionCard] { all.filter { $0.membership == .common } }
}

extension Corruptions {
  /// The kinds that words name: kinds themselves, and `common`, `extra` and `all`.
  ///
  /// - Parameter setting: the name of the list in errors.
  /// - Throws: `SettingError` for an unknown word, and for an empty list.
  public static func named(_ words: [String], in setting: String) throws(SettingError) -> [CorruptionCard] {
    guard !words.isEmpty else { throw SettingError(setting, "should name a corruption. Found none.") }
    var kinds: [CorruptionCard] = []
    for word in words {
      let found: [CorruptionCard]
      if word == everything {
        found = Array(all)
      } else if let membership = CorruptionCard.Membership(rawValue: word) {
        found = all.filter { $0.membership == membership }
      } else if let kind = all[word] {
        found = [kind]
      } else {
        throw .unknown(
          word, "a corruption", among: all.names + CorruptionCard.Membership.allCases.map(\.rawValue) + [everything])
      }
      kinds += found.filter { kind in !kinds.contains { $0.name == kind.name } }
    }
    return kinds
  }

  private static let everything = "all"
}
