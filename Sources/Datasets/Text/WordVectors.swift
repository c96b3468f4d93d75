import Components
import Foundation

/// Vectors of the words of a vocabulary from a text file, with which a network's embedding can start: `word v1 … vn` in each line, plain
/// or gzip, as word2vec, GloVe and fastText write them. A first line of two numbers, the words and the width, is left out.
///
/// A word that the file does not have takes the vector of its lower case, if there is one.
public struct WordVectors: Sendable {
  /// The numbers of a vector.
  public let width: Int
  /// The codes of the words that have a vector, in ascending order.
  public let codes: [Int]
  /// The vectors of ``codes``, `[code, width]`.
  public let values: [Float]

  /// The largest width, more than any file of vectors has.
  private static let widths = 1...65_536

  /// Reads the vectors of a vocabulary's words. Only these are held.
  ///
  /// - Throws: `DatasetError` with file and line for vectors of different widths, and a number that is none.
  public init(_ url: URL, for vocabulary: TextVocabulary) throws {
    var exact: [String: Int] = [:], lower: [String: [Int]] = [:]
    for (place, word) in vocabulary.words.enumerated() {
      exact[word] = place + TextVocabulary.first
      let small = word.lowercased()
      if small != word { lower[small, default: []].append(place + TextVocabulary.first) }
    }
    var found: [Int: [Float]] = [:], inLower: [Int: [Float]] = [:], width = 0
    var lines = try TextLines(url)
    let path = lines.path
    var cells: [Range<Int>] = []
    try lines.forEach { line, number in
      line.wordRanges(into: &cells)
      guard !cells.isEmpty else { return }
      if number == 1, cells.count == 2, line.part(cells[0]).wholeNumber != nil, line.part(cells[1]).wholeNumber != nil {
        return
      }
      if width == 0 {
        width = cells.count - 1
        guard Self.widths.contains(width) else {
          throw DatasetError(
            "`\(path)` line \(number) should be a word and the numbers of its vector. Found \(width) numbers.")
        }
      }
      guard cells.count == width + 1 else {
        throw DatasetError(
          "`\(path)` line \(number) should be a word and \(width) numbers, as in the lines before. Found \(cells.count - 1)."
        )
      }
      let word = line.text(cells[0]), code = exact[word], others = lower[word] ?? []
      guard code != nil || !others.isEmpty else { return }
      let vector = try cells.dropFirst().map { cell in
        guard let value = decimalNumber(line, cell).map({ Float($0) }), value.isFinite else {
          throw DatasetError(
            "`\(path)` line \(number) should have finite numbers after the word. Found \(Found.quoted(line.text(cell)))."
          )
        }
        return value
      }
      if let code { found[code] = vector }
      for other in others { inLower[other] = vector }
    }
    guard width > 0 else { throw DatasetError("`\(path)` should hold vectors of words. Found none.") }
    let all = found.merging(inLower) { own, _ in own }
    self.width = width
    codes = all.keys.sorted()
    values = codes.flatMap { all[$0]! }
  }

  func addContent(to fingerprint: inout Fingerprint) {
    fingerprint.add(codes)
    fingerprint.add(values)
  }
}
