import Components
import Foundation
import Localisation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// The markings of one expert for one picture, from an XML file of DIARETDB1.
///
/// The root holds a `markinglist` of `marking`s. Each has a shape, which is a `polygonregion` (`coords2d` for each corner), a
/// `circleregion` (`centroid`, `radius`) or an `ellipseregion` (`centroid`, two `radius` with the attribute `direction` `x` and `y`,
/// an `angle` in degrees), a `confidencelevel` and a `markingtype`. Coordinates are written `x,y`.
public struct MarkingFile: Sendable {
  /// The kinds of marking.
  public static let types = [
    "Red_small_dots", "Haemorrhages", "Hard_exudates", "Soft_exudates", "Disc", "Fundus_area", "IRMA",
    "Neovascularisation",
  ]

  /// The markings in the order of the file; none for a picture in which the expert found nothing.
  public let markings: [Marking]

  /// The largest file in bytes; published files have some thousand.
  private static let longest = 1 << 22

  /// Reads a file.
  ///
  /// Files with a document type are refused, since it could let them grow without end or name other files.
  ///
  /// - Throws: `DatasetError` with file and line if the XML or a marking is wrong, or too large or nested too deep.
  public init(_ url: URL) throws {
    let bytes = try ByteStream(url, textLimit: Self.longest).rest(limit: Self.longest), path = url.path
    guard !bytes.contains(0) else {
      throw DatasetError("`\(path)` should be XML with one byte for each plain character. Found a byte 0.")
    }
    let text = String(decoding: bytes, as: UTF8.self)
    guard !text.contains("<!DOCTYPE"), !text.contains("<!ENTITY") else {
      throw DatasetError("`\(path)` should be XML without a document type; use the list of plain files. Found one.")
    }
    let parser = XMLParser(data: Data(bytes)), reader = MarkingReader(path: path)
    parser.shouldResolveExternalEntities = false
    parser.delegate = reader
    let isWhole = parser.parse()
    if let error = reader.error { throw error }
    guard isWhole else {
      let reason = parser.parserError.map { "\(($0 as NSError).code)" } ?? "unknown"
      throw DatasetError("`\(path)` line \(parser.lineNumber) should be XML. Found the parser's error \(reason).")
    }
    // The parser takes a text that ends within an element for whole.
    if let open = reader.openElement {
      throw DatasetError("`\(path)` should end each element. Found its end within `\(Found.cut(open))`.")
    }
    guard reader.hasList else { throw DatasetError("`\(path)` should hold a `markinglist`. Found none.") }
    markings = reader.markings
  }
}

/// A receiver of the elements of a file, which makes markings of them.
private final class MarkingReader: NSObject, XMLParserDelegate {
  /// The deepest nesting; published files have six levels.
  private static let mostLevels = 16
  /// The largest number of markings and of corners of a file.
  private static let mostParts = 100_000

  private(set) var markings: [Marking] = []
  private(set) var hasList = false
  private(set) var error: DatasetError?
  private let path: String
  /// The open elements with their texts.
  private var open: [(name: String, direction: String?, text: String)] = []
  private var draft = Draft()
  private var corners = 0

  /// The name of the innermost element that has not ended.
  var openElement: String? { open.last?.name }

  /// The parts of a marking that are known.
  private struct Draft {
    var shape: Marking.Shape?
    var corners: [Marking.Point] = []
    var centre: Marking.Point?
    /// The radii by direction; "" for a circle's.
    var radii: [String: Double] = [:]
    var angle: Double?
    var confidence: Marking.Confidence?
    var type: String?
  }

  init(path: String) { self.path = path }

