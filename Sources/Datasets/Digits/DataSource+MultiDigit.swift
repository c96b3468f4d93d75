import Foundation
import Tasks

extension DataSource {
  /// Two overlapping digits or pieces of clothing in one picture, with the tasks `left` (the image at the top left) and
  /// `right` (the image at the bottom right), 10 classes each. Inputs are `[1, edge, edge]` in 0 … 1.
  ///
  /// - Parameter folder: holds the four IDX files of MNIST or Fashion-MNIST, plain or gzip.
  /// - Throws: `DatasetError` if a file or a setting is wrong.
  public static func multiDigit(folder: URL, _ settings: MultiDigit = MultiDigit()) throws -> DataSource {
    let parts = try settings.compose(folder: folder)
    func dataset(_ split: Split) -> InMemoryDataset {
      let pictures = parts[split]!
      return InMemoryDataset(
        inputs: Field(image: pictures.image, shape: [1, pictures.size, pictures.size]),
        targets: ["left": Field(classes: pictures.left), "right": Field(classes: pictures.right)])
    }
    return DataSource(
      name: folder.lastPathComponent, train: dataset(.train), validation: dataset(.validation), test: dataset(.test),
      tasks: ["left", "right"].map { .classification($0, classes: DigitFiles.classes, isComplete: true) })
  }
}
