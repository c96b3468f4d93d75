import Foundation

extension DenseLayout {
  /// The size of NYUv2's files as preprocessed for MTAN and LibMTL.
  package static let nyuv2Size = Size(height: 288, width: 384)
  /// The size of Cityscapes' files as preprocessed for MTAN and LibMTL.
  package static let cityscapesSize = Size(height: 128, width: 256)

  /// NYUv2 as preprocessed for MTAN and LibMTL: 288 × 384 pixels, 13 classes, depth in metres, normals.
  public static var nyuv2: DenseLayout {
    var layout = DenseLayout(image: "{split}/image/*.npy")
    layout.labels = Labels("{split}/label/*.npy", classes: 13)
    layout.depth = Depth("{split}/depth/*.npy")
    layout.normals = "{split}/normal/*.npy"
    return layout
  }

  /// Cityscapes as preprocessed for MTAN and LibMTL: classes and inverse depth. The folder of labels for 7 classes is
  /// `label_7` if there is one (likewise for other numbers), otherwise `label`.
  public static func cityscapes(classes: Int, root: URL) -> DenseLayout {
    let named = "label_\(classes)"
    let isNamed = FileManager.default.fileExists(atPath: root.appending(path: "train/\(named)").path)
    var layout = DenseLayout(image: "{split}/image/*.npy")
    layout.labels = Labels("{split}/\(isNamed ? named : "label")/*.npy", classes: classes)
    layout.depth = Depth("{split}/depth/*.npy")
    layout.depth?.unit = ""
    return layout
  }

  /// Cityscapes as its authors distribute it: PNGs below `leftImg8bit`, `gtFine` (label ids) and `disparity`. A stored
  /// disparity p stands for (p − 1) / 256 pixels, 0 for none.
  ///
  /// - Parameter classes: 19, the benchmark's classes, or 7, its categories. Labels that the benchmark ignores count as
  ///   missing.
  public static func cityscapesOriginal(classes: Int, size: Size) -> DenseLayout {
    var layout = DenseLayout(image: "leftImg8bit/{split}/*_leftImg8bit.png")
    var labels = Labels("gtFine/{split}/*_gtFine_labelIds.png", classes: classes)
    labels.numbering = CityscapesLabels.numbering(classes: classes)
    layout.labels = labels
    var depth = Depth("disparity/{split}/*_disparity.png")
    (depth.scale, depth.offset, depth.unit) = (1.0 / 256, 1, "px")
    layout.depth = depth
    layout.size = size
    return layout
  }
}

/// The label ids of Cityscapes, from the tables that its authors publish with the data.
enum CityscapesLabels {
  /// The ids of the classes that are evaluated, in the order of their training numbers 0 … 18, with their categories:
  /// flat, construction, object, nature, sky, human, vehicle.
  static let evaluated: [(id: Int, category: Int)] = [
    (7, 0), (8, 0), (11, 1), (12, 1), (13, 1), (17, 2), (19, 2), (20, 2), (21, 3), (22, 3), (23, 4), (24, 5), (25, 5),
    (26, 6), (27, 6), (28, 6), (31, 6), (32, 6), (33, 6),
  ]
  /// All ids. They run from −1, stored as 255 if a byte has no sign, to 33.
  static let ids = Array(0...33) + [255]

  /// The class of each id, −1 if the benchmark ignores it.
  static func numbering(classes: Int) -> [Int: Int] {
    var numbering = Dictionary(uniqueKeysWithValues: ids.map { ($0, -1) })
    for (number, label) in evaluated.enumerated() { numbering[label.id] = classes == 7 ? label.category : number }
    return numbering
  }
}
