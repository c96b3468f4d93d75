import Foundation
import Torch

/// An npy array of pixels, `[row, column]` or `[row, column, channel]`, whose values are read from the mapped file.
struct NpyPixels {
  let path: String
  let height: Int
  let width: Int
  let channels: Int
  /// Whether the values are bytes, such as colours 0 … 255.
  let isBytes: Bool
  private let type: String
  private let isFortranOrder: Bool
  private let file: MappedFile
  private let start: Int

  /// Opens an array.
  ///
  /// - Parameter channels: the channels that each pixel should have; a single channel may be missing in the shape.
  init(_ path: String, channels: Int) throws {
    file = try MappedFile(URL(filePath: path))
    let layout: (type: String, isFortranOrder: Bool, shape: [Int], start: Int)
    do { layout = try Npy.layout(of: file.bytes, path: "`\(path)`") } catch { throw DatasetError("\(error)") }
    let shape = layout.shape
    guard shape.count == 3 && shape[2] == channels || shape.count == 2 && channels == 1, shape.reduce(1, *) > 0 else {
      let wanted = channels == 1 ? "[row, column] or [row, column, 1]" : "[row, column, \(channels)]"
      throw DatasetError("`\(path)` should have the shape \(wanted). Found \(shape).")
    }
    self.path = path
    self.channels = channels
    (height, width) = (shape[0], shape[1])
    (type, isFortranOrder, start) = (layout.type, layout.isFortranOrder, layout.start)
    isBytes = type.hasSuffix("u1")
  }

  /// Writes the values channel by channel, rows from the top.
  func copyPlanes(to target: UnsafeMutablePointer<Float>) throws {
    let values = UnsafeRawBufferPointer(rebasing: file.bytes[start...])
    let isNative = type.first != ">" || type.hasSuffix("1")
    switch isNative ? String(type.dropFirst()) : "" {
    case "f4": try copy(values, Float.self, to: target) { $0 }
    case "f8": try copy(values, Double.self, to: target) { Float($0) }
    case "u1", "b1": try copy(values, UInt8.self, to: target) { Float($0) }
    case "i1": try copy(values, Int8.self, to: target) { Float($0) }
    case "i2": try copy(values, Int16.self, to: target) { Float($0) }
    case "u2": try copy(values, UInt16.self, to: target) { Float($0) }
    case "i4": try copy(values, Int32.self, to: target) { Float($0) }
    case "u4": try copy(values, UInt32.self, to: target) { Float($0) }
    case "i8": try copy(values, Int64.self, to: target) { Float($0) }
    default: try copyByTensor(to: target)
    }
  }

  @inline(__always)
  private func copy<T>(
    _ bytes: UnsafeRawBufferPointer, _ element: T.Type, to target: UnsafeMutablePointer<Float>,
    _ convert: (T) -> Float
  ) throws {
    guard Int(bitPattern: bytes.baseAddress) % MemoryLayout<T>.alignment == 0 else {
      return try copyByTensor(to: target)
    }
    let source = bytes.bindMemory(to: T.self).baseAddress!
    let (row, column, channel) =
      isFortranOrder ? (1, height, height * width) : (width * channels, channels, 1)
    var to = target
    for index in 0..<channels {
      for y in 0..<height {
        let line = source + index * channel + y * row
        for x in 0..<width { to[x] = convert(line[x * column]) }
        to += width
      }
    }
  }

  /// Copies what cannot be read directly: the other byte order, half precision, and values that are not aligned to
  /// their type.
  private func copyByTensor(to target: UnsafeMutablePointer<Float>) throws {
    let tensor = try Npy.decode(file.bytes, path: path).to(.float32).reshape([height, width, channels])
    tensor.permute([2, 0, 1]).contiguous().withUnsafeMutableBytes { bytes in
      target.update(from: bytes.bindMemory(to: Float.self).baseAddress!, count: channels * height * width)
    }
  }
}
