import Foundation
import OrderedCollections
import Tasks
import Torch

/// CamVid's 11 classes as SegNet's authors distribute them.
public enum CamVid {
  public static let classes = [
    "sky", "building", "pole", "road", "pavement", "tree", "sign", "fence", "car", "pedestrian", "bicyclist",
  ]
  /// The value of pixels without a label.
  static let unlabelled = 11

  static var layout: DenseLayout {
    var layout = DenseLayout(image: "{split}/*.png")
    var labels = DenseLayout.Labels("{split}annot/*.png", classes: classes.count)
    labels.ignored = [unlabelled]
    layout.labels = labels
    return layout
  }
}

extension DataSource {
  /// CamVid's road scenes with three tasks: `segmentation`, `boundary` (whether a pixel lies next to another class) and
  /// `presence` (which classes a picture shows, 11 answers). The last two follow from the first.
  ///
  /// - Parameter folder: holds `train`, `val`, `test` and `trainannot`, `valannot`, `testannot`, PNGs of one size.
  /// - Throws: `DatasetError`, see ``dense(_:_:root:division:reading:rule:)``.
  public static func camVid(folder: URL, reading: FileReading) throws -> DataSource {
    var division = DenseDivision()
    (division.validation, division.test) = ("val", "test")
    let base = try DataSource.dense("camvid", CamVid.layout, root: folder, division: division, reading: reading)
    let classes = CamVid.classes.count
    func derived(_ dataset: any Dataset) -> CamVidTargets { CamVidTargets(base: dataset, classes: classes) }
    var source = DataSource(
      name: base.name, train: derived(base.train), validation: derived(base.validation), test: derived(base.test),
      tasks: base.tasks + [
        .segmentation("boundary", classes: 2), .binary("presence", labels: classes, isComplete: true),
      ],
      input: base.input, fingerprint: base.fingerprint)
    source.damaged = base.damaged
    source.notes = base.notes
    source.classNames = ["segmentation": CamVid.classes, "presence": CamVid.classes]
    return source
  }
}

/// A data set that adds to each batch the targets that follow from its segmentation: where classes meet, and which
/// classes a picture shows.
struct CamVidTargets: Dataset {
  let base: any Dataset
  let classes: Int

  var count: Int { base.count }

  func batch(_ indices: [Int]) throws -> Batch {
    var batch = try base.batch(indices)
    guard let segmentation = batch.targets["segmentation"] else { return batch }
    let shape = segmentation.shape, (height, width) = (shape[1], shape[2])
    let boundary = Tensor.empty(shape, dtype: .int64), presence = Tensor.zeros([shape[0], classes])
    segmentation.withUnsafeMutableBytes { labels in
      boundary.withUnsafeMutableBytes { boundary in
        presence.withUnsafeMutableBytes { presence in
          let labels = labels.bindMemory(to: Int64.self), boundary = boundary.bindMemory(to: Int64.self)
          let presence = presence.bindMemory(to: Float.self)
          for sample in 0..<shape[0] {
            for row in 0..<height {
              for column in 0..<width {
                let at = (sample * height + row) * width + column, label = labels[at]
                if label >= 0 { presence[sample * classes + Int(label)] = 1 }
                func differs(_ isThere: Bool, _ other: Int) -> Bool {
                  isThere && labels[other] >= 0 && labels[other] != label
                }
                let meets =
                  differs(column > 0, at - 1) || differs(column + 1 < width, at + 1) || differs(row > 0, at - width)
                  || differs(row + 1 < height, at + width)
                boundary[at] = label < 0 ? -1 : meets ? 1 : 0
              }
            }
          }
        }
      }
    }
    batch.targets["boundary"] = boundary
    batch.targets["presence"] = presence
    batch.labelled["boundary"] = batch.labelled["segmentation"]
    batch.labelled["presence"] = true
    return batch
  }
}
