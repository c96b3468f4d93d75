import Foundation
import OrderedCollections
import TestSupport
import Testing
import Torch

@testable import Datasets

/// Dense data sets: NYUv2, Cityscapes, CamVid and folders of one's own, whole and damaged.
@Suite struct DenseDataTests {
  private let folder = TemporaryFolder()
  private var reading: FileReading { FileReading(cache: folder.url.appending(path: "cache")) }

  private func tree(_ kind: GeneratedFolder, isOriginal: Bool = false, count: Int = 10, damaged: Bool = false) throws
    -> URL
  {
    let root = folder.url.appending(path: kind.rawValue)
    var settings = GeneratedFolder.Settings()
    (settings.count, settings.testCount, settings.isOriginal) = (count, 3, isOriginal)
    (settings.height, settings.width) = (24, 32)
    _ = try kind.write(to: root, settings)
    if damaged { _ = try kind.damage(root, isOriginal: isOriginal) }
    return root
  }

  private var division: DenseDivision {
    var division = DenseDivision()
    (division.test, division.validationShare) = ("val", 0.2)
    return division
  }

  private func nyuv2(_ root: URL, limit: Int = 0) throws -> DataSource {
    var reading = reading
    reading.damagedLimit = limit
    return try .dense("nyuv2", .nyuv2, root: root, division: division, reading: reading)
  }

  @Test func nyuv2IsWhatWasGenerated() throws {
    let source = try nyuv2(tree(.nyuv2))
    #expect([source.train.count, source.validation.count, source.test.count] as [Int] == [8, 2, 3])
    #expect(source.tasks.map(\.name) == ["segmentation", "depth", "normals"])
    #expect(source.inputShape == [3, 24, 32])
    let expected = InMemoryDataset(
      scenes: try SceneGenerator(height: 24, width: 32, seed: 0).images(3, split: .test))
    let found = try source.test.batch([2, 0]), wanted = try expected.batch([2, 0])
    #expect(found.inputs.sole.floats == wanted.inputs.sole.floats)
    #expect(Array(found.targets.keys) == ["segmentation", "depth", "normals"])
    for name in wanted.targets.keys {
      #expect(found.targets[name]!.shape == wanted.targets[name]!.shape)
      #expect(found.targets[name]!.dtype == wanted.targets[name]!.dtype)
      #expect(found.targets[name]!.floats == wanted.targets[name]!.floats)
    }
    #expect(found.labelled == wanted.labelled)
    for task in source.tasks { try task.validate(found.targets[task.name]!) }
  }

  @Test func filesAreOrderedByNumber() throws {
    // As text, 10 would come before 2.
    let source = try nyuv2(tree(.nyuv2, count: 12))
    let expected = InMemoryDataset(scenes: try SceneGenerator(height: 24, width: 32, seed: 0).images(12))
    let all = SampleDivision.shares(12, validation: 0.2, test: 0, seed: 0)
    #expect(all.train.contains(10) || all.train.contains(11))
    for (position, index) in all.train.enumerated() {
      #expect(try source.train.batch([position]).inputs.sole.floats == expected.batch([index]).inputs.sole.floats)
    }
  }

  /// Each value as every type in which files may hold it.
  @Test(arguments: [DType.float32, .float64, .float16, .uint8, .int16, .int32, .int64])
  func everyTypeOfArrayIsRead(type: DType) throws {
    let file = folder.url.appending(path: "\(type).npy")
    let values = (0..<2 * 3 * 3).map { Float($0) }
    try Npy.write(Tensor(values, shape: [2, 3, 3]).to(type), to: file)
    let pixels = try NpyPixels(file.path, channels: 3)
    #expect(try planes(pixels) == (0..<3).flatMap { channel in (0..<6).map { Float($0 * 3 + channel) } })
    #expect(pixels.isBytes == (type == .uint8))
  }

