import Foundation

/// The images and labels of one part of MNIST or Fashion-MNIST.
struct DigitFiles {
  /// The images, `[image, row, column]`, 0 … 255.
  let images: [UInt8]
  /// The classes, 0 … 9.
  let labels: [UInt8]
  let height: Int
  let width: Int
  /// The file of the images.
  let path: String
  var count: Int { labels.count }

  /// The number of classes of MNIST and Fashion-MNIST.
  static let classes = 10

  /// Reads `<part>-images-idx3-ubyte` and `<part>-labels-idx1-ubyte`, plain or with `.gz`, from a folder.
  ///
  /// - Throws: `DatasetError` if a file is missing or damaged, the counts differ or a label is not a class.
  init(folder: URL, part: String) throws {
    let imageFile = try IDX.file("\(part)-images-idx3-ubyte", in: folder)
    let labelFile = try IDX.file("\(part)-labels-idx1-ubyte", in: folder)
    let images = try IDX(imageFile, element: .uint8, rank: 3)
    let labels = try IDX(labelFile, element: .uint8, rank: 1)
    guard images.shape.allSatisfy({ $0 > 0 }) else {
      throw DatasetError(
        "`\(imageFile.path)` should hold images of at least one pixel, `[image, row, column]`. Found \(images.shape).")
    }
    guard images.shape[0] == labels.shape[0] else {
      throw DatasetError(
        "`\(labelFile.path)` should hold \(images.shape[0]) labels, one an image. Found \(labels.shape[0]).")
    }
    if let wrong = labels.bytes.firstIndex(where: { $0 >= Self.classes }) {
      throw DatasetError(
        "`\(labelFile.path)` should hold labels in 0 … \(Self.classes - 1). Found \(labels.bytes[wrong]) at \(wrong).")
    }
    self.images = images.bytes
    self.labels = labels.bytes
    path = imageFile.path
    (height, width) = (images.shape[1], images.shape[2])
  }
}
