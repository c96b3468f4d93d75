import Datasets
import ExperimentFixtures
import Foundation
import TestSupport
import Testing

@testable import Configuration
@testable import Experiments

/// What `equipoise data check` finds in whole and damaged data of any kind.
@Suite("The check of data") struct DataCheckTests {
  private let scratch = TemporaryFolder()

  private func experiment(_ yaml: String) throws -> ExperimentConfiguration {
    var document = try ConfigurationSample.document(yaml)
    try document.set("data.cache", to: scratch.url.appending(path: "cache").path, option: "test")
    return try ExperimentConfiguration(reading: document, catalogue: .toolkit)
  }

  private func tree(_ kind: GeneratedFolder, damaged: Bool) throws -> String {
    let root = scratch.url.appending(path: kind.rawValue)
    var settings = GeneratedFolder.Settings()
    (settings.count, settings.testCount, settings.height, settings.width) = (10, 3, 24, 32)
    _ = try kind.write(to: root, settings)
    if damaged { _ = try kind.damage(root) }
    return root.path
  }

  @Test(arguments: GeneratedFolder.allCases) func aWholeTreeIsWhole(kind: GeneratedFolder) throws {
    let check = try DataCheck(of: experiment("data: {kind: \(kind), folder: \(try tree(kind, damaged: false))}"))
    #expect(check.isWhole)
    #expect(check.splits.map(\.samples) == (kind == .celeba ? [8, 1, 1] : [8, 2, 3]))
    #expect(check.splits.allSatisfy { $0.low >= 0 && $0.high <= 1 && $0.low < $0.high })
    for split in check.splits {
      for task in split.tasks where task.kind == "segmentation" || task.kind == "binary" {
        #expect(task.classes.reduce(0, +) == task.labelled)
      }
    }
    #expect(check.text.hasSuffix("damaged: none"))
  }

  @Test(arguments: GeneratedFolder.allCases) func everyDamagedFileIsNamed(kind: GeneratedFolder) throws {
    let root = try tree(kind, damaged: true)
    let check = try DataCheck(of: experiment("data: {kind: \(kind), folder: \(root)}"))
    let names: [String] =
      switch kind {
      case .celeba: ["000001.jpg", "000002.jpg", "000003.jpg"]
      case .nyuv2: ["train/image/0.npy", "train/depth/1.npy", "train/label/2.npy", "val/depth/0.npy"]
      case .cityscapes: ["train/image/0.npy", "train/depth/1.npy", "train/label_7/2.npy", "val/depth/0.npy"]
      }
    #expect(check.damaged.count == names.count)
    for (text, name) in zip(check.damaged, names) { #expect(text.contains("/\(name)` should"), "\(text)") }
    #expect(check.text.contains("damaged: \(names.count)\n  `"))
    #expect(try check.json().contains("\"damaged\" : ["))
    // A training stops, with all that is known.
    let text = errorText { _ = try experiment("data: {kind: \(kind), folder: \(root)}").dataSource() }
    #expect(text.hasPrefix("The data should have at most 0 damaged samples (`damaged-limit`). Found "), "\(text)")
  }

  @Test func suspiciousColumnsAreNamed() throws {
    // Ten people with six rows each; `after` is known with the answer.
    let rows = (0..<60).map { row in
      "\(row / 6 + 1),\((row / 6) * 7 % 10 + 40),\(row * 7 % 13),\(row * 7 % 3 == 0 ? 5 + row % 2 : 1),4,"
        + (row * 7 % 3 == 0 ? "yes" : row < 6 ? "maybe" : "no")
    }
    let file = scratch.url.appending(path: "table.csv")
    try Data(("person,age,x,after,same,sick\n" + rows.joined(separator: "\n")).utf8).write(to: file)
    let document = try ConfigurationSample.document(
      """
      data:
        kind: table
        files: {train: \(file.path)}
        targets: [{column: sick, kind: classification, classes: [no, yes, maybe]}]
      """)
    let check = try DataCheck(of: ExperimentConfiguration(reading: document, catalogue: .toolkit))
    #expect(check.isWhole)
    let found = Dictionary(uniqueKeysWithValues: check.suspicions.map { ($0.column, $0.kind) })
    #expect(found == ["person": .group, "after": .notable, "same": .constant, "sick": .rareClass])
    #expect(check.text.contains("suspicious: column `person` has 10 values, each in a block of about 6 rows"))
    #expect(
      check.text.contains("suspicious: column `sick` has a class with fewer than 20 rows: `maybe` 4"), "\(check.text)")
  }

