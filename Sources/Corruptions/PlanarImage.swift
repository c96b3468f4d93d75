/// An image as planes of numbers 0 … 1, `[channel, row, column]`.
public struct PlanarImage: Hashable, Sendable {
  /// The number of channels: 1 for grey values, 3 for red, green and blue.
  public let channels: Int
  /// The height in pixels.
  public let height: Int
  /// The width in pixels.
  public let width: Int
  /// The values, plane by plane and row by row.
  public var values: [Float]

  /// Creates an image.
  ///
  /// - Parameter values: `channels` · `height` · `width` numbers.
  public init(channels: Int, height: Int, width: Int, _ values: [Float]) {
    precondition(
      values.count == channels * height * width,
      "an image of \(channels) × \(height) × \(width) should have as many values. Found \(values.count).")
    (self.channels, self.height, self.width, self.values) = (channels, height, width, values)
  }

  /// Creates an image from bytes.
  ///
  /// - Parameter bytes: 0 … 255, pixel by pixel and row by row, the channels of a pixel together.
  public init(bytes: [UInt8], channels: Int, height: Int, width: Int) {
    let pixels = height * width
    precondition(bytes.count == channels * pixels, "there should be \(channels * pixels) bytes. Found \(bytes.count).")
    let levels = (0...255).map { Float($0) / 255 }
    let values = [Float](unsafeUninitializedCapacity: bytes.count) { values, count in
      bytes.withUnsafeBufferPointer { bytes in
        levels.withUnsafeBufferPointer { levels in
          for channel in 0..<channels {
            var from = channel
            for place in channel * pixels..<(channel + 1) * pixels {
              values[place] = levels[Int(bytes[from])]
              from &+= channels
            }
          }
        }
      }
      count = bytes.count
    }
    self.init(channels: channels, height: height, width: width, values)
  }

  /// The image cut to 8 bits as bytes 0 … 255, pixel by pixel and row by row, the channels of a pixel together.
  public var bytes: [UInt8] {
    // One pass that the compiler can do in blocks, and one that moves bytes.
    let planes = [UInt8](unsafeUninitializedCapacity: values.count) { bytes, count in
      values.withUnsafeBufferPointer { values in
        for place in values.indices { bytes[place] = (values[place].unit * 255).wholeBelow.byte }
      }
      count = values.count
    }
    return [UInt8](unsafeUninitializedCapacity: values.count) { bytes, count in
      planes.withUnsafeBufferPointer { planes in
        for channel in 0..<channels {
          var target = channel
          for place in channel * pixels..<(channel + 1) * pixels {
            bytes[target] = planes[place]
            target &+= channels
          }
        }
      }
      count = planes.count
    }
  }

  /// The number of pixels.
  public var pixels: Int { height * width }

  /// Checks that the image can be corrupted.
  ///
  /// - Throws: `CorruptionError` for another number of channels than 1 or 3, and for a value that is not a number or lies
  ///   outside 0 … 1.
  func check() throws(CorruptionError) {
    guard channels == 1 || channels == 3 else {
      throw CorruptionError("An image to corrupt should have 1 or 3 channels. Found \(channels).")
    }
    let permitted = -Self.rounding...1 + Self.rounding
    // NaN is neither above nor below. Sums of ones can be counted in blocks.
    let (lowest, highest) = (permitted.lowerBound, permitted.upperBound)
    let inside = values.withUnsafeBufferPointer { values in
      values.reduce(into: 0 as Int32) { $0 &+= ($1 >= lowest ? 1 : 0) & ($1 <= highest ? 1 : 0) }
    }
    if Int(inside) < values.count, let wrong = values.first(where: { !permitted.contains($0) }) {
      throw CorruptionError(
        "The values of an image to corrupt should lie in 0 … 1. Found \(wrong.isNaN ? "NaN" : "\(wrong)").")
    }
  }

  /// The distance from 0 … 1 that the rounding of resized images explains.
  private static let rounding: Float = 1e-4

  /// Changes every value, and keeps the results in 0 … 1.
  mutating func update(_ change: (Float) -> Float) {
    values.withUnsafeMutableBufferPointer { values in
      for index in values.indices { values[index] = change(values[index]).unit }
    }
  }

  /// This image cut to 8 bits, as the published images are: each value becomes the level below it, of 256.
  public var cutTo8Bits: PlanarImage {
    var image = self
    image.update { ($0 * 255).wholeBelow / 255 }
    return image
  }
}

extension Float {
  /// This number, held in 0 … 1.
  @inline(__always)
  var unit: Float { self < 0 ? 0 : self > 1 ? 1 : self }

  /// The largest whole number that is not above this one, which should be far below 2²². Unlike `rounded(.down)` it calls
  /// no function on machines without an instruction for that.
  @inline(__always)
  var wholeBelow: Float {
    let nearest = (self + 0x1.8p23) - 0x1.8p23
    return nearest > self ? nearest - 1 : nearest
  }

  /// The byte nearest to this number, which should lie in 0 … 255.
  @inline(__always)
  var byte: UInt8 { UInt8(truncatingIfNeeded: (self + 0x1p23).bitPattern) }
}

/// An image, a severity or a draw that a corruption cannot work with.
public struct CorruptionError: Error, CustomStringConvertible, Hashable {
  public let description: String

  init(_ description: String) { self.description = description }
}
