import Components
import Foundation
import Tasks

/// The content of CelebA's lists: each picture's split and its answers to yes-or-no questions.
struct CelebAFiles {
  /// The attributes' names in the order of the list.
  let attributes: [String]
  /// The pictures' paths.
  let pictures: [String]
  /// The answers, 0 or 1, `[picture, attribute]`.
  let answers: [Float]
  let division: SampleDivision

  /// Reads the lists.
  ///
  /// - Parameter folder: as its authors distribute it (`Anno`, `Eval`, `Img`) or as Kaggle does (CSV files).
  /// - Throws: `DatasetError` that names file and line.
  init(folder: URL) throws {
    let list = try Self.first(
      ["Anno/list_attr_celeba.txt", "list_attr_celeba.txt", "list_attr_celeba.csv", "Anno/list_attr_celeba.csv"], folder
    )
    let partition = try Self.first(
      ["Eval/list_eval_partition.txt", "list_eval_partition.txt", "list_eval_partition.csv"], folder)
    let images = try Self.first(
      [
        "Img/img_align_celeba", "img_align_celeba/img_align_celeba", "img_align_celeba",
        "Img/img_align_celeba_png", "img_align_celeba_png",
      ], folder)
    let table = try CelebATable(list, names: true)
    let splits = try CelebATable(partition, names: false)
    attributes = table.columns
    let width = attributes.count
    var answers = [Float](repeating: 0, count: table.values.count)
    for (index, value) in table.values.enumerated() {
      guard value == 1 || value == -1 || (table.isCSV && value == 0) else {
        throw DatasetError(
          "`\(list.path)` line \(table.line(index / width)), `\(attributes[index % width])` should be 1 or -1. Found \(value)."
        )
      }
      answers[index] = value == 1 ? 1 : 0
    }
    self.answers = answers
    for (row, name) in table.names.enumerated() where name.hasPrefix("/") || name.split(separator: "/").contains("..") {
      throw DatasetError(
        "`\(list.path)` line \(table.line(row)) should name a picture in `\(images.path)`. Found \(Found.cut(name)).")
    }
    pictures = Self.paths(of: table.names, in: images)
    let numbers = Dictionary(zip(splits.names, splits.values)) { first, _ in first }
    var parts: [[Int]] = [[], [], []]
    for (index, name) in table.names.enumerated() {
      guard let number = numbers[name] else {
        throw DatasetError("`\(partition.path)` should name every picture of `\(list.path)`. Found none for \(name).")
      }
      guard (0...2).contains(number) else {
        throw DatasetError("`\(partition.path)` should send \(name) to 0, 1 or 2. Found \(number).")
      }
      parts[number].append(index)
    }
    for (split, part) in zip(Split.allCases, parts) where part.isEmpty {
      throw DatasetError("`\(partition.path)` should have pictures for `\(split)`. Found none.")
    }
    division = SampleDivision(train: parts[0], validation: parts[1], test: parts[2])
  }

  /// The pictures' paths. The lists name JPEGs, even if the folder holds PNGs of them.
  private static func paths(of names: [String], in folder: URL) -> [String] {
    func png(_ name: String) -> String { (name as NSString).deletingPathExtension + ".png" }
    func isThere(_ name: String) -> Bool { FileManager.default.fileExists(atPath: folder.path + "/" + name) }
    let holdsPNGs = names.first.map { !isThere($0) && isThere(png($0)) } ?? false
    let isForPNGs = folder.lastPathComponent.hasSuffix("_png")
    return names.map { folder.path + "/" + (holdsPNGs || isForPNGs ? png($0) : $0) }
  }

  private static func first(_ names: [String], _ folder: URL) throws -> URL {
    let places = names.map { folder.appending(path: $0) }
    guard let place = places.first(where: { FileManager.default.fileExists(atPath: $0.path) }) else {
      throw DatasetError("`\(folder.path)` should hold one of \(names.joined(separator: ", ")). Found none.")
    }
    return place
  }
}

/// One of CelebA's lists: each line has a name and whole numbers, with blanks or commas between.
struct CelebATable {
  let columns: [String]
  let names: [String]
  /// The numbers, `[line, column]`.
  let values: [Int]
  let isCSV: Bool
  /// The number of lines before the first picture.
  private let headerLines: Int

  /// The line of the file on which a picture stands, from 1.
  func line(_ row: Int) -> Int { row + headerLines + 1 }

  /// Reads a list.
  ///
  /// - Parameter names: whether a text file begins with the number of pictures and the columns' names. A CSV file
  ///   always begins with names.
  init(_ url: URL, names hasHeader: Bool) throws {
    isCSV = url.pathExtension == "csv"
    let bytes = try ByteStream(url).rest(), path = url.path
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)[...]
    while let last = lines.last, last.allSatisfy({ $0 <= 32 }) { lines.removeLast() }
    let comma = UInt8(ascii: ","), isCSV = isCSV
    func cells(_ line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
      line.split { isCSV ? $0 == comma || $0 == 13 : $0 <= 32 }
    }
    func text(_ cell: ArraySlice<UInt8>) -> String { String(decoding: cell, as: UTF8.self) }
    var columns: [String]? = nil
    var announced: Int?
    if isCSV {
      columns = lines.popFirst().map { cells($0).dropFirst().map(text) }
    } else if hasHeader {
      let first = lines.popFirst().map { text($0).trimmingCharacters(in: .whitespacesAndNewlines) } ?? ""
      announced = Int(first)
      guard announced != nil else {
        throw DatasetError("`\(path)` line 1 should be the number of pictures. Found \(Found.quoted(first)).")
      }
      columns = lines.popFirst().map { cells($0).map(text) }
    }
    headerLines = isCSV ? 1 : hasHeader ? 2 : 0
    var known: Set<String> = []
    for column in columns ?? [] where !known.insert(column).inserted {
      throw DatasetError(
        "`\(path)` line \(headerLines) should name every column once. Found `\(Found.cut(column))` again.")
    }
    var names: [String] = [], values: [Int] = []
    var seen: Set<String> = []
    for (row, line) in lines.enumerated() {
      let number = row + headerLines + 1
      let cells = cells(line)
      let width = columns?.count ?? 1
      guard cells.count == width + 1 else {
        throw DatasetError(
          "`\(path)` line \(number) should have \(width + 1) cells, a picture and \(width) numbers. Found \(cells.count)."
        )
      }
      let name = text(cells[0])
      guard seen.insert(name).inserted else {
        throw DatasetError("`\(path)` line \(number) should name a picture of its own. Found \(Found.cut(name)) again.")
      }
      names.append(name)
      for cell in cells.dropFirst() {
        guard let value = Self.number(cell) else {
          throw DatasetError("`\(path)` line \(number) should hold whole numbers. Found \(Found.quoted(text(cell))).")
        }
        values.append(value)
      }
    }
    guard !names.isEmpty else { throw DatasetError("`\(path)` should name pictures. Found none.") }
    if let announced, announced != names.count {
      throw DatasetError("`\(path)` should have \(announced) pictures, as its first line says. Found \(names.count).")
    }
    self.columns = columns ?? ["partition"]
    self.names = names
    self.values = values
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    let isNegative = digits.first == UInt8(ascii: "-")
    let digits = isNegative ? digits.dropFirst() : digits
    guard !digits.isEmpty, digits.count < 10 else { return nil }
    var value = 0
    for digit in digits {
      guard (48...57).contains(digit) else { return nil }
      value = value * 10 + Int(digit - 48)
    }
    return isNegative ? -value : value
  }
}
