import Components
import Tasks
import Torch

/// Samples that stand in for those of files that are not there, so that a network can be built and drawn. They have the shapes and
/// types of real ones, and no meaning: each picture is noise, and all have the same labels.
struct StandInSamples: Dataset {
  let tasks: [LearningTask]
  /// The shape of a picture, `[channels, height, width]`.
  let shape: [Int]

  /// More than any usual batch; samples are made when they are asked for.
  var count: Int { 1 << 16 }

  func batch(_ indices: [Int]) throws -> Batch {
    let targets = tasks.map { ($0.name, $0.standInLabels(indices.count, Array(shape.dropFirst()))) }
    return Batch(
      inputs: Tensor.rand([indices.count] + shape, generator: Generator(seed: 0)),
      targets: TaskTensors(uniqueKeysWithValues: targets), labelled: [:], count: indices.count)
  }
}

extension DataSource {
  /// Pictures of noise with labels of some tasks, in place of files that are not there.
  ///
  /// - Parameter tasks: of the toolkit's own kinds.
  package static func standIn(
    _ name: String, tasks: [LearningTask], channels: Int = 3, height: Int, width: Int
  ) -> DataSource {
    let samples = StandInSamples(tasks: tasks, shape: [channels, height, width])
    return DataSource(
      name: name, train: samples, validation: samples, test: samples, tasks: tasks,
      input: .image(channels: channels, height: height, width: width), fingerprint: "")
  }
}

extension LearningTask {
  /// The same label of the task's form for each of some pictures: class 0, no, the number 1, or the direction towards the camera.
  fileprivate func standInLabels(_ count: Int, _ places: [Int]) -> Tensor {
    switch kind {
    case .classification: .zeros([count], dtype: .int64)
    case .segmentation: .zeros([count] + places, dtype: .int64)
    case .depth: .ones([count, 1] + places)
    case .normals: .cat([.zeros([count, 2] + places), .ones([count, 1] + places)], 1)
    case .binary where outputs == 1: .zeros([count])
    default: .ones([count, outputs])
    }
  }
}
