/// The names that identifiers have.
enum IdentifierName {
  private static let persons: Set = [
    "subject", "patient", "person", "participant", "individual", "user", "customer", "client", "household", "family",
    "account",
  ]
  private static let words: Set = ["id", "ids", "identifier", "uuid", "guid", "index", "rownum", "rowid"]

  /// Whether a column of this name holds identifiers: `id`, `PatientID`, `user_no`, `subject#`.
  static func fits(_ name: String) -> Bool {
    let parts = name.wordsOfName
    if parts.contains(where: { words.contains($0) || persons.contains($0) }) { return true }
    let whole = parts.joined()
    return whole.hasSuffix("id")
      && (persons.contains(String(whole.dropLast(2))) || ["record", "row", "case"].contains(String(whole.dropLast(2))))
  }
}

/// The names that weights of samples have in surveys and censuses.
enum WeightName {
  /// Names that mean nothing else: that of Adult (`fnlwgt`), and those that statistics programs use.
  private static let whole: Set = ["fnlwgt", "finalwgt", "pweight", "fweight", "perwt", "hhwt"]
  /// The words before "weight": `sample_weight`, `instance weight`. A weight alone may be that of a person or a thing.
  private static let kinds: Set = ["sample", "instance", "case", "survey", "sampling", "design"]
  private static let weights: Set = ["weight", "weights", "wgt", "wt"]

  /// Whether a column of this name holds weights of samples.
  static func fits(_ name: String) -> Bool {
    let parts = name.wordsOfName
    if parts.contains(where: whole.contains) { return true }
    return zip(parts, parts.dropFirst()).contains { kinds.contains($0) && weights.contains($1) }
      || parts.contains { word in kinds.contains { kind in weights.contains { word == kind + $0 } } }
  }
}

extension String {
  /// The words of a name in small letters: `PatientID` is `patient`, `id`.
  fileprivate var wordsOfName: [String] {
    var words: [String] = [], word = "", wasSmall = false
    for character in self {
      guard character.isLetter else {
        words.append(word)
        (word, wasSmall) = ("", false)
        continue
      }
      if character.isUppercase && wasSmall {
        words.append(word)
        word = ""
      }
      word += character.lowercased()
      wasSmall = character.isLowercase
    }
    return (words + [word]).filter { !$0.isEmpty }
  }
}
