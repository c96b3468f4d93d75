import Components
import Foundation
import Localisation

/// Boxes around structures of fundus photographs, from a CSV file with a row for each box.
///
/// The columns are `index` (the number of the photograph, from 0), `source_id` (its name in the original collection), `class` and
/// `class_name` (the structure), `cx`, `cy` (the centre as shares of the width and the height) and `w`, `h` (the sides as such
/// shares).
public struct LesionBoxes: Hashable, Sendable {
  /// A row of the file.
  public struct Row: Hashable, Sendable {
    /// The number of the photograph, from 0.
    public var image: Int
    /// The name of the photograph in the original collection.
    public var source: String
    public var structure: LesionStructure
    /// The centre from the left, as a share of the width.
    public var centreX: Double
    /// The centre from the top, as a share of the height.
    public var centreY: Double
    /// The width as a share of that of the photograph.
    public var shareOfWidth: Double
    /// The height as a share of that of the photograph.
    public var shareOfHeight: Double
  }

  /// The rows in the order of the file.
  public let rows: [Row]
  /// The number of photographs.
  public let images: Int

  /// Reads a file, plain or gzip, and checks each row.
  ///
  /// A box may reach beyond its photograph if its centre is inside.
  ///
  /// - Parameter images: the number of photographs. One without a row has no box.
  /// - Throws: `DatasetError` with file and line for a missing column, a photograph that does not exist or has two names, an unknown
  ///   structure or one with the number of another, a centre outside of the photograph, a side that is not above 0 and at
  ///   most 1, or a box that stands twice.
  public init(_ url: URL, images: Int) throws {
    let csv = try CSV(url), path = url.path
    let columns = try Columns(csv)
    var sources: [Int: String] = [:], seen: Set<Row> = []
    rows = try (0..<csv.count).map { number in
      let place = "`\(path)` line \(csv.line(number))"
      let row = try columns.row(number, of: csv, place: place)
      guard (0..<images).contains(row.image) else {
        throw DatasetError("\(place) should name one of \(images) photographs, from 0. Found \(row.image).")
      }
      let source = sources[row.image, default: row.source]
      guard source == row.source else {
        throw DatasetError(
          "\(place) should give photograph \(row.image) the name \(Found.quoted(source)), as the lines before. Found "
            + "\(Found.quoted(row.source)).")
      }
      sources[row.image] = source
      guard seen.insert(row).inserted else {
        throw DatasetError("\(place) should hold a box of its own. Found the one of an earlier line.")
      }
      // Any size shows whether the shares are in their ranges.
      do { _ = try row.box(height: 1, width: 1) } catch let error as LocalisationError {
        throw DatasetError("\(place): \(error)")
      }
      return row
    }
    self.images = images
  }

  /// The boxes of a structure in pixels, for each photograph: the pixels that a box touches.
  ///
  /// - Parameters:
  ///   - height: the height of the photographs in pixels.
  ///   - width: the width of the photographs in pixels.
  /// - Throws: `LocalisationError` for a size that is not positive.
  public func boxes(of structure: LesionStructure, height: Int, width: Int) throws -> [[Box]] {
    var boxes = [[Box]](repeating: [], count: images)
    for row in rows where row.structure == structure {
      boxes[row.image].append(try row.box(height: height, width: width))
    }
    return boxes
  }

  /// Whether each photograph has a box of a structure.
  public func presence(of structure: LesionStructure) -> [Bool] {
    let present = Set(rows.filter { $0.structure == structure }.map(\.image))
    return (0..<images).map(present.contains)
  }
}

extension LesionBoxes.Row {
  /// The pixels that the box touches in a photograph of some size.
  fileprivate func box(height: Int, width: Int) throws -> Box {
    try Box(
      centreX: centreX, centreY: centreY, shareOfWidth: shareOfWidth, shareOfHeight: shareOfHeight, height: height,
      width: width)
  }
}

/// The places of the columns.
private struct Columns {
  private let places: [String: Int]

  init(_ csv: CSV) throws {
    places = try ["index", "source_id", "class", "class_name", "cx", "cy", "w", "h"].reduce(into: [:]) { places, name in
      guard let place = csv.columns.firstIndex(of: name) else {
        throw DatasetError.unknownColumn(name, of: csv.path, among: csv.columns)
      }
      places[name] = place
    }
  }

  func row(_ row: Int, of csv: CSV, place: String) throws -> LesionBoxes.Row {
    func text(_ name: String) -> String { csv.text(row, places[name]!) }
    func number(_ name: String) throws -> Double {
      guard let number = csv.number(row, places[name]!), number.isFinite else {
        throw DatasetError("\(place), `\(name)` should be a number. Found \(Found.quoted(text(name))).")
      }
      return number
    }
    func whole(_ name: String) throws -> Int {
      guard let number = Int(exactly: try number(name)) else {
        throw DatasetError("\(place), `\(name)` should be a whole number. Found \(Found.quoted(text(name))).")
      }
      return number
    }
    let name = text("class_name"), names = LesionStructure.allCases.map(\.rawValue)
    guard let structure = LesionStructure(rawValue: name) else {
      throw DatasetError(
        "\(place), `class_name` should be \(names.map { "`\($0)`" }.joined(separator: ", ")). Found \(Found.quoted(name))."
          + Suggestion.sentence(for: name, among: names))
    }
    let label = try whole("class")
    guard label == structure.number else {
      throw DatasetError("\(place), `class` should be \(structure.number) for `\(name)`. Found \(label).")
    }
    return LesionBoxes.Row(
      image: try whole("index"), source: text("source_id"), structure: structure, centreX: try number("cx"),
      centreY: try number("cy"), shareOfWidth: try number("w"), shareOfHeight: try number("h"))
  }
}
