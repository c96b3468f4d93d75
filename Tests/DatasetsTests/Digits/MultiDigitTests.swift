import Foundation
import Tasks
import TestSupport
import Testing

@testable import Datasets

@Suite struct MultiDigitTests {
  private let folder = TemporaryFolder()

  private func idx(_ sizes: [Int], _ data: [UInt8], _ name: String) {
    var header: [UInt8] = [0, 0, 8, UInt8(sizes.count)]
    for size in sizes { header += (0..<4).map { UInt8(truncatingIfNeeded: size >> (24 - 8 * $0)) } }
    _ = folder.write(header + data, name)
  }

  /// Images of 2 × 2 pixels, all of the value 4 · (number + 1), labelled with their number modulo 10.
  private func write(train: Int = 6, test: Int = 3, labels: Int? = nil) {
    for (part, count) in [("train", train), ("t10k", test)] {
      idx(
        [count, 2, 2], (0..<count).flatMap { [UInt8](repeating: UInt8(4 * ($0 + 1)), count: 4) },
        "\(part)-images-idx3-ubyte")
      let labelCount = labels ?? count
      idx([labelCount], (0..<labelCount).map { UInt8($0 % 10) }, "\(part)-labels-idx1-ubyte")
    }
  }

  private func settings() -> MultiDigit {
    var settings = MultiDigit()
    settings.canvas = 3
    settings.offset = 1
    settings.resized = nil
    settings.validationImages = 2
    return settings
  }

  @Test func theBrighterPixelCountsWhereImagesOverlap() throws {
    write()
    let pictures = try settings().compose(folder: folder.url)[.train]!
    #expect(pictures.count == 4)
    for index in 0..<4 {
      let a = UInt8(4 * (index + 1)), b = UInt8(4 * (Int(pictures.right[index]) + 1)), both = max(a, b)
      #expect(Array(pictures.image[index * 9..<index * 9 + 9]) == [a, a, 0, a, both, b, 0, b, b])
      #expect(pictures.left[index] == Int8(index))
    }
  }

