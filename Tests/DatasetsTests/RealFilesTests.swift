import Foundation
import TestSupport
import Testing

@testable import Datasets

/// The real files, where the folder of data sets is present (`EQUIPOISE_DATA`).
@Suite struct RealFilesTests {
  private static func present(_ name: String) -> ConditionTrait {
    .enabled(
      if: dataFolder(name) != nil, "the folder `\(name)` of real data is not present; set EQUIPOISE_DATA to use it")
  }

  @Test(present("mnist")) func mnistIsRead() throws {
    let test = try DigitFiles(folder: dataFolder("mnist")!, part: "t10k")
    #expect([test.count, test.height, test.width] as [Int] == [10_000, 28, 28])
    #expect(test.labels[..<5] == [7, 2, 1, 0, 4])
  }

  @Test(present("fashion-mnist")) func fashionMNISTIsRead() throws {
    let test = try DigitFiles(folder: dataFolder("fashion-mnist")!, part: "t10k")
    #expect([test.count, test.height, test.width] as [Int] == [10_000, 28, 28])
    #expect(test.labels[..<5] == [9, 2, 1, 1, 6])
  }

  @Test(present("cifar10-subset")) func cifar10IsRead() throws {
    let folder = dataFolder("cifar10-subset")!
    let train = try CIFAR10File(folder.appending(path: "train_3000.bin.gz"))
    let test = try CIFAR10File(folder.appending(path: "test_1000.bin.gz"))
    #expect([train.labels.count, test.labels.count] as [Int] == [3000, 1000])
    #expect(Set(train.labels) == Set(0...9) && Set(test.labels) == Set(0...9))
  }

  @Test(present("omniglot")) func omniglotHas136Characters() throws {
    let folder = dataFolder("omniglot")!
    let alphabets = try DataSource.omniglot(folder: folder)
    #expect(alphabets.tasks.map(\.name) == ["Balinese", "Early_Aramaic", "Greek", "Korean", "Latin"])
    #expect(alphabets.tasks.map(\.outputs) == [24, 22, 24, 40, 26])
    #expect([alphabets.train.count, alphabets.validation.count, alphabets.test.count] as [Int] == [1632, 544, 544])
    #expect(alphabets.inputShape == [1, 28, 28])
    var settings = Omniglot()
    settings.tasks = .characters
    let characters = try DataSource.omniglot(folder: folder, settings)
    #expect(characters.tasks.count == 136 && characters.tasks.last?.name == "Latin 26")
    let positive = try characters.test.batch(Array(0..<544)).targets["Korean 40"]!.floats
    #expect(positive.count { $0 == 1 } == 4 && positive.count { $0 == 0 } == 156)
  }

  @Test(present("census-income-kdd")) func censusIncomeHasThePublishedShares() throws {
    var schema = TableSchema(
      train: dataFolder("census-income-kdd")!.path + "/census-income.test.gz",
      targets: [
        .init(name: "income", column: "41", kind: .binary, positive: ["50000+."]),
        .init(name: "never-married", column: "7", kind: .binary, positive: ["Never married"]),
      ])
    (schema.header, schema.missing) = (false, ["?"])
    (schema.numeric, schema.categorical) = (["0", "39"], ["4", "12"])
    let table = try Table(schema)
    let parts = [table.train, table.validation, table.test]
    let count = parts.reduce(0) { $0 + $1.count }
    #expect(count == 99_762)
    func share(_ task: String) -> Double {
      Double(parts.reduce(0) { $0 + $1.targets[task]!.count { $0 == 1 } }) / Double(count)
    }
    #expect(abs(share("income") - 0.0620) < 5e-5)
    #expect(abs(share("never-married") - 0.4325) < 5e-5)
  }

  @Test(present("parkinsons-telemonitoring")) func parkinsonsIsDividedBySubject() throws {
    let table = try Table(.parkinsons(folder: dataFolder("parkinsons-telemonitoring")!.path))
    #expect(table.train.count + table.validation.count + table.test.count == 5875)
    #expect(table.inputNames.count == 19)
    #expect(table.train.inputs.allSatisfy { $0.isFinite })
    #expect(table.targets.map(\.name) == ["motor_UPDRS", "total_UPDRS"])
  }

  @Test(present("adult")) func adultHasMixedTargets() throws {
    let table = try Table(.adult(folder: dataFolder("adult")!.path))
    #expect(table.train.count + table.validation.count == 32_561)
    #expect(table.test.count == 16_281)
    #expect(table.targets.map(\.kind) == [.binary, .binary, .regression])
    let rich = table.test.targets["income"]!.count { $0 == 1 }
    #expect(rich == 3846)
    #expect(table.train.inputs.allSatisfy { $0.isFinite })
  }

  @Test(present("sarcos")) func sarcosHasSevenTargets() throws {
    let table = try Table(.sarcos(folder: dataFolder("sarcos")!.path))
    #expect(table.train.count + table.validation.count + table.test.count == 4449)
    #expect(table.inputNames.count == 21)
    #expect(table.targets.count == 7)
    #expect(table.train.targets.values.allSatisfy { $0.allSatisfy { $0.isFinite } })
  }

  @Test(present("camvid")) func camVidIsRead() throws {
    let cache = TemporaryFolder()
    let source = try DataSource.camVid(
      folder: dataFolder("camvid")!.appending(path: "160x120"), reading: FileReading(cache: cache.url))
    #expect([source.train.count, source.validation.count, source.test.count] as [Int] == [367, 101, 117])
    #expect(source.inputShape == [3, 120, 160])
    let labels = try source.train.batch(Array(0..<367)).targets["segmentation"]!
    // Of all training pixels 31.66 % are road and 3.95 % have no label.
    let pixels = Double(labels.count)
    #expect(abs(labels.equal(3).sum().item() / pixels - 0.3166) < 5e-4)
    #expect(abs(labels.equal(-1).sum().item() / pixels - 0.0395) < 5e-4)
  }

  @Test(present("rgbd-samples")) func redwoodIsAFolderOfOnesOwn() throws {
    let cache = TemporaryFolder()
    var layout = DenseLayout(image: "color/*.jpg")
    layout.depth = DenseLayout.Depth("depth/*.png")
    layout.depth?.scale = 0.001
    var division = DenseDivision()
    (division.validationShare, division.testShare) = (0.2, 0.2)
    let source = try DataSource.dense(
      "redwood", layout, root: dataFolder("rgbd-samples")!.appending(path: "redwood"), division: division,
      reading: FileReading(cache: cache.url))
    #expect([source.train.count, source.validation.count, source.test.count] as [Int] == [3, 1, 1])
    let batch = try source.train.batch([0])
    #expect(batch.inputs.sole.shape == [1, 3, 480, 640])
    let depth = batch.targets["depth"]!
    #expect(depth.max().item() < 4 && depth.min().item() == 0)
  }
}
