import Components
import Foundation

/// The drawings of Omniglot with the alphabet, the character and the drawer of each.
struct OmniglotFiles {
  /// An alphabet: its name and its number of characters.
  struct Alphabet: Hashable {
    var name: String
    var characters: Int
  }

  /// A drawing's place: alphabet and character count from 0, drawers from 1.
  struct Label: Hashable {
    var alphabet: Int
    var character: Int
    var drawer: Int
  }

  let alphabets: [Alphabet]
  let labels: [Label]
  /// The drawings, `[drawing, row, column]`, 0 … 255, ink bright.
  let images: [UInt8]
  let height: Int
  let width: Int
  /// The file of the labels.
  let path: String
  /// The file that names the alphabets.
  let list: String

  /// The numbers of characters that an alphabet can have: a label has one byte for them.
  private static let characters = 2...256

  /// Reads `images-28x28-idx3-ubyte` and `labels-idx2-ubyte`, plain or with `.gz`, and `alphabets.txt` from a folder.
  ///
  /// - Throws: `DatasetError` if a file is missing or damaged, the counts differ, or a label is outside its alphabet.
  init(folder: URL) throws {
    let imageFile = try IDX.file("images-28x28-idx3-ubyte", in: folder)
    let labelFile = try IDX.file("labels-idx2-ubyte", in: folder)
    let listFile = folder.appending(path: "alphabets.txt")
    let images = try IDX(imageFile, element: .uint8, rank: 3)
    let labels = try IDX(labelFile, element: .uint8, rank: 2)
    guard images.shape.allSatisfy({ $0 > 0 }) else {
      throw DatasetError(
        "`\(imageFile.path)` should hold images of at least one pixel, `[image, row, column]`. Found \(images.shape).")
    }
    guard labels.shape == [images.shape[0], 3] else {
      throw DatasetError(
        "`\(labelFile.path)` should hold the alphabet, character and drawer of \(images.shape[0]) images, "
          + "\([images.shape[0], 3]). Found \(labels.shape).")
    }
    let alphabets = try Self.alphabets(listFile)
    self.alphabets = alphabets
    self.labels = try (0..<images.shape[0]).map { image in
      try Self.label(labels.bytes[3 * image..<3 * image + 3].map { Int($0) }, of: image, alphabets, labelFile.path)
    }
    self.images = images.bytes
    (height, width) = (images.shape[1], images.shape[2])
    (path, list) = (labelFile.path, listFile.path)
  }

  /// The alphabets of a list whose lines hold a number, counted from 0, a name and the number of characters.
  private static func alphabets(_ file: URL) throws -> [Alphabet] {
    let lines = try CSV(file, separator: " ", hasHeader: false)
    var names: Set<String> = []
    return try (0..<lines.count).map { row in
      let cells = lines.columns.indices.map { lines.text(row, $0) }
      guard cells.count == 3, cells[0] == "\(row)", let characters = Int(cells[2]),
        self.characters.contains(characters)
      else {
        throw DatasetError(
          "`\(file.path)` line \(lines.line(row)) should be the number \(row), an alphabet's name and its number of "
            + "characters, \(self.characters.lowerBound) to \(self.characters.upperBound), with a blank between. Found \(Found.quoted(cells.joined(separator: " ")))."
        )
      }
      guard names.insert(cells[1]).inserted else {
        throw DatasetError("`\(file.path)` should name each alphabet once. Found `\(Found.cut(cells[1]))` twice.")
      }
      return Alphabet(name: cells[1], characters: characters)
    }
  }

  private static func label(_ bytes: [Int], of image: Int, _ alphabets: [Alphabet], _ path: String) throws -> Label {
    func wrong(_ what: String, _ range: ClosedRange<Int>, _ found: Int) -> DatasetError {
      DatasetError(
        "Image \(image) of `\(path)` should have \(what) in \(range.lowerBound) … \(range.upperBound). Found \(found).")
    }
    guard alphabets.indices.contains(bytes[0]) else { throw wrong("an alphabet", 0...alphabets.count - 1, bytes[0]) }
    let alphabet = alphabets[bytes[0]]
    guard bytes[1] < alphabet.characters else {
      throw wrong("a character of \(Found.cut(alphabet.name))", 0...alphabet.characters - 1, bytes[1])
    }
    let drawers = 1...Omniglot.drawers
    guard drawers.contains(bytes[2]) else { throw wrong("a drawer", drawers, bytes[2]) }
    return Label(alphabet: bytes[0], character: bytes[1], drawer: bytes[2])
  }
}
