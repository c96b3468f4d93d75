/// A column of texts: the different texts, and the text of each row.
struct TextColumn {
  private(set) var words: [String] = []
  private var number: [String: Int32] = [:]
  private let rows = GrowingColumn<Int32>()

  /// The text of a row; nil if it is missing.
  subscript(_ row: Int) -> String? {
    let place = rows[row]
    return place < 0 ? nil : words[Int(place)]
  }

  /// The place of a row's text among ``words``, −1 if it is missing.
  func place(_ row: Int) -> Int { Int(rows[row]) }

  init() {}

  /// Creates a column.
  ///
  /// - Parameter texts: one for each row, nil if missing.
  init(_ texts: [String?]) throws {
    var places: [Int32] = []
    for text in texts {
      guard let text else { places.append(-1); continue }
      if number[text] == nil {
        number[text] = Int32(words.count)
        words.append(text)
      }
      places.append(number[text]!)
    }
    try rows.append(places)
  }

  /// Appends rows.
  ///
  /// - Parameters:
  ///   - places: the place among `new` for each row, −1 if missing.
  ///   - new: different texts.
  mutating func append(_ places: [Int32], _ new: [String]) throws {
    let own = new.map { word -> Int32 in
      if let known = number[word] { return known }
      let place = Int32(words.count)
      number[word] = place
      words.append(word)
      return place
    }
    try rows.append(places.map { $0 < 0 ? -1 : own[Int($0)] })
  }
}
