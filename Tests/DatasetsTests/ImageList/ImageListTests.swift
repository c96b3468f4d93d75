import Foundation
import Tasks
import TestSupport
import Testing
import Torch

@testable import Datasets

/// Lists of pictures, and what is said where a line is wrong.
@Suite struct ImageListTests {
  private let scratch = TemporaryFolder()
  private static let names = ["back pack/1.png", "back pack/2.png", "mug/1.png", "mug/2.png", "mug/3.png", "pen/1.png"]

  /// Pictures of one grey: 10 · their number.
  private func writePictures() throws {
    for (number, name) in Self.names.enumerated() {
      let file = scratch.url.appending(path: "p/\(name)")
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      let grey = [UInt8](repeating: UInt8(10 * number), count: 3 * 64)
      try Picture(width: 8, height: 8, channels: 3, .bytes(grey)).png().write(to: file)
    }
  }

  private func list(
    train: String = "back pack/1.png 0\nmug/1.png 1\r\nmug/2.png\t1\n\n", validation: String = "mug/3.png 1\n",
    test: String = "back pack/2.png 0\npen/1.png 2", classes: Int? = nil
  ) throws -> ImageList {
    try writePictures()
    let paths = zip(["train", "validation", "test"], [train, validation, test]).map {
      scratch.write($1, "\($0).txt").path
    }
    return ImageList(
      folder: scratch.url.appending(path: "p").path, train: paths[0], validation: paths[1], test: paths[2],
      task: "amazon",
      classes: classes, height: 8, width: 8)
  }

  private func source(_ list: ImageList, limit: Int = 0) throws -> DataSource {
    try .imageList(list, reading: FileReading(cache: scratch.url.appending(path: "cache"), damagedLimit: limit))
  }

  private func path(_ name: String) -> String { scratch.url.appending(path: name).path }

  @Test func pathsMayHoldBlanks() throws {
    let source = try source(list())
    #expect([source.train.count, source.validation.count, source.test.count] as [Int] == [3, 1, 2])
    #expect(source.tasks.map(\.name) == ["amazon"] && source.tasks[0].outputs == 3)
    let train = try source.train.batch([0, 1, 2]), test = try source.test.batch([0, 1])
    #expect(train.targets["amazon"]!.array(of: Int64.self) == [0, 1, 1])
    #expect(test.targets["amazon"]!.array(of: Int64.self) == [0, 2])
    func greys(_ batch: Batch) -> [Int] {
      stride(from: 0, to: batch.inputs.sole.count, by: 192).map { Int((batch.inputs.sole.floats[$0] * 255).rounded()) }
    }
    #expect(greys(train) == [0, 20, 30] && greys(test) == [10, 50])
  }

  @Test func theNumberOfClassesCanBeStated() throws {
    #expect(try source(list(classes: 31)).tasks[0].outputs == 31)
    #expect(
      errorText { try source(list(classes: 2)) }
        == "`\(path("test.txt"))` line 2 should have a class in 0 … 1. Found 2.")
  }

  @Test func listsMayBeCompressedAndBeginWithAByteOrderMark() throws {
    var list = try list()
    list.validation = scratch.write(gzip(Array("\u{feff}mug/3.png 1\n".utf8)), "v.txt.gz").path
    #expect(try source(list).validation.count == 1)
  }

  @Test func labelsAndPicturesAreFingerprinted() throws {
    let first = try source(list()).fingerprint
    #expect(try source(list()).fingerprint == first)
    #expect(try source(list(test: "back pack/2.png 1\npen/1.png 2")).fingerprint != first)
    #expect(try source(list(test: "pen/1.png 2\nback pack/2.png 0")).fingerprint != first)
  }

  @Test(arguments: ["mug/1.png", "mug/1.png one", "1"]) func aLineInAnotherFormIsRefused(line: String) {
    #expect(
      errorText { try source(list(train: "back pack/1.png 0\n\n\(line)\n")) }
        == "`\(path("train.txt"))` line 3 should be a picture's path, a blank and the number of its class. "
        + "Found \"\(line)\".")
  }

  @Test(arguments: [-1, 65_536]) func aNumberThatIsNoClassIsRefused(label: Int) {
    #expect(
      errorText { try source(list(train: "mug/1.png \(label)\n")) }
        == "`\(path("train.txt"))` line 1 should have a class in 0 … 65535. Found \(label).")
  }

  @Test(arguments: ["/etc/1.png", "../1.png", "mug/../../1.png"]) func aPictureLiesBelowTheFolder(name: String) {
    #expect(
      errorText { try source(list(train: "mug/1.png 1\n\(name) 1\n")) }
        == "`\(path("train.txt"))` line 2 should name a picture below the folder of pictures. Found \"\(name)\".")
  }

  @Test func aPictureIsInTheListsOnce() {
    #expect(
      errorText { try source(list(validation: "mug/1.png 1\n")) }
        == "`\(path("validation.txt"))` line 1 should name a picture of its own. Found `mug/1.png`, which is in "
        + "`\(path("train.txt"))` line 2.")
  }

  @Test func anEmptyOrMissingListIsNamed() throws {
    #expect(errorText { try source(list(test: "\n \n")) } == "`\(path("test.txt"))` should name pictures. Found none.")
    var missing = try list()
    missing.test = path("none.txt")
    #expect(
      errorText { try source(missing) }
        == "`\(path("none.txt"))` should be a file that can be read. Found: No such file or directory.")
  }

  @Test func aListOfOtherBytesIsRefused() throws {
    var list = try list()
    list.test = scratch.write(Array("mug/1.png 1\n".utf8) + [0xff, 0x20, 0x31], "t.txt").path
    #expect(errorText { try source(list) } == "`\(list.test)` line 2 should be text in UTF-8. Found other bytes.")
  }

  @Test func aPictureThatIsMissingOrDamagedIsNamedWithItsLine() throws {
    let list = try list(train: "mug/1.png 1\nmug/9.png 0\npen/2.png 2\n")
    try Data("no picture".utf8).write(to: scratch.url.appending(path: "p/pen/2.png"))
    let error = errorText { try source(list) }
    #expect(error.contains("`\(path("train.txt"))` line 2: `\(path("p/mug/9.png"))` should be"), "\(error)")
    let rest = try source(list, limit: 2)
    #expect(rest.train.count == 1 && rest.damaged.map(\.sample) == [1, 2])
    #expect(rest.damaged[1].reason.hasPrefix("`\(path("train.txt"))` line 3: `\(path("p/pen/2.png"))` should be"))
  }

  @Test func aSplitWithoutAnIntactPictureIsRefused() throws {
    let error = errorText { try source(list(validation: "none.png 0\n"), limit: 5) }
    #expect(
      error.hasPrefix(
        "The split `validation` of `\(path("validation.txt"))` should have samples. Found none that is intact:"),
      "\(error)")
  }
}