  @Test func countsOfATableAreItsOwn() throws {
    let rows = (0..<40).map { "\($0),\(10 + 2 * $0),\($0 % 4 == 0 ? "" : "\($0 % 2)")" }
    let file = scratch.url.appending(path: "table.csv")
    try Data(("x,score,even\n" + rows.joined(separator: "\n")).utf8).write(to: file)
    let document = try ConfigurationSample.document(
      """
      data:
        kind: table
        files: {train: \(file.path)}
        targets: [{column: score, kind: regression}, {column: even, kind: binary}]
      """)
    let check = try DataCheck(of: ExperimentConfiguration(reading: document, catalogue: .toolkit))
    #expect(check.isWhole)
    #expect(check.splits.map(\.samples).reduce(0, +) == 40)
    let score = check.splits.map { $0.tasks[0] }, even = check.splits.map { $0.tasks[1] }
    #expect(abs(score.compactMap(\.low).min()! - 10) < 1e-4 && abs(score.compactMap(\.high).max()! - 88) < 1e-4)
    #expect(even.map(\.labelled).reduce(0, +) == 30 && even.map(\.elements).reduce(0, +) == 40)
    #expect(even.map { $0.classes.last ?? 0 }.reduce(0, +) == 20)
    #expect(check.text.contains("even: "))
  }

  /// Inputs and labels that are wrong only where they are looked at.
  private struct Wrong: Dataset {
    let base: any Dataset
    var count: Int { base.count }
    func batch(_ indices: [Int]) throws -> Batch {
      let batch = try base.batch(indices)
      for (position, index) in indices.enumerated() {
        if index == 2 { batch.inputs.sole[position].fillInPlace(.nan) }
        if index == 3 { batch.targets["segmentation"]![position].fillInPlace(13) }
      }
      return batch
    }
  }

  @Test func samplesThatAreWrongInABatchAreFoundOneByOne() throws {
    let scenes = try DataSource.scenes(train: 6, validation: 2, test: 2, height: 16, width: 16)
    let source = DataSource(
      name: "wrong", train: Wrong(base: scenes.train), validation: scenes.validation, test: scenes.test,
      tasks: scenes.tasks, input: scenes.input, fingerprint: "")
    let check = try DataCheck(of: source)
    #expect(check.splits.map(\.samples) == [4, 2, 2])
    #expect(
      check.damaged == [
        "`train`, sample 2: Inputs should be finite. Found a value that is not.",
        "`train`, sample 3: `segmentation` labels should be between 0 and 12, or -1 for none. Found 13.",
      ])
  }
}

@Suite("Kinds of data for pictures") struct PictureDataConfigurationTests {
  private func read(_ yaml: String) throws -> any DataKind { try ConfigurationSample.read("data: {\(yaml)}").data }

  @Test func thePublishedDivisionsAreTheDefaults() throws {
    let nyuv2 = try #require(try read("kind: nyuv2, folder: /data/nyuv2") as? NYUv2Configuration)
    #expect(nyuv2.split.validation == 0.2 && nyuv2.normalsMask == .anyComponent)
    #expect(nyuv2.files.cache == "/here/runs/.cache" && nyuv2.files.damagedLimit == 0)
    let city = try #require(try read("kind: cityscapes, folder: /c, format: png") as? CityscapesConfiguration)
    #expect(city.classes == 7 && city.size?.height == 128 && city.size?.width == 256)
  }

  @Test func whereValuesAreKeptNamesNoRun() throws {
    func hash(_ more: String) throws -> String {
      try ConfigurationSample.read("data: {kind: camvid, folder: /data/camvid\(more)}").resolved.contentHash(
        excluding: ConfiguredRun.irrelevant)
    }
    #expect(try hash("") == hash(", cache: /fast/place"))
    #expect(try hash("") != hash(", damaged-limit: 1"))
  }

  @Test(arguments: [
    ("kind: nyuv2", "`data.folder` is missing."),
    ("kind: nyuv2, folder: f, classes: 7", "`classes` is not a key of `data` where `kind` is `nyuv2`."),
    ("kind: cityscapes, folder: f, classes: 8", "`data.classes` should be one of 2, 7, 19."),
    ("kind: cityscapes, folder: f, format: png, classes: 2", "`data.classes` should be one of 7, 19."),
    ("kind: cityscapes, folder: f, height: 64", "`height` is not a key of `data` where `kind` is `cityscapes`."),
    ("kind: celeba, folder: f, size: 4", "`data.size` should be at least 8."),
    ("kind: camvid, folder: f, damaged-limit: -1", "`data.damaged-limit` should be zero or positive."),
    ("kind: dense-folder, folder: f, image: i", "`data` should have `label`, `depth` or `normals`. Found none."),
    ("kind: dense-folder, folder: f, image: i, label: l", "`data.classes` is missing."),
    (
      "kind: dense-folder, folder: f, image: i/*.png, depth: d/*.png, folders: {test: t}",
      "`data.image` should hold `{split}`, which the names in `data.folders` stand for."
    ),
    (
      "kind: dense-folder, folder: f, image: i, depth: d, split: {validation: 0.5, test: 0.5}",
      "`data.split` should leave samples for training."
    ),
    (
      "kind: image-folder, folder: f, labels: l, height: 8, width: 8, targets: []",
      "`data.targets` should name at least"
    ),
  ])
  func whatDoesNotFitIsRefused(yaml: String, reason: String) {
    let text = errorText { _ = try read(yaml) }
    #expect(text.hasPrefix(reason), "\(text)")
  }
}
