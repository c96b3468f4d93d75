import Testing
import Torch

@testable import Datasets

@Suite struct ScaleCropFlipTests {
  private let height = 4, width = 6

  private func batch(count: Int = 1) -> Batch {
    let pixels = height * width
    let ramp = (0..<count * pixels).map { Float($0 % pixels) }
    return Batch(
      inputs: Tensor(ramp, shape: [count, 1, height, width]),
      targets: [
        "classes": Tensor(ramp.map { Int64($0) % 13 }, shape: [count, height, width]),
        "depth": Tensor(ramp.map { $0 + 1 }, shape: [count, 1, height, width]),
        "normals": Tensor(
          (0..<count * 3 * pixels).map { Float($0 / pixels % 3 + 1) }, shape: [count, 3, height, width]),
      ], labelled: ["classes": true, "depth": true, "normals": true], count: count)
  }

  private func augmentation(scale: Float, flip: Float) -> ScaleCropFlip {
    var augmentation = ScaleCropFlip(kinds: ["classes": .classes, "depth": .depth, "normals": .normals])
    augmentation.scales = [scale]
    augmentation.flip = flip
    return augmentation
  }

  private func augmented(scale: Float, flip: Float, seed: UInt64 = 0, count: Int = 1) throws -> Batch {
    var result = batch(count: count), random = SplitMix64(seed: seed)
    try augmentation(scale: scale, flip: flip).augment(&result, random: &random)
    return result
  }

  @Test func scaleOneWithoutMirroringChangesNothing() throws {
    let result = try augmented(scale: 1, flip: 0), before = batch()
    #expect(result.inputs.floats == before.inputs.floats)
    for name in before.targets.keys {
      #expect(result.targets[name]!.floats == before.targets[name]!.floats)
    }
  }

  @Test func mirroringReversesRowsAndNegatesX() throws {
    let result = try augmented(scale: 1, flip: 1)
    #expect(Array(result.inputs.floats[..<6]) == [5, 4, 3, 2, 1, 0])
    #expect(Array(result.targets["classes"]!.floats[..<6]) == [5, 4, 3, 2, 1, 0])
    #expect(Array(result.targets["depth"]!.floats[..<6]) == [6, 5, 4, 3, 2, 1])
    let normals = result.targets["normals"]!.floats
    #expect([normals[0], normals[24], normals[48]] == [-1, 2, 3])
  }

  @Test func depthIsDividedByTheScale() throws {
    let result = try augmented(scale: 2, flip: 0), depths = result.targets["depth"]!.floats
    let classes = result.targets["classes"]!.array(of: Int.self)
    // Depth is the pixel's number plus 1, its class the number modulo 13; both come from the same pixel.
    #expect(zip(depths, classes).allSatisfy { Int($0 * 2 - 1) % 13 == $1 })
    #expect(Set(depths).count == 6)
  }

  @Test func coloursAreMixedBetweenTheCornersOfTheWindow() throws {
    let result = try augmented(scale: 2, flip: 0).inputs.floats
    // The window is 2 × 3 pixels of a ramp: rows run from its first to its last pixel in equal steps of 2/5.
    let first = result[0]
    #expect((0..<6).allSatisfy { abs(result[$0] - first - Float($0) * 0.4) < 1e-5 })
    #expect(abs(result[18] - first - 6) < 1e-5)
  }

  @Test func samplesAreDrawnForSeparately() throws {
    let result = try augmented(scale: 1, flip: 0.5, seed: 3, count: 16).inputs.floats
    #expect(Set((0..<16).map { result[$0 * 24] }) == [0, 5])
  }

  @Test func interpolatedNormalsAreThePublishedOnes() throws {
    var published = augmentation(scale: 1.5, flip: 0)
    published.interpolatesNormals = true
    var result = batch(), random = SplitMix64(seed: 0)
    try published.augment(&result, random: &random)
    #expect(result.targets["normals"]!.floats == batch().targets["normals"]!.floats)
  }

  @Test func aWindowWithoutLabelsIsKnown() throws {
    var result = batch(), random = SplitMix64(seed: 0)
    result.targets["depth"] = Tensor.zeros([1, 1, height, width])
    try augmentation(scale: 1.5, flip: 0).augment(&result, random: &random)
    #expect(result.labelled == ["classes": true, "depth": false, "normals": true])
  }

  @Test func refusesATargetOfNoKind() {
    var result = batch(), random = SplitMix64(seed: 0)
    #expect(
      errorText { try ScaleCropFlip(kinds: ["classes": .classes]).augment(&result, random: &random) }
        == "The target `depth` should have a kind to be scaled and cropped. Found none.")
  }

  @Test func refusesATargetOfAnotherSize() {
    var result = batch(), random = SplitMix64(seed: 0)
    result.targets["depth"] = Tensor.zeros([1, 1, 2, 2])
    #expect(
      errorText { try augmentation(scale: 1, flip: 0).augment(&result, random: &random) }
        == "The target `depth` should have 4 × 6 pixels, as the input. Found [1, 1, 2, 2].")
  }

  @Test func refusesInputsThatAreNoPictures() {
    var result = batch(), random = SplitMix64(seed: 0)
    result.inputs = Tensor.zeros([1, 5])
    #expect(
      errorText { try augmentation(scale: 1, flip: 0).augment(&result, random: &random) }
        == "Inputs to scale and crop should have the shape [sample, channel, row, column]. Found [1, 5].")
  }
}
