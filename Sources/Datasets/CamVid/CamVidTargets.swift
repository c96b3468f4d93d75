import OrderedCollections
import Torch

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
