import Foundation
import TestSupport
import Testing
import Torch

@testable import Datasets

/// Files of labels that hold what no label can be, and pictures that do not show what their labels do.
@Suite struct LabelDomainTests {
  private let folder = TemporaryFolder()

  private func source(_ layout: DenseLayout, limit: Int = 0) throws -> DataSource {
    var division = DenseDivision()
    (division.validationShare, division.testShare) = (0.25, 0.25)
    return try .dense(
      "own", layout, root: folder.url, division: division,
      reading: FileReading(cache: folder.url.appending(path: "cache"), damagedLimit: limit))
  }

  /// Four samples of one row and two columns, with arrays of labels of which the first is as given.
  private func layout(_ name: String, _ first: [Float], others: [Float], channels: Int) throws -> DenseLayout {
    for index in 0..<4 {
      try Npy.write(Tensor.zeros([1, 2, 3]), to: folder.url.appending(path: "\(index)-image.npy"))
      try Npy.write(
        Tensor(index == 0 ? first : others, shape: [1, 2, channels]),
        to: folder.url.appending(path: "\(index)-\(name).npy"))
    }
    return DenseLayout(image: "*-image.npy")
  }

  @Test func aNegativeDistanceIsDamage() throws {
    var layout = try layout("depth", [2, -1], others: [0, 3], channels: 1)
    layout.depth = .init("*-depth.npy")
    let text = errorText { _ = try source(layout) }
    #expect(
      text.hasSuffix(
        "0-depth.npy` should hold distances above 0, or 0 where there is none. Found -1.0 at row 0, column 1."),
      "\(text)")
    let others = try source(layout, limit: 1)
    #expect(others.train.count + others.validation.count + others.test.count == 3)
  }

  @Test func aDistanceThatIsTooLargeOnceScaledIsDamage() throws {
    var layout = try layout("depth", [2, 1e30], others: [0, 3], channels: 1)
    layout.depth = .init("*-depth.npy")
    layout.depth?.scale = 1e20
    #expect(errorText { _ = try source(layout) }.contains("Found inf at row 0, column 1."))
  }

  @Test func normalsThatAreTooLongAreDamage() throws {
    var layout = try layout("normal", [0, 0, 2, 0, 2, 0], others: [0, 0, 1, 0, 0, 0], channels: 3)
    layout.normals = "*-normal.npy"
    let text = errorText { _ = try source(layout) }
    #expect(
      text.hasSuffix(
        "0-normal.npy` should hold directions of length 1, or zero vectors where there is none. "
          + "Found a length of 2.0 at row 0, column 0, and 1 more above 1."), "\(text)")
  }

  /// Interpolation leaves shorter vectors; their direction is a label, and what points nowhere is none.
  @Test func shorterNormalsGetLengthOne() throws {
    var layout = try layout("normal", [0.3, 0, 0.4, 0.01, 0, 0], others: [0.3, 0, 0.4, 0.01, 0, 0], channels: 3)
    layout.normals = "*-normal.npy"
    let source = try source(layout), values = try source.train.batch([0]).targets["normals"]!.floats
    #expect(
      source.notes == [
        "`*-normal.npy` should hold directions of length 1. Of the shorter ones, 4 were brought to it, and 4 below 0.1 are no label."
      ])
    #expect(zip(values, [0.6, 0, 0, 0, 0.8, 0] as [Float]).allSatisfy { abs($0 - $1) < 1e-6 }, "\(values)")
  }

  /// What was rounded to bytes or halves keeps its bits.
  @Test func normalsOfAlmostLengthOneStayAsTheyAre() throws {
    let vectors: [Float] = [0.7098039, 0.0039216, 0.7098039, 0, 0, 0.9995]
    var layout = try layout("normal", vectors, others: vectors, channels: 3)
    layout.normals = "*-normal.npy"
    let values = try source(layout).train.batch([0]).targets["normals"]!.floats
    #expect(values == [0.7098039, 0, 0.0039216, 0, 0.7098039, 0.9995])
  }

  private func write(_ picture: Picture, _ path: String) throws {
    let file = folder.url.appending(path: path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try picture.png().write(to: file)
  }

  private func plain(_ height: Int, _ width: Int, channels: Int, _ value: UInt8 = 0) -> Picture {
    Picture(
      width: width, height: height, channels: channels,
      .bytes(Array(repeating: value, count: height * width * channels)))
  }

  @Test func aMaskOfAnotherSizeThanItsPictureIsDamage() throws {
    for index in 0..<4 {
      try write(plain(4, 6, channels: 3), "\(index)-image.png")
      try write(index == 2 ? plain(6, 4, channels: 1) : plain(4, 6, channels: 1), "\(index)-mask.png")
    }
    var layout = DenseLayout(image: "*-image.png")
    layout.labels = .init("*-mask.png", classes: 2)
    layout.size = .init(height: 2, width: 2)
    let text = errorText { _ = try source(layout) }
    #expect(
      text.contains("2-mask.png` should have the 4 × 6 pixels of `\(folder.url.path)/2-image.png`. Found 6 × 4."),
      "\(text)")
  }

  /// A photograph is turned before it is compared with a mask that was drawn on the upright picture.
  @Test func aTurnedPictureFitsItsMask() throws {
    let form = try #require(PictureFormTests.forms.first { $0.name == "JPEG, orientation 6" })
    for index in 0..<4 {
      _ = folder.write(Array(form.file), "\(index)-image.jpg")
      try write(plain(form.height, form.width, channels: 1), "\(index)-mask.png")
    }
    var layout = DenseLayout(image: "*-image.jpg")
    layout.labels = .init("*-mask.png", classes: 2)
    layout.size = .init(height: form.height, width: form.width)
    let found = try source(layout).train.batch([0]).inputs.sole.floats
    let pixels = form.height * form.width
    #expect(
      found[0] == Float(form.colours[0]) / 255 && found[pixels - 1] == Float(form.colours[(pixels - 1) * 3]) / 255)
  }

  /// Normals are taken from the nearest pixel, because a mean with pixels without one points elsewhere.
  @Test func resizedNormalsAreThoseOfAPixel() throws {
    for index in 0..<4 {
      try write(plain(2, 2, channels: 3), "\(index)-image.png")
      try write(
        Picture(width: 2, height: 2, channels: 3, .bytes([0, 0, 0, 0, 0, 0, 0, 0, 0, 128, 128, 255])), "\(index)-up.png"
      )
    }
    var layout = DenseLayout(image: "*-image.png")
    layout.normals = "*-up.png"
    layout.size = .init(height: 1, width: 1)
    let normal = try source(layout).train.batch([0]).targets["normals"]!.floats
    #expect(normal[2] > 0.999, "\(normal)")
  }

  @Test func aLargeNumberThatIsIgnoredIsNoLabel() throws {
    var layout = try layout("label", [1, 3_000_000], others: [0, 3_000_000], channels: 1)
    layout.labels = .init("*-label.npy", classes: 2)
    layout.labels?.ignored = [3_000_000, .max]
    #expect(try source(layout).train.batch([0]).targets["segmentation"]!.floats.last == -1)
  }
}

