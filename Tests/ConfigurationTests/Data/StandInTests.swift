import Datasets
import ExperimentFixtures
import Foundation
import TestSupport
import Testing

@testable import Configuration

/// Noise in place of files has the tasks, shapes and types of the files.
@Suite struct StandInTests {
  private let scratch = TemporaryFolder()

  private func data(_ yaml: String) throws -> any DataKind {
    var document = try ConfigurationSample.document("data: \(yaml)")
    try document.set("data.cache", to: scratch.url.appending(path: "cache").path, option: "test")
    return try ExperimentConfiguration(reading: document, catalogue: .toolkit).data
  }

  private func tree(_ kind: GeneratedFolder, isOriginal: Bool = false) throws -> String {
    let folder = scratch.url.appending(path: kind.rawValue)
    var settings = GeneratedFolder.Settings()
    (settings.count, settings.testCount, settings.isOriginal) = (3, 1, isOriginal)
    if kind == .celeba { settings.count = 12 }
    _ = try kind.write(to: folder, settings)
    return folder.path
  }

  private func expectAlike(_ data: any DataKind) throws {
    let real = try data.source(DataReading()), noise = try #require(try data.standIn(DataReading()))
    #expect(noise.input == real.input && noise.name == real.name)
    #expect(noise.tasks.map(\.name) == real.tasks.map(\.name))
    #expect(
      noise.tasks.map(\.outputs) == real.tasks.map(\.outputs) && noise.tasks.map(\.kind) == real.tasks.map(\.kind))
    let (one, other) = (try noise.train.batch([0, 1]), try real.train.batch([0, 1]))
    #expect(one.inputs.sole.shape == other.inputs.sole.shape && one.inputs.sole.dtype == other.inputs.sole.dtype)
    for task in real.tasks {
      let (mine, theirs) = (one.targets[task.name]!, other.targets[task.name]!)
      #expect(mine.shape == theirs.shape && mine.dtype == theirs.dtype, "\(task.name)")
      #expect(task.isLabelled(mine, weights: nil))
    }
  }

  @Test func ofNYUv2() throws { try expectAlike(data("{kind: nyuv2, folder: \(tree(.nyuv2))}")) }

  @Test(arguments: [false, true]) func ofCityscapes(isOriginal: Bool) throws {
    let folder = try tree(.cityscapes, isOriginal: isOriginal)
    try expectAlike(data("{kind: cityscapes, folder: \(folder), format: \(isOriginal ? "png" : "npy")}"))
  }

  @Test func ofCelebA() throws { try expectAlike(data("{kind: celeba, folder: \(tree(.celeba)), size: 32}")) }

  @Test func ofCIFAR10() throws {
    let file = scratch.write((0..<8).flatMap { [UInt8($0)] + [UInt8](repeating: 9, count: 3072) }, "a.bin").path
    let document = try ConfigurationSample.document(
      "data: {kind: cifar, files: {train: \(file), test: \(file)}, derived: [{name: low, classes: [0, 1]}]}")
    try expectAlike(ExperimentConfiguration(reading: document, catalogue: .toolkit).data)
  }

  @Test func ofSetsWithTheSetsThatNeedNoFiles() throws {
    let list = "{kind: image-list, folder: f, lists: {train: a, validation: b, test: c}, task: amazon, classes: 31}"
    let document = try ConfigurationSample.document(
      "data: {sets: {shop: \(list), numbers: {kind: correlated-labels, train: 8, validation: 8, test: 8}}}\nnetwork: {stems: {shop: resnet18, numbers: mlp}}"
    )
    let data = try ExperimentConfiguration(reading: document, catalogue: .toolkit).data
    let noise = try #require(try data.standIn(DataReading()))
    #expect(noise.sets.map(\.name) == ["shop", "numbers"] && noise.tasks[0].outputs == 31)
    #expect(noise.sets[0].input == .image(channels: 3, height: 224, width: 224))
    #expect(errorText { try data.source(DataReading()) }.contains("should be a file that can be read"))
  }

  @Test func filesWithoutAStatedShapeHaveNone() throws {
    #expect(try data("{kind: camvid, folder: f}").standIn(DataReading()) == nil)
    #expect(
      try data("{kind: image-list, folder: f, lists: {train: a, validation: b, test: c}}").standIn(DataReading()) == nil
    )
  }
}
