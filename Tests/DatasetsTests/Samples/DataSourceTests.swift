import Foundation
import TestSupport
import Testing
import Torch

@testable import Datasets

@Suite struct DataSourceTests {
  private let folder = TemporaryFolder()

  private func scenes(seed: UInt64 = 0, train: Int = 4) throws -> DataSource {
    try .scenes(train: train, validation: 2, test: 3, height: 24, width: 32, seed: seed)
  }

  private func table(_ change: (inout TableSchema) -> Void = { _ in }) throws -> DataSource {
    let rows = (0..<40).map {
      "\($0),\($0 % 2 == 0 ? "red" : "blue"),\(10 + 2 * $0),\($0 % 2),\("abc".map(String.init)[$0 % 3])"
    }
    var schema = TableSchema(
      train: folder.write("x,colour,score,even,kind\n" + rows.joined(separator: "\n")).path,
      targets: [
        .init(name: "score", kind: .regression), .init(name: "even", kind: .binary),
        .init(name: "kind", kind: .classification),
      ])
    schema.numeric = ["x"]
    schema.categorical = ["colour"]
    schema.targets[0].unit = "points"
    change(&schema)
    return try .table(schema, name: "example")
  }

  private func whole(_ dataset: any Dataset) throws -> Batch { try dataset.batch(Array(0..<dataset.count)) }

  @Test func scenesHaveTheTasksOfNYUv2() throws {
    let source = try scenes()
    #expect(source.tasks.map(\.name) == ["segmentation", "depth", "normals"])
    #expect(source.tasks.map(\.outputs) == [13, 1, 3])
    #expect(source.inputShape == [3, 24, 32])
    #expect([source.train.count, source.validation.count, source.test.count] as [Int] == [4, 2, 3])
  }

  @Test func sceneBatchesHaveTheShapesOfTheirTasks() throws {
    let batch = try scenes().train.batch([3, 1])
    #expect(batch.inputs.sole.shape == [2, 3, 24, 32])
    #expect(batch.targets["segmentation"]!.shape == [2, 24, 32])
    #expect(batch.targets["depth"]!.shape == [2, 1, 24, 32])
    #expect(batch.targets["normals"]!.shape == [2, 3, 24, 32])
    #expect(batch.inputs.sole.max().item() <= 1)
    #expect(batch.inputs.sole.min().item() >= 0)
  }

  @Test func everyLabelIsOneThatItsTaskKnows() throws {
    for source in [try scenes(), try table()] {
      for split in Split.allCases {
        let batch = try whole(source[split])
        for task in source.tasks { try task.validate(batch.targets[task.name]!) }
      }
    }
  }

  @Test func lossesOfSceneBatchesAreFinite() throws {
    let source = try scenes(), batch = try whole(source.train)
    let generator = Generator(seed: 0)
    for task in source.tasks {
      let prediction = Tensor.rand([4, task.outputs, 24, 32], generator: generator)
      #expect(task.loss(prediction, batch.targets[task.name]!).item().isFinite)
    }
  }

  @Test func aTableHasATaskForEachTarget() throws {
    let source = try table()
    #expect(source.name == "example")
    #expect(source.tasks.map(\.kind) == [.regression, .binary, .classification])
    #expect(source.tasks.map(\.outputs) == [1, 1, 3])
    #expect(source.inputShape == [3])
    let batch = try source.train.batch([0, 1])
    #expect(batch.inputs.sole.shape == [2, 3])
    #expect(batch.targets["score"]!.dtype == .float32)
    #expect(batch.targets["kind"]!.dtype == .int64)
  }

  @Test func errorsOfARegressionAreInTheUnitOfTheColumn() throws {
    let source = try table(), batch = try whole(source.train)
    let task = source.tasks[0], target = batch.targets["score"]!
    let evaluation = task.evaluation()
    // Half a standard deviation off everywhere.
    evaluation.update(target.unsqueeze(1) + 0.5, target)
    let mae = try evaluation.compute().first { $0.metric.name == "mae" }!
    #expect(abs(mae.value! - 0.5 * task.scale.standardDeviation) < 1e-3)
    #expect(mae.metric.unit == "points")
  }

  @Test func onlyCompleteTargetsPromiseToBe() throws {
    #expect(try table().tasks.map(\.labels.isComplete) == [true, true, true])
    let gaps = try table { $0.missing = ["", "b", "0"] }
    #expect(gaps.tasks.map(\.labels.isComplete) == [true, false, false])
  }

  @Test func digitsHaveTwoTasksOfTenClasses() throws {
    for (part, count) in [("train", 4), ("t10k", 2)] {
      func size(_ n: Int) -> [UInt8] { [0, 0, 0, UInt8(n)] }
      _ = folder.write(
        [0, 0, 8, 3] + size(count) + size(2) + size(2) + [UInt8](repeating: 255, count: 4 * count),
        "\(part)-images-idx3-ubyte")
      _ = folder.write([0, 0, 8, 1] + size(count) + [UInt8](repeating: 3, count: count), "\(part)-labels-idx1-ubyte")
    }
    var settings = MultiDigit()
    (settings.canvas, settings.offset, settings.resized, settings.validationImages) = (3, 1, nil, 1)
    let source = try DataSource.multiDigit(folder: folder.url, settings)
    #expect(source.tasks.map(\.name) == ["left", "right"])
    #expect(source.tasks.map(\.outputs) == [10, 10])
    #expect(source.inputShape == [1, 3, 3])
    let batch = try source.train.batch([0])
    #expect(batch.inputs.sole.floats == [1, 1, 0, 1, 1, 1, 0, 1, 1])
    #expect(batch.targets["left"]!.floats == [3])
  }

  @Test func aSummaryIsOneLine() throws {
    #expect(try scenes().summary == "scenes: 4 training, 2 validation and 3 test samples of [3, 24, 32]")
  }

  @Test func fingerprintsFollowTheContent() throws {
    let fingerprints = [
      try scenes().fingerprint, try scenes(seed: 1).fingerprint, try scenes(train: 5).fingerprint,
      try scenes().first(train: 2).fingerprint,
    ]
    #expect(Set(fingerprints).count == 4)
    #expect(try scenes().fingerprint == fingerprints[0])
  }

  @Test func aSmallerSourceKeepsItsTasks() throws {
    let small = try scenes().first(train: 2)
    #expect([small.train.count, small.validation.count, small.test.count] as [Int] == [2, 2, 3])
    #expect(small.tasks.count == 3)
  }

  @Test func refusesASplitWithoutScenes() {
    #expect(
      errorText { _ = try DataSource.scenes(train: 0, validation: 1, test: 1) }
        == "`train` of the scenes should be positive. Found 0.")
  }
}
