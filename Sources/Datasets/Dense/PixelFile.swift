import Foundation

/// The values of one file of pixels, an array or a picture, channel by channel.
struct PixelFile {
  private enum Content {
    case picture(Picture)
    case npy(NpyPixels)
  }

  /// The rule by which a pixel of another size comes from those around it.
  enum Resizing {
    case mean, nearest
  }

  let path: String
  /// The picture's size before it was resized; nil for an array, which is never resized.
  let storedSize: DenseLayout.Size?
  private let content: Content

  static func isNpy(_ path: String) -> Bool { path.hasSuffix(".npy") }

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - channels: the channels that each pixel should have.
  ///   - size: the size that the values should have; nil for the file's own.
  ///   - resizing: how a picture of another size is resized; nil if it must have the size.
  init(
    _ path: String, _ meaning: Picture.Meaning, channels: Int, size: DenseLayout.Size?, resizing: Resizing? = nil
  ) throws {
    self.path = path
    if Self.isNpy(path) {
      storedSize = nil
      content = .npy(try NpyPixels(path, channels: channels))
    } else {
      var picture = try Picture(URL(filePath: path), as: meaning)
      guard picture.channels == channels else {
        throw DatasetError("`\(path)` should have \(channels) channels. Found \(picture.channels).")
      }
      storedSize = .init(height: picture.height, width: picture.width)
      if let size, let resizing {
        picture =
          switch resizing {
          case .mean: picture.resized(height: size.height, width: size.width)
          case .nearest: picture.picked(height: size.height, width: size.width)
          }
      }
      content = .picture(picture)
    }
    if let size, self.size != size {
      throw DatasetError(
        "`\(path)` should have \(size.height) × \(size.width) pixels. Found \(self.size.height) × \(self.size.width).")
    }
  }

  var size: DenseLayout.Size {
    switch content {
    case .picture(let picture): .init(height: picture.height, width: picture.width)
    case .npy(let pixels): .init(height: pixels.height, width: pixels.width)
    }
  }

  /// The picture's bytes; nil for an array or for values of 16 bits.
  var bytes: [UInt8]? {
    guard case .picture(let picture) = content, case .bytes(let bytes) = picture.values else { return nil }
    return bytes
  }

  /// Whether the values are bytes, in which 255 means 1.
  var isBytes: Bool {
    switch content {
    case .picture(let picture): if case .bytes = picture.values { true } else { false }
    case .npy(let pixels): pixels.isBytes
    }
  }

  /// Writes the values channel by channel, rows from the top.
  func copyPlanes(to target: UnsafeMutablePointer<Float>) throws {
    switch content {
    case .npy(let pixels): try pixels.copyPlanes(to: target)
    case .picture(let picture):
      let pixels = picture.width * picture.height, channels = picture.channels
      func copy<T>(_ values: [T], _ convert: (T) -> Float) {
        values.withUnsafeBufferPointer { values in
          for channel in 0..<channels {
            let to = target + channel * pixels
            for pixel in 0..<pixels { to[pixel] = convert(values[pixel * channels + channel]) }
          }
        }
      }
      switch picture.values {
      case .bytes(let bytes): copy(bytes) { Float($0) }
      case .wide(let words): copy(words) { Float($0) }
      }
    }
  }

  /// Throws at the first value that is not finite.
  func checkFinite(_ values: UnsafeMutableBufferPointer<Float>, _ what: String) throws {
    // The exponent of infinities and NaN is all ones; a maximum of integers is quick.
    let exponent: UInt32 = 0x7f80_0000
    var largest: UInt32 = 0
    for value in values { largest = max(largest, value.bitPattern & exponent) }
    guard largest == exponent, let index = values.firstIndex(where: { !$0.isFinite }) else { return }
    throw DatasetError("`\(path)` should hold finite \(what). Found \(values[index]) at \(place(index)).")
  }

  /// The row and column of a value, from 0.
  func place(_ index: Int) -> String {
    let pixel = index % (size.height * size.width)
    return "row \(pixel / size.width), column \(pixel % size.width)"
  }
}