/// Which files below a folder count.
@Suite struct FolderWalkTests {
  private let folder = TemporaryFolder()

  private func make(_ paths: [String]) throws {
    for path in paths {
      let file = folder.url.appending(path: path)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(path.utf8).write(to: file)
    }
  }

  private func link(_ path: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: folder.url.appending(path: path).path, withDestinationPath: target)
  }

  @Test func linksAreFollowed() throws {
    try make(["elsewhere/a/1.png", "elsewhere/0.png", "d/own.png"])
    try link("d/in", to: "../elsewhere")
    try link("d/file.png", to: "../elsewhere/0.png")
    try link("d/nothing.png", to: "../none.png")
    #expect(
      try FolderWalk(folder.url.appending(path: "d")).files
        == ["file.png", "in/0.png", "in/a/1.png", "nothing.png", "own.png"])
    #expect(try FilePattern("d/*.png").files(in: folder.url).keys.sorted().contains("in/a/1"))
  }

  @Test func aLoopOfLinksEnds() throws {
    try make(["d/a/0.png"])
    try link("d/a/up", to: "..")
    try link("d/self", to: ".")
    #expect(try FolderWalk(folder.url.appending(path: "d")).files == ["a/0.png"])
  }

  @Test func hiddenNamesArePassedOver() throws {
    try make(["d/0.png", "d/._0.png", "d/.DS_Store", "d/.thumbs/1.png"])
    #expect(try FolderWalk(folder.url.appending(path: "d")).files == ["0.png"])
  }

  @Test func foldersAndPipesAreNoFiles() throws {
    try make(["d/a.png/0.png"])
    #expect(mkfifo(folder.url.appending(path: "d/pipe.png").path, 0o644) == 0)
    #expect(try FolderWalk(folder.url.appending(path: "d")).files == ["a.png/0.png"])
    #expect(
      errorText { _ = try Picture(folder.url.appending(path: "d/pipe.png"), as: .colours) }
        .contains("should be a file that can be read. Found something else"))
  }
}
