import Components
import Statistics
import TestSupport
import Testing

@testable import Corruptions

/// An image of smooth colours with some noise.
func image(_ height: Int = 16, _ width: Int = 20, channels: Int = 3, seed: UInt64 = 1) -> PlanarImage {
  var random = SplitMix64(seed: seed)
  let values = (0..<channels * height * width).map { index in
    0.2 + 0.5 * Float(index % width) / Float(width) + 0.2 * random.uniform()
  }
  return PlanarImage(channels: channels, height: height, width: width, values).cutTo8Bits
}

@Suite struct CorruptionTests {
  private func corrupted(
    _ kind: String, _ image: PlanarImage, severity: Int = 3, column: ConstantColumn? = nil, seed: UInt64 = 7
  ) throws -> PlanarImage {
    var draws = CorruptionDraws(SplitMix64(seed: seed))
    return try Corruptions.all.find(kind).corrupted(image, severity: severity, column: column, draws: &draws)
  }

  private func distance(_ a: PlanarImage, _ b: PlanarImage) -> Float {
    zip(a.values, b.values).map { abs($0 - $1) }.reduce(0, +) / Float(a.values.count)
  }

  @Test func thereAreFifteenCommonKindsAndThreeMore() {
    #expect(Corruptions.common.count == 15 && Corruptions.all.count == 18)
    #expect(Set(Corruptions.common.map(\.group)) == Set(CorruptionCard.Group.allCases))
  }

  @Test(arguments: Corruptions.all.names, ConstantColumn.allCases)
  func everySeverityOfColoursAndGreyStaysInRange(_ kind: String, _ column: ConstantColumn) throws {
    for plain in [image(), image(channels: 1), image(9, 12)] {
      for severity in CorruptionCard.severities {
        let changed = try corrupted(kind, plain, severity: severity, column: column)
        #expect(changed.channels == plain.channels && changed.height == plain.height && changed.width == plain.width)
        #expect(changed.values.allSatisfy { 0 <= $0 && $0 <= 1 })
        let stays = kind == "saturate" && plain.channels == 1
        #expect((distance(changed, plain) > 1e-4) == !stays, "\(severity)")
      }
    }
  }

  @Test(arguments: Corruptions.all.names) func drawsDecideAndAreRepeatable(_ kind: String) throws {
    let plain = image(), first = try corrupted(kind, plain, seed: 1)
    #expect(try corrupted(kind, plain, seed: 1) == first)
    #expect((try corrupted(kind, plain, seed: 2) != first) == !Corruptions.all[kind]!.draws.isEmpty)
  }

  @Test(arguments: Corruptions.all.filter { !["elastic", "frost", "saturate", "snow"].contains($0.name) }.map(\.name))
  func theHighestSeverityChangesMoreThanTheLowest(_ kind: String) throws {
    let plain = image(64, 64)
    func strength(_ severity: Int) throws -> Float {
      distance(try corrupted(kind, plain, severity: severity), plain)
    }
    #expect(try strength(5) > strength(1))
  }

  @Test func theColumnFollowsFromTheShorterSide() {
    #expect(ConstantColumn.usual(height: 64, width: 80) == .imageNet)
    #expect(ConstantColumn.usual(height: 80, width: 63) == .cifar)
  }

  @Test(arguments: [0, 6]) func aSeverityOutsideItsRangeIsAnError(_ severity: Int) {
    #expect(
      errorText { _ = try corrupted("fog", image(), severity: severity) }
        == "`severity` should lie in 1 … 5. Found \(severity).")
  }

  @Test func anUnknownKindIsSuggested() {
    #expect(errorText { _ = try Corruptions.all.find("frog") } == "`frog` is not a corruption. Did you mean `fog`?")
  }

  @Test func oddImagesAreErrors() {
    var wrong = image()
    wrong.values[5] = .nan
    #expect(
      errorText { _ = try corrupted("contrast", wrong) }
        == "The values of an image to corrupt should lie in 0 … 1. Found NaN.")
    wrong.values[5] = 3.5
    #expect(
      errorText { _ = try corrupted("contrast", wrong) }
        == "The values of an image to corrupt should lie in 0 … 1. Found 3.5.")
    #expect(
      errorText { _ = try corrupted("contrast", image(channels: 4)) }
        == "An image to corrupt should have 1 or 3 channels. Found 4.")
  }

  @Test(arguments: Corruptions.all.names) func onePixelIsCorruptedOrRefused(_ kind: String) throws {
    let pixel = image(1, 1)
    guard Corruptions.all[kind]!.smallestSide > 1 else {
      #expect(try corrupted(kind, pixel).values.allSatisfy { 0 <= $0 && $0 <= 1 })
      return
    }
    #expect(
      errorText { _ = try corrupted(kind, pixel) }
        == "Images for `\(kind)` should have at least 8 × 8 pixels. Found 1 × 1.")
  }

  @Test func aDrawOfAnotherSizeIsAnError() {
    var draws = CorruptionDraws(given: [[0, 1]])
    #expect(
      errorText { _ = try Corruptions.gaussianNoise.corrupted(image(), severity: 1, draws: &draws) }
        == "A draw should have 960 numbers. Found 2.")
  }

  @Test func cuttingTo8BitsTakesTheLevelBelow() {
    let levels = PlanarImage(channels: 1, height: 1, width: 4, [0, 0.5, 254.9 / 255, 1])
    #expect(levels.cutTo8Bits.values == [0, 127, 254, 255].map { $0 / 255 })
    #expect(levels.bytes == [0, 127, 254, 255])
    let all = PlanarImage(channels: 1, height: 1, width: 256, (0...255).map { Float($0) / 255 })
    #expect(all.cutTo8Bits == all && all.bytes == Array(0...255))
    #expect(PlanarImage(bytes: all.bytes, channels: 1, height: 1, width: 256) == all)
    let colours = image()
    #expect(PlanarImage(bytes: colours.bytes, channels: 3, height: 16, width: 20) == colours)
  }
}