  private func stop(_ parser: XMLParser, _ sentence: String) {
    if error == nil { error = DatasetError("`\(path)` line \(parser.lineNumber) \(sentence)") }
    parser.abortParsing()
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String] = [:]
  ) {
    guard error == nil else { return }
    guard open.count < Self.mostLevels else {
      return stop(parser, "should nest at most \(Self.mostLevels) elements. Found more.")
    }
    if name == "markinglist" { hasList = true }
    if name == "marking" { draft = Draft() }
    open.append((name, attributes["direction"], ""))
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    if !open.isEmpty { open[open.count - 1].text += text }
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    guard error == nil, let element = open.popLast() else { return }
    do { try take(element.text.trimmingCharacters(in: .whitespacesAndNewlines), of: name, element.direction) } catch {
      stop(parser, "\(error)")
    }
  }

  /// Takes an element that has ended.
  ///
  /// - Throws: `DatasetError` whose text follows the place in the file.
  private func take(_ text: String, of name: String, _ direction: String?) throws {
    switch (name, open.last?.name) {
    case ("coords2d", "polygonregion"):
      corners += 1
      guard corners <= Self.mostParts else {
        throw DatasetError("should be within the first \(Self.mostParts) corners. Found more.")
      }
      draft.corners.append(try point(text))
    case ("coords2d", "centroid"): draft.centre = try point(text)
    case ("radius", _): draft.radii[direction ?? ""] = try number(text, "radius")
    case ("angle", "ellipseregion"): draft.angle = try number(text, "angle")
    case ("polygonregion", _): try set(.polygon(draft.corners))
    case ("circleregion", _):
      guard let centre = draft.centre, let radius = draft.radii[""] else {
        throw DatasetError("should end a circle with `centroid` and `radius`. Found one without.")
      }
      try set(.circle(centre: centre, radius: radius))
    case ("ellipseregion", _):
      guard let centre = draft.centre, let x = draft.radii["x"], let y = draft.radii["y"], let angle = draft.angle
      else {
        throw DatasetError(
          "should end an ellipse with `centroid`, `radius` in the directions `x` and `y`, and `angle`. Found one without."
        )
      }
      try set(.ellipse(centre: centre, radiusX: x, radiusY: y, angle: angle))
    case ("confidencelevel", "marking"):
      draft.confidence = Marking.Confidence(rawValue: text)
      if draft.confidence == nil {
        throw DatasetError("should have a confidence `High`, `Medium` or `Low`. Found \(Found.quoted(text)).")
      }
    case ("markingtype", "marking"):
      guard MarkingFile.types.contains(text) else {
        throw DatasetError(
          "should have one of the types \(MarkingFile.types.map { "`\($0)`" }.joined(separator: ", ")). Found "
            + "\(Found.quoted(text)).\(Suggestion.sentence(for: text, among: MarkingFile.types))")
      }
      draft.type = text
    case ("marking", "markinglist"): try finish()
    default: break
    }
  }

  private func set(_ shape: Marking.Shape) throws {
    guard draft.shape == nil else { throw DatasetError("should end a marking's only shape. Found another one.") }
    draft.shape = shape
  }

  private func finish() throws {
    guard let shape = draft.shape, let confidence = draft.confidence, let type = draft.type else {
      throw DatasetError("should end a marking with a shape, `confidencelevel` and `markingtype`. Found one without.")
    }
    guard markings.count < Self.mostParts else {
      throw DatasetError("should be within the first \(Self.mostParts) markings. Found more.")
    }
    let marking = Marking(shape, confidence: confidence, type: type)
    do { try marking.check() } catch { throw DatasetError("should end a marking that can be drawn. \(error)") }
    markings.append(marking)
  }

  private func point(_ text: String) throws -> Marking.Point {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      Double(part.trimmingCharacters(in: .whitespaces))
    }
    guard parts.count == 2, let x = parts[0], let y = parts[1] else {
      throw DatasetError("should hold coordinates `x,y`. Found \(Found.quoted(text)).")
    }
    return .init(x: x, y: y)
  }

  private func number(_ text: String, _ name: String) throws -> Double {
    guard let number = Double(text) else {
      throw DatasetError("should hold a number in `\(name)`. Found \(Found.quoted(text)).")
    }
    return number
  }
}