  /// The images at the right are those of the other folder, in which image n has the value 100 + n; the ones at the left stay.
  @Test func theRightImagesMayBeOthers() throws {
    write()
    let other = TemporaryFolder()
    for (part, count) in [("train", 6), ("t10k", 3)] {
      for (sizes, kind) in [([count, 2, 2], "images-idx3"), ([count], "labels-idx1")] {
        var bytes: [UInt8] = [0, 0, 8, UInt8(sizes.count)]
        for size in sizes { bytes += [0, 0, 0, UInt8(size)] }
        for index in 0..<count {
          bytes += sizes.count == 1 ? [UInt8(9 - index)] : [UInt8](repeating: UInt8(100 + index), count: 4)
        }
        _ = other.write(bytes, "\(part)-\(kind)-ubyte")
      }
    }
    let pictures = try settings().compose(folder: folder.url, right: other.url)[.train]!
    let same = try settings().compose(folder: folder.url)[.train]!
    for index in 0..<4 {
      let a = UInt8(4 * (index + 1)), b = 100 + UInt8(9 - pictures.right[index])
      #expect(Array(pictures.image[index * 9..<index * 9 + 9]) == [a, a, 0, a, b, b, 0, b, b])
      // The same draw, of other images.
      #expect(pictures.right[index] == 9 - same.right[index])
    }
    #expect(pictures.left == same.left)

    var parity = settings()
    parity.pairs = .parity
    #expect(
      errorText { try parity.compose(folder: folder.url, right: other.url) }
        == "`pairs` should be `any` where `right` names other images. Found `parity`.")
    write(train: 7)
    #expect(
      errorText { try settings().compose(folder: folder.url, right: other.url) }.contains(
        "should hold as many images, and as large ones, as"))
  }

  @Test func partnersComeFromTheSameSplit() throws {
    write(train: 60)
    let parts = try settings().compose(folder: folder.url)
    // Images 58 and 59 are the validation split; their labels are 8 and 9.
    #expect(parts[.validation]!.right.allSatisfy { $0 >= 8 })
    #expect(parts[.validation]!.left == [8, 9])
  }

  @Test func resizingTakesTheNearestPixel() throws {
    write()
    var smaller = settings()
    smaller.resized = 2
    let full = try settings().compose(folder: folder.url)[.test]!,
      small = try smaller.compose(folder: folder.url)[.test]!
    // Of three pixels the first and the second: ⌊0 · 3/2⌋ and ⌊1 · 3/2⌋.
    #expect(Array(small.image[..<4]) == [full.image[0], full.image[1], full.image[3], full.image[4]])
  }

  @Test func theSeedChoosesPartners() throws {
    write(train: 60)
    var other = settings()
    other.seed = 1
    #expect(
      try settings().compose(folder: folder.url)[.train]!.right == settings().compose(folder: folder.url)[.train]!.right
    )
    #expect(
      try settings().compose(folder: folder.url)[.train]!.right != other.compose(folder: folder.url)[.train]!.right)
  }

  @Test func aSubsetIsTheStartOfTheWhole() throws {
    write(train: 60)
    var few = settings()
    few.trainCount = 5
    let part = try few.compose(folder: folder.url)[.train]!, whole = try settings().compose(folder: folder.url)[.train]!
    #expect(part.right == Array(whole.right[..<5]))
    #expect(part.image == Array(whole.image[..<45]))
  }

  @Test func refusesMissingFiles() {
    #expect(
      errorText { _ = try settings().compose(folder: folder.url) }
        == "`\(folder.url.path)` should hold `train-images-idx3-ubyte.gz` or `train-images-idx3-ubyte`. Found neither.")
  }

  @Test func refusesAnotherNumberOfLabels() {
    write(labels: 5)
    let file = folder.url.appendingPathComponent("train-labels-idx1-ubyte").path
    #expect(
      errorText { _ = try settings().compose(folder: folder.url) }
        == "`\(file)` should hold 6 labels, one an image. Found 5.")
  }

  @Test func refusesALabelThatIsNoClass() {
    write()
    idx([6], [0, 1, 2, 10, 4, 5], "train-labels-idx1-ubyte")
    let file = folder.url.appendingPathComponent("train-labels-idx1-ubyte").path
    #expect(
      errorText { _ = try settings().compose(folder: folder.url) }
        == "`\(file)` should hold labels in 0 … 9. Found 10 at 3.")
  }

  private func path(_ name: String) -> String { folder.url.appending(path: name).path }

  @Test func refusesACanvasThatIsTooSmall() {
    write()
    var wrong = settings()
    wrong.canvas = 2
    #expect(
      errorText { _ = try wrong.compose(folder: folder.url) }
        == "`\(path("train-images-idx3-ubyte"))` should hold images of at most 1 × 1 pixels, for the canvas has 2 and the "
        + "second image lies 1 from its edge. Found 2 × 2.")
  }

  /// No images, and images without pixels.
  @Test(arguments: [("train", [0, 2, 2]), ("t10k", [0, 2, 2]), ("train", [6, 0, 2]), ("t10k", [3, 2, 0])])
  func refusesEmptyFiles(part: String, shape: [Int]) {
    write()
    idx(shape, [], "\(part)-images-idx3-ubyte")
    idx([shape[0]], (0..<shape[0]).map { UInt8($0) }, "\(part)-labels-idx1-ubyte")
    #expect(
      errorText { _ = try settings().compose(folder: folder.url) }
        == "`\(path("\(part)-images-idx3-ubyte"))` should hold images of at least one pixel, `[image, row, column]`. "
        + "Found \(shape).")
  }

  /// Validation has 10,000 images by default, but no more than it needs where the file is smaller.
  @Test func aSmallFileIsDividedByTheNumbersOfPictures() throws {
    write(train: 40)
    var small = settings()
    small.validationImages = MultiDigit().validationImages
    (small.trainCount, small.validationCount, small.testCount) = (30, 5, 3)
    let parts = try small.compose(folder: folder.url)
    func digits(_ images: Range<Int>) -> [Int8] { images.map { Int8($0 % 10) } }
    #expect(parts[.train]!.left == digits(0..<30))
    #expect(parts[.validation]!.left == digits(35..<40))
    small.trainCount = 36
    #expect(
      errorText { _ = try small.compose(folder: folder.url) }
        == "`train` and `validation` should together be at most 40, the images of `\(path("train-images-idx3-ubyte"))`. "
        + "Found 36 and 5.")
  }

  /// Where the file is large enough, fewer validation pictures are the start of the same split.
  @Test func fewerPicturesOfALargeFileAreTheSame() throws {
    write(train: 60)
    var large = settings()
    (large.validationImages, large.trainCount) = (20, 40)
    let all = try large.compose(folder: folder.url)[.validation]!
    large.validationCount = 4
    #expect(try large.compose(folder: folder.url)[.validation]!.right == Array(all.right[..<4]))
  }

  @Test func refusesMorePicturesThanImages() {
    write()
    var wrong = settings()
    wrong.testCount = 4
    #expect(
      errorText { _ = try wrong.compose(folder: folder.url) }
        == "`test` should lie in 1 … 3, the images there are in `\(path("t10k-images-idx3-ubyte"))`. Found 4.")
  }

  @Test func inkIsTheMeanOfThePixelsTimesItsFactor() throws {
    write()
    var settings = settings()
    settings.ink = 100
    let source = try DataSource.multiDigit(folder: folder.url, settings)
    let batch = try source.train.batch([2])
    let mean = batch.inputs.sole.mean().item()
    #expect(abs(batch.targets["ink"]!.item() - 100 * mean) < 1e-4)
    #expect(source.tasks.map(\.name) == ["left", "right", "ink"])
    #expect(source.tasks[2].loss is L1Loss)
  }

  @Test func withoutAFactorThereIsNoInk() throws {
    write()
    let source = try DataSource.multiDigit(folder: folder.url, settings())
    #expect(source.tasks.map(\.name) == ["left", "right"])
    #expect(try source.train.batch([0]).targets["ink"] == nil)
  }

  private func parity() -> MultiDigit {
    var settings = settings()
    settings.pairs = .parity
    return settings
  }

  /// The digits of a picture's two images, which its own pixels tell: image n has the value 4 · (n + 1).
  private func digits(_ pictures: MultiDigit.Pictures) -> [[Int]] {
    (0..<pictures.count).map { picture in
      [pictures.image[picture * 9], pictures.image[picture * 9 + 8]].map { (Int($0) / 4 - 1) % 10 }
    }
  }

  @Test func pairsByParityHaveEvenDigitsLeftAndOddOnesRight() throws {
    write(train: 50, test: 12)
    var settings = parity()
    settings.validationImages = 20
    for pictures in try settings.compose(folder: folder.url).values {
      for (index, pair) in digits(pictures).enumerated() {
        #expect(pair[0] == 2 * Int(pictures.left[index]) && pair[1] == 2 * Int(pictures.right[index]) + 1)
      }
    }
    let source = try DataSource.multiDigit(folder: folder.url, settings)
    #expect(source.tasks.map(\.outputs) == [5, 5])
  }

  /// Each of the 25 pairs is in one split. Test has each digit once, and training has each digit at least three times.
  @Test(arguments: [0, 1, 2, 3] as [UInt64]) func eachPairIsInOneSplitAlone(seed: UInt64) {
    let parts = Split.allCases.map { DigitPairs.pairs(of: $0, seed: seed) }
    #expect(parts.map(\.count) == [16, 4, 5])
    #expect(Set(parts.joined()).count == 25)
    #expect(Set(parts[2].map(\.left)) == [0, 2, 4, 6, 8] && Set(parts[2].map(\.right)) == [1, 3, 5, 7, 9])
    for digit in 0..<10 { #expect(parts[0].count { $0.left == digit || $0.right == digit } >= 3) }
  }

  @Test func theSeedDrawsThePairsOfParity() {
    #expect(DigitPairs.pairs(of: .test, seed: 0) == DigitPairs.pairs(of: .test, seed: 0))
    #expect(Set(DigitPairs.pairs(of: .test, seed: 0)) != Set(DigitPairs.pairs(of: .test, seed: 1)))
  }

  /// All pairs of a split come equally often.
  @Test func thePairsOfASplitTakeTurns() throws {
    write(train: 60, test: 20)
    var settings = parity()
    settings.validationImages = 20
    let counts = Dictionary(grouping: digits(try settings.compose(folder: folder.url)[.test]!), by: { $0 })
    #expect(counts.count == 5 && counts.values.allSatisfy { $0.count == 4 })
  }

  @Test func refusesPairsOfADigitThatIsNotThere() {
    write(train: 14)
    #expect(
      errorText { _ = try parity().compose(folder: folder.url) }
        == "`\(path("train-images-idx3-ubyte"))` should hold an image of each digit for `validation`, so that "
        + "`pairs: parity` finds it. Found no 0.")
  }

  @Test func onALargeCanvasTheImagesDoNotOverlap() throws {
    write(train: 40)
    var apart = settings()
    (apart.canvas, apart.offset) = MultiDigit.apart
    let pictures = try apart.compose(folder: folder.url)[.train]!
    #expect(pictures.size == 64 && MultiDigit.apart.canvas - MultiDigit.apart.offset == 28)
    let second = UInt8(4 * (Int(pictures.right[0]) + 1))
    #expect(pictures.image[..<(64 * 64)].filter { $0 > 0 }.count == 8)
    #expect(pictures.image[36 * 64 + 36] % 40 == second % 40 && pictures.image[0] == 4)
  }
}
