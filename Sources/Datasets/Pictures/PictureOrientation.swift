import Foundation

/// The orientation of the camera: where the first row and the first column of the stored pixels belong in the upright
/// picture. The raw values are those of the tag `Orientation` of EXIF 2.3.
enum PictureOrientation: Int {
  case upright = 1
  case mirrored, halfTurned, flipped, transposed, turnedRight, transversed, turnedLeft

  /// The number of the tag in EXIF's first directory.
  private static let tag = 0x0112

  /// Reads the tag of a JPEG's first EXIF segment or of a PNG's last chunk `eXIf`. A picture without one, or with a
  /// damaged one, is upright.
  init(of data: Data, _ format: PictureFormat) {
    let bytes = [UInt8](data)
    let exif =
      switch format {
      case .jpeg: Self.segment(of: bytes)
      case .png: Self.chunk(of: bytes)
      }
    self = exif.flatMap { Self.value(in: bytes[$0]) }.flatMap { Self(rawValue: $0) } ?? .upright
  }

  /// The place of EXIF in a JPEG: after the six bytes that name an APP1 segment.
  private static func segment(of bytes: [UInt8]) -> Range<Int>? {
    let name = Array("Exif\0\0".utf8)
    var at = 2
    while at + 4 <= bytes.count, bytes[at] == 0xff {
      let marker = bytes[at + 1]
      if marker == 0xff {  // a fill byte
        at += 1
        continue
      }
      // Pixels begin, or the picture ends.
      if marker == 0xda || marker == 0xd9 { return nil }
      let end = at + 2 + Int(bytes[at + 2]) << 8 + Int(bytes[at + 3])
      guard end >= at + 4, end <= bytes.count else { return nil }
      if marker == 0xe1, bytes[at + 4..<end].starts(with: name) { return at + 4 + name.count..<end }
      at = end
    }
    return nil
  }

  /// The place of EXIF in a PNG.
  private static func chunk(of bytes: [UInt8]) -> Range<Int>? {
    let name = Array("eXIf".utf8)
    var at = 8, found: Range<Int>?
    // A length, a name, the content and its checksum.
    while at + 12 <= bytes.count {
      let length = bytes[at..<at + 4].reduce(0) { $0 << 8 | Int($1) }
      guard length <= bytes.count - at - 12 else { break }
      if bytes[at + 4..<at + 8].elementsEqual(name) { found = at + 8..<at + 8 + length }
      at += length + 12
    }
    return found
  }

  /// The tag's value in EXIF, which is laid out as a TIFF file: the byte order, the number 42, and the place of the
  /// first directory. The last of several entries counts.
  private static func value(in exif: ArraySlice<UInt8>) -> Int? {
    let isLittle = exif.starts(with: Array("II".utf8))
    guard isLittle || exif.starts(with: Array("MM".utf8)) else { return nil }
    func number(_ offset: Int, bytes count: Int) -> Int? {
      guard offset >= 0, offset + count <= exif.count else { return nil }
      let start = exif.startIndex + offset, part = exif[start..<start + count]
      return isLittle ? part.reversed().reduce(0) { $0 << 8 | Int($1) } : part.reduce(0) { $0 << 8 | Int($1) }
    }
    guard number(2, bytes: 2) == 42, let directory = number(4, bytes: 4), let count = number(directory, bytes: 2) else {
      return nil
    }
    var result: Int?
    for entry in 0..<count {
      let start = directory + 2 + entry * 12
      guard let tag = number(start, bytes: 2), let type = number(start + 2, bytes: 2) else { break }
      // Bytes, short and long numbers.
      guard tag == Self.tag, let size = [1: 1, 3: 2, 4: 4][type], number(start + 4, bytes: 4) == 1 else { continue }
      result = number(start + 8, bytes: size) ?? result
    }
    return result
  }
}

extension Picture {
  /// The picture as the camera was held, like Pillow's `ImageOps.exif_transpose`.
  func upright(from orientation: PictureOrientation) -> Picture {
    guard orientation != .upright else { return self }
    let swapsSides = orientation.rawValue >= PictureOrientation.transposed.rawValue
    let (height, width) = swapsSides ? (self.width, self.height) : (self.height, self.width)
    // The stored row and column of a pixel of the upright picture.
    func source(_ row: Int, _ column: Int) -> (Int, Int) {
      let (lastRow, lastColumn) = (height - 1 - row, width - 1 - column)
      return switch orientation {
      case .upright: (row, column)
      case .mirrored: (row, lastColumn)
      case .halfTurned: (lastRow, lastColumn)
      case .flipped: (lastRow, column)
      case .transposed: (column, row)
      case .turnedRight: (lastColumn, row)
      case .transversed: (lastColumn, lastRow)
      case .turnedLeft: (column, lastRow)
      }
    }
    func turned<T>(_ values: [T]) -> [T] {
      var result: [T] = []
      result.reserveCapacity(values.count)
      for row in 0..<height {
        for column in 0..<width {
          let (from, at) = source(row, column), start = (from * self.width + at) * channels
          result += values[start..<start + channels]
        }
      }
      return result
    }
    return Picture(
      width: width, height: height, channels: channels,
      {
        switch values {
        case .bytes(let bytes): .bytes(turned(bytes))
        case .wide(let words): .wide(turned(words))
        }
      }())
  }
}
