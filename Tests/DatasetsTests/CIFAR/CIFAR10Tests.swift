import Foundation
import TestSupport
import Testing

@testable import Datasets

/// CIFAR-10's binary form, and what is said where a file is not in it.
@Suite struct CIFAR10Tests {
  private let folder = TemporaryFolder()

  /// A picture of one colour: red, green and blue are the class, the class + 10 and the class + 20.
  private static func record(_ label: UInt8) -> [UInt8] {
    [label] + (0..<3).flatMap { [UInt8](repeating: label + 10 * UInt8($0), count: 1024) }
  }

  private func write(_ labels: [UInt8], _ name: String) -> URL {
    folder.write(labels.flatMap(Self.record), name)
  }

  private func settings() -> CIFAR10 {
    CIFAR10(
      train: [write(Array(0..<10), "a.bin"), write(Array((0..<10).reversed()), "b.bin")],
      test: folder.write(gzip([7, 2].flatMap(Self.record)), "t.bin.gz"),
      derived: [.init("animal", classes: [2, 3, 4, 5, 6, 7]), .init("low", classes: [0, 1, 2, 3, 4, 5])],
      validation: 0.25, seed: 1)
  }

  @Test func filesAreReadOneAfterAnother() throws {
    var settings = settings()
    settings.validation = 0
    let source = try DataSource.cifar10(settings)
    let batch = try source.train.batch(Array(0..<20))
    let classes = Array(0..<10) + (0..<10).reversed()
    #expect(batch.targets["class"]!.to(.float32).floats == classes.map(Float.init))
    #expect(batch.inputs.sole.shape == [20, 3, 32, 32])
    // The last pixel of the red plane and the first of the green one.
    let second: [Float] = batch.inputs.sole.floats[4095...4096].map { $0 * 255 }
    #expect(second == [1, 11])
    #expect(source.input == .image(channels: 3, height: 32, width: 32))
  }

  @Test func tasksAreSetsOfClasses() throws {
    let source = try DataSource.cifar10(settings())
    #expect(source.tasks.map(\.name) == ["class", "animal", "low"])
    #expect(source.tasks.map(\.kind) == [.classification, .binary, .binary])
    let batch = try source.test.batch([0, 1])
    #expect(batch.targets["animal"]!.floats == [1, 1] && batch.targets["low"]!.floats == [0, 1])
    #expect(source.classNames["class"]?[7] == "horse")
    #expect(source.answers["low"]?.positive == "airplane, automobile, bird, cat, deer, …")
  }

  @Test func theSeedHoldsValidationPicturesOut() throws {
    let first = try DataSource.cifar10(settings())
    #expect([first.train.count, first.validation.count, first.test.count] as [Int] == [15, 5, 2])
    var other = settings()
    other.seed = 2
    let second = try DataSource.cifar10(other)
    let classes = try [first, second].map {
      try $0.validation.batch(Array(0..<5)).targets["class"]!.to(.float32).floats
    }
    #expect(classes[0] != classes[1])
    #expect(first.fingerprint != second.fingerprint)
    #expect(try first.fingerprint == DataSource.cifar10(settings()).fingerprint)
  }

  @Test func aFileThatEndsWithinAPictureIsRefused() {
    let file = folder.write(Self.record(1) + [0, 1, 2], "cut.bin")
    #expect(
      errorText { try CIFAR10File(file) }
        == "`\(file.path)` should hold pictures of 3073 bytes, a label and 3 planes of 32 × 32. Found 3076 bytes, "
        + "which end within picture 2.")
    let empty = folder.write([], "empty.bin")
    #expect(errorText { try CIFAR10File(empty) }.hasSuffix("Found 0 bytes."))
  }

  @Test func aLabelThatIsNoClassIsRefused() {
    let file = write([0, 9, 10], "labels.bin")
    #expect(
      errorText { try CIFAR10File(file) }
        == "Picture 3 of `\(file.path)` should have a label in 0 … 9. Found 10.")
  }

  @Test func onePictureIsTooFew() {
    var settings = settings()
    settings.train = [write([3], "one.bin")]
    #expect(
      errorText { try DataSource.cifar10(settings) }
        == "`\(settings.train[0].path)` should hold pictures to train on and to validate with. Found 1 in all.")
  }
}