  @Test func fortranOrderAndTheOtherByteOrderAreRead() throws {
    // Two rows, three columns, one channel: column after column, big-endian.
    var bytes = Npy.header(">i2", shape: [2, 3, 1])
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.contains("'fortran_order': False"))
    bytes = Array(bytes.map { $0 })
    let place = bytes.firstRange(of: Array("False".utf8))!
    bytes.replaceSubrange(place, with: Array("True ".utf8))
    for value in [0, 3, 1, 4, 2, 5] { bytes += [0, UInt8(value)] }
    #expect(try planes(NpyPixels(folder.write(bytes, "f.npy").path, channels: 1)) == [0, 1, 2, 3, 4, 5])
    let order = bytes.firstRange(of: Array(">i2".utf8))!
    bytes.replaceSubrange(order, with: Array("<i2".utf8))
    #expect(try planes(NpyPixels(folder.write(bytes, "g.npy").path, channels: 1)) == [0, 256, 512, 768, 1024, 1280])
  }

  private func planes(_ pixels: NpyPixels) throws -> [Float] {
    var result = [Float](repeating: -1, count: pixels.channels * pixels.height * pixels.width)
    try result.withUnsafeMutableBufferPointer { try pixels.copyPlanes(to: $0.baseAddress!) }
    return result
  }

  @Test func damagedArraysAreNamed() throws {
    let root = try tree(.nyuv2, damaged: true)
    let source = try nyuv2(root, limit: 4)
    #expect(source.train.count + source.validation.count == 7)
    #expect(source.test.count == 2)
    #expect(source.summary.hasSuffix("samples of [3, 24, 32]; 4 damaged left out"))
    #expect(
      source.damaged.map(\.reason) == [
        "`\(root.path)/train/image/0.npy` should begin with NumPy's magic number.",
        "`\(root.path)/train/depth/1.npy` should hold [24, 32, 1] values of <f4. Found 2005 bytes.",
        "`\(root.path)/train/label/2.npy` should hold classes 0 … 12, or -1 for none. Found 99 at row 1, column 1.",
        "`\(root.path)/val/depth/0.npy` should hold finite distances, 0 where there is none. Found nan at row 1, column 1.",
      ])
    let text = errorText { _ = try nyuv2(root, limit: 3) }
    #expect(text.contains("at most") && text.contains("val/depth/0.npy"), "\(text)")
  }

  @Test func foldersThatDoNotBelongTogetherAreRefused() throws {
    let root = try tree(.nyuv2)
    try FileManager.default.removeItem(at: root.appending(path: "train/depth/7.npy"))
    #expect(
      errorText { _ = try nyuv2(root) }
        == "`\(root.path)` should hold a file `train/depth/*.npy` for each of the 10 of `train/image/*.npy`. "
        + "Found 9; none for 7.")
    try FileManager.default.removeItem(at: root.appending(path: "train/depth"))
    #expect(
      errorText { _ = try nyuv2(root) } == "`\(root.path)/train/depth` should be a folder of files. Found none.")
  }

  @Test func aLabelWithAFractionIsNone() throws {
    let root = try tree(.nyuv2)
    let file = root.appending(path: "train/label/4.npy")
    let labels = Tensor.full([24, 32], 1.5)
    try Npy.write(labels, to: file)
    #expect(errorText { _ = try nyuv2(root) }.contains("Found 1.5 at row 0, column 0."))
  }

  @Test func aPictureOfAnotherSizeIsRefused() throws {
    let root = try tree(.nyuv2)
    let file = root.appending(path: "train/normal/4.npy")
    try Npy.write(Tensor.zeros([24, 30, 3]), to: file)
    #expect(
      errorText { _ = try nyuv2(root) }.contains("`\(file.path)` should have 24 × 32 pixels. Found 24 × 30."))
  }

  @Test func withoutAShareAllIsTrainedOn() throws {
    var division = division
    division.validationShare = 0
    let source = try DataSource.dense("n", .nyuv2, root: tree(.nyuv2), division: division, reading: reading)
    #expect([source.train.count, source.validation.count, source.test.count] as [Int] == [10, 2, 3])
  }

  @Test(arguments: [7, 19]) func cityscapesArraysAreRead(classes: Int) throws {
    let root = try tree(.cityscapes)
    let source = try DataSource.dense(
      "cityscapes", .cityscapes(classes: classes, root: root), root: root, division: division, reading: reading)
    #expect(source.tasks.map(\.outputs) == [classes, 1])
    let depth = try source.train.batch(Array(0..<8)).targets["depth"]!
    #expect(depth.max().item() < 1 && depth.min().item() == 0)
    let labels = try source.train.batch([0]).targets["segmentation"]!
    #expect(labels.max().item() < Double(classes) && labels.min().item() >= -1)
  }

  @Test func cityscapesPicturesAreTheArrays() throws {
    // The same rooms in both forms: colours agree, and disparities are inverse distances.
    let root = try tree(.cityscapes, isOriginal: true)
    let source = try DataSource.dense(
      "cityscapes", .cityscapesOriginal(classes: 19, size: .init(height: 24, width: 32)), root: root,
      division: division,
      reading: reading)
    let expected = InMemoryDataset(scenes: try SceneGenerator(height: 24, width: 32, seed: 0).images(3, split: .test))
    let found = try source.test.batch([1]), wanted = try expected.batch([1])
    #expect(found.inputs.sole.floats == wanted.inputs.sole.floats)
    #expect(found.targets["segmentation"]!.floats == wanted.targets["segmentation"]!.floats)
    for (disparity, depth) in zip(found.targets["depth"]!.floats, wanted.targets["depth"]!.floats) {
      #expect(depth == 0 ? disparity == 0 : abs(disparity - 200 / depth) < 0.01)
    }
  }

  @Test func cityscapesHasTheNumbersOfItsBenchmark() {
    let nineteen = CityscapesLabels.numbering(classes: 19), seven = CityscapesLabels.numbering(classes: 7)
    #expect(Set(nineteen.values) == Set(-1...18))
    #expect(Set(seven.values) == Set(-1...6))
    // Road, pole, person, bicycle, and the ego vehicle, which is not evaluated.
    #expect([7, 17, 24, 33, 1].map { nineteen[$0]! } == [0, 5, 11, 18, -1])
    #expect([7, 17, 24, 33, 1].map { seven[$0]! } == [0, 2, 5, 6, -1])
  }

  @Test func picturesShrinkTogetherWithTheirLabels() throws {
    let root = try tree(.cityscapes, isOriginal: true)
    let source = try DataSource.dense(
      "cityscapes", .cityscapesOriginal(classes: 7, size: .init(height: 12, width: 16)), root: root, division: division,
      reading: reading)
    let batch = try source.train.batch([0, 1])
    #expect(batch.inputs.sole.shape == [2, 3, 12, 16])
    #expect(batch.targets["segmentation"]!.shape == [2, 12, 16])
    #expect(batch.targets["depth"]!.shape == [2, 1, 12, 16])
  }

  @Test func damagedPicturesAreNamed() throws {
    let root = try tree(.cityscapes, isOriginal: true, damaged: true)
    var reading = reading
    reading.damagedLimit = 3
    let source = try DataSource.dense(
      "c", .cityscapesOriginal(classes: 19, size: .init(height: 24, width: 32)), root: root, division: division,
      reading: reading)
    let reasons = source.damaged.map(\.reason)
    #expect(reasons.count == 3)
    #expect(reasons[0].hasSuffix("Found an HTML page, as of a failed download."))
    #expect(reasons[1].hasSuffix("disparity.png` should be an intact PNG. Found: the data end early."))
    #expect(reasons[2].hasSuffix("should hold values that stand for a class. Found 99 at row 1, column 1."))
  }

  /// A folder of one's own with values that are known by heart.
  @Test func aFolderOfOnesOwnIsRead() throws {
    let root = folder.url.appending(path: "own")
    func write(_ picture: Picture, _ path: String) throws {
      let file = root.appending(path: path)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try picture.png().write(to: file)
    }
    for index in 0..<4 {
      let value = UInt8(index * 10)
      try write(Picture(width: 2, height: 1, channels: 3, .bytes([value, 1, 2, 3, 4, 5])), "in/\(index)/colour.png")
      try write(Picture(width: 2, height: 1, channels: 1, .bytes([UInt8(index % 2), 255])), "in/\(index)/class.png")
      try write(Picture(width: 2, height: 1, channels: 1, .wide([UInt16(index * 1000), 2500])), "in/\(index)/mm.png")
      try write(Picture(width: 2, height: 1, channels: 3, .bytes([0, 0, 0, 128, 255, 128])), "in/\(index)/up.png")
    }
    var layout = DenseLayout(image: "in/*/colour.png")
    layout.labels = .init("in/*/class.png", classes: 2)
    layout.labels?.ignored = [255]
    layout.depth = .init("in/*/mm.png")
    layout.depth?.scale = 0.001
    layout.normals = "in/*/up.png"
    var division = DenseDivision()
    (division.validationShare, division.testShare) = (0.25, 0.25)
    let source = try DataSource.dense("own", layout, root: root, division: division, reading: reading)
    #expect([source.train.count, source.validation.count, source.test.count] as [Int] == [2, 1, 1])
    let sample = SampleDivision.shares(4, validation: 0.25, test: 0.25, seed: 0).test[0]
    let batch = try source.test.batch([0])
    #expect(batch.inputs.sole.floats == [Float(sample * 10), 3, 1, 4, 2, 5].map { $0 / 255 })
    #expect(batch.targets["segmentation"]!.floats == [Float(sample % 2), -1])
    #expect(batch.targets["depth"]!.floats == [Float(sample), 2.5])
    let normals = batch.targets["normals"]!.floats
    #expect([normals[0], normals[2], normals[4]] == [0, 0, 0])
    #expect(abs(normals[3] - 1) < 1e-4 && abs(normals[1]) < 0.01 && abs(normals[5]) < 0.01)
  }

  /// Without a size of its own the layout takes the first picture's, and stretches nothing to it.
  @Test func picturesOfOtherSizesAreNamed() throws {
    let root = folder.url.appending(path: "own")
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    for index in 0..<4 {
      let picture = Picture(width: 2, height: 2, channels: 3, .bytes(Array(repeating: UInt8(index), count: 12)))
      let depth = Picture(
        width: 2, height: index == 2 ? 1 : 2, channels: 1, .wide(index == 2 ? [1, 2] : [1, 2, 3, 4]))
      try picture.png().write(to: root.appending(path: "\(index)-colour.png"))
      try depth.png().write(to: root.appending(path: "\(index)-mm.png"))
    }
    var layout = DenseLayout(image: "*-colour.png")
    layout.depth = .init("*-mm.png")
    var division = DenseDivision()
    (division.validationShare, division.testShare) = (0.25, 0.25)
    let text = errorText { _ = try DataSource.dense("own", layout, root: root, division: division, reading: reading) }
    #expect(text.contains("2-mm.png` should have 2 × 2 pixels. Found 1 × 2."), "\(text)")
    // Those of one sample should have one size even where all are brought to another.
    layout.size = .init(height: 2, width: 2)
    let sized = errorText { _ = try DataSource.dense("own", layout, root: root, division: division, reading: reading) }
    #expect(
      sized.contains("2-mm.png` should have the 2 × 2 pixels of `\(root.path)/2-colour.png`. Found 1 × 2."), "\(sized)")
  }

  @Test func generatedFilesLieAlone() throws {
    let root = try tree(.nyuv2)
    var settings = GeneratedFolder.Settings()
    settings.count = 3
    let text = errorText { _ = try GeneratedFolder.nyuv2.write(to: root, settings) }
    #expect(text.contains("should be a new folder or an empty one"), "\(text)")
  }

  @Test func aPatternHasOneStar() {
    #expect(
      errorText { _ = try FilePattern("a/b.png") }
        == "`a/b.png` should hold one `*`, which stands for the name of a sample. Found 0.")
  }

  @Test func camVidsOtherTasksFollowFromItsClasses() throws {
    let labels: [Int8] = [0, 0, 1, 0, -1, 1, 0, 0, 0]
    let base = InMemoryDataset(
      inputs: Field(image: Array(repeating: 0, count: 27), shape: [3, 3, 3]),
      targets: ["segmentation": Field(classes: labels, shape: [3, 3])])
    let batch = try CamVidTargets(base: base, classes: 3).batch([0])
    #expect(batch.targets["boundary"]!.array(of: Int.self) == [0, 1, 1, 0, -1, 1, 0, 0, 1])
    #expect(batch.targets["presence"]!.floats == [1, 1, 0])
  }
}
