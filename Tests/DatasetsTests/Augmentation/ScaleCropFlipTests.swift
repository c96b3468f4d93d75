import TestSupport
import Testing
import Torch

@testable import Datasets
@testable import Statistics

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
    #expect(result.inputs.sole.floats == before.inputs.sole.floats)
    for name in before.targets.keys {
      #expect(result.targets[name]!.floats == before.targets[name]!.floats)
    }
  }

  @Test func mirroringReversesRowsAndNegatesX() throws {
    let result = try augmented(scale: 1, flip: 1)
    #expect(Array(result.inputs.sole.floats[..<6]) == [5, 4, 3, 2, 1, 0])
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
    let result = try augmented(scale: 2, flip: 0).inputs.sole.floats
    // The window is 2 × 3 pixels of a ramp: rows run from its first to its last pixel in equal steps of 2/5.
    let first = result[0]
    #expect((0..<6).allSatisfy { abs(result[$0] - first - Float($0) * 0.4) < 1e-5 })
    #expect(abs(result[18] - first - 6) < 1e-5)
  }

  @Test func samplesAreDrawnForSeparately() throws {
    let result = try augmented(scale: 1, flip: 0.5, seed: 3, count: 16).inputs.sole.floats
    let firsts: Set<Float> = Set((0..<16).map { result[$0 * 24] })
    #expect(firsts == [0, 5])
  }

  @Test func interpolatedNormalsAreThePublishedOnes() throws {
    var published = augmentation(scale: 1.5, flip: 0)
    published.interpolatesNormals = true
    var result = batch(), random = SplitMix64(seed: 0)
    try published.augment(&result, random: &random)
    #expect(result.targets["normals"]!.floats == batch().targets["normals"]!.floats)
  }

  /// What PyTorch's `interpolate` makes of rows 1 … 4 and columns 2 … 6 of a picture of 6 × 8 pixels with the values
  /// 10 y² + x²: bilinear with `align_corners`, and nearest of the pixels' numbers.
  @Test func resizingIsThatOfPyTorch() throws {
    let colours: [Float] = [
      14.0, 16.8571, 20.0, 24.0, 28.5714, 33.7143, 39.7143, 46.0, 32.0, 34.8571, 38.0, 42.0, 46.5714, 51.7143, 57.7143,
      64.0,
      54.0, 56.8571, 60.0, 64.0, 68.5714, 73.7143, 79.7143, 86.0, 84.0, 86.8571, 90.0, 94.0, 98.5714, 103.7143,
      109.7143,
      116.0, 122.0, 124.8571, 128.0, 132.0, 136.5714, 141.7143, 147.7143, 154.0, 164.0, 166.8571, 170.0, 174.0,
      178.5714,
      183.7143, 189.7143, 196.0,
    ]
    let numbers = [
      10, 10, 11, 11, 12, 13, 13, 14, 10, 10, 11, 11, 12, 13, 13, 14, 18, 18, 19, 19, 20, 21, 21, 22, 26, 26, 27, 27,
      28, 29,
      29, 30, 26, 26, 27, 27, 28, 29, 29, 30, 34, 34, 35, 35, 36, 37, 37, 38,
    ]
    let (height, width) = (6, 8)
    var published = ScaleCropFlip(kinds: ["number": .classes, "normals": .normals, "depth": .depth])
    (published.scales, published.flip, published.interpolatesNormals) = ([1.5], 0, true)
    let values = (0..<height * width).map { Float($0 / width * ($0 / width) * 10 + $0 % width * ($0 % width)) }
    var found = 0
    for seed in 0..<60 as Range<UInt64> {
      var batch = Batch(
        inputs: Tensor(values, shape: [1, 1, height, width]),
        targets: [
          "number": Tensor((0..<height * width).map { Int64($0) }, shape: [1, height, width]),
          "normals": Tensor(values, shape: [1, 1, height, width]),
          "depth": Tensor(values, shape: [1, 1, height, width]),
        ], labelled: [:], count: 1)
      var random = SplitMix64(seed: seed)
      try published.augment(&batch, random: &random)
      guard batch.targets["number"]!.array(of: Int.self).first == numbers[0] else { continue }
      found += 1
      #expect(batch.targets["number"]!.array(of: Int.self) == numbers)
      #expect(zip(batch.inputs.sole.floats, colours).allSatisfy { abs($0 - $1) < 1e-3 })
      #expect(zip(batch.targets["normals"]!.floats, colours).allSatisfy { abs($0 - $1) < 1e-3 })
      #expect(zip(batch.targets["depth"]!.floats, numbers).allSatisfy { abs($0 - values[$1] / 1.5) < 1e-4 })
    }
    #expect(found > 0)
  }

  @Test func answersOfWholeSamplesStay() throws {
    var result = batch(), random = SplitMix64(seed: 0)
    result.targets["kind"] = Tensor([3 as Int64], shape: [1])
    var mirroring = augmentation(scale: 1, flip: 1)
    mirroring.kinds["kind"] = .whole
    try mirroring.augment(&result, random: &random)
    #expect(result.targets["kind"]!.floats == [3])
    #expect(Array(result.inputs.sole.floats[..<2]) == [5, 4])
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
    result.inputs = Inputs(Tensor.zeros([1, 5]))
    #expect(
      errorText { try augmentation(scale: 1, flip: 0).augment(&result, random: &random) }
        == "Inputs to scale and crop should have the shape [sample, channel, row, column]. Found [1, 5].")
  }
}
