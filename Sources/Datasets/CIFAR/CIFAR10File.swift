import Foundation

/// One file of CIFAR-10 in its binary form: a label and three planes of 32 × 32 bytes for each picture.
struct CIFAR10File {
  /// The file's path.
  let path: String
  /// The classes, 0 … 9.
  let labels: [UInt8]
  /// The pictures, `[picture, colour, row, column]`, 0 … 255, red before green before blue.
  let pictures: [UInt8]

  /// The bytes of a picture.
  static let pictureBytes = 3 * CIFAR10.side * CIFAR10.side
  /// The bytes of a picture with its label.
  static let recordBytes = 1 + pictureBytes

  /// Reads a plain or gzip file.
  ///
  /// - Throws: `DatasetError` if the file ends within a picture, has none, or has a label that is no class.
  init(_ url: URL) throws {
    let stream = try ByteStream(url)
    let bytes = try stream.rest()
    let count = bytes.count / Self.recordBytes, excess = bytes.count % Self.recordBytes
    guard count > 0, excess == 0 else {
      throw DatasetError(
        "`\(stream.path)` should hold pictures of \(Self.recordBytes) bytes, a label and 3 planes of \(CIFAR10.side) × "
          + "\(CIFAR10.side). Found \(bytes.count) bytes"
          + (excess == 0 ? "." : ", which end within picture \(count + 1)."))
    }
    path = stream.path
    labels = (0..<count).map { bytes[$0 * Self.recordBytes] }
    if let wrong = labels.firstIndex(where: { $0 >= CIFAR10.classNames.count }) {
      throw DatasetError(
        "Picture \(wrong + 1) of `\(stream.path)` should have a label in 0 … \(CIFAR10.classNames.count - 1). "
          + "Found \(labels[wrong]).")
    }
    pictures = [UInt8](unsafeUninitializedCapacity: count * Self.pictureBytes) { target, filled in
      bytes.withUnsafeBufferPointer { source in
        for picture in 0..<count {
          (target.baseAddress! + picture * Self.pictureBytes).update(
            from: source.baseAddress! + picture * Self.recordBytes + 1, count: Self.pictureBytes)
        }
      }
      filled = count * Self.pictureBytes
    }
  }
}
