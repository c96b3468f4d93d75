import TestSupport
import Testing

@testable import Datasets

@Suite struct SceneGeneratorTests {
  private static let size = (height: 24, width: 32)

  private func generator(seed: UInt64 = 7, _ imperfections: SceneImperfections = .init()) throws -> SceneGenerator {
    try SceneGenerator(height: Self.size.height, width: Self.size.width, seed: seed, imperfections: imperfections)
  }

  private func same(_ a: SceneImages, _ b: SceneImages) -> Bool {
    a.image == b.image && a.label == b.label && a.depth == b.depth && a.normals == b.normals
  }

  @Test func oneSeedGivesOneSetOfImages() throws {
    #expect(same(try generator().images(3), try generator().images(3)))
  }

  @Test func anotherSeedGivesOtherImages() throws {
    #expect(try generator(seed: 7).images(1).image != generator(seed: 8).images(1).image)
  }

  @Test(arguments: [1, 2, 3, 5]) func theNumberOfWorkersChangesNothing(workers: Int) throws {
    #expect(same(try generator().images(5, workers: workers), try generator().images(5)))
  }

  @Test func anImageDoesNotDependOnHowManyAreMade() throws {
    let four = try generator().images(4), third = try generator().images(2..<3)
    let pixels = Self.size.height * Self.size.width
    #expect(Array(four.image[2 * 3 * pixels..<3 * 3 * pixels]) == third.image)
    #expect(Array(four.label[2 * pixels..<3 * pixels]) == third.label)
    #expect(Array(four.depth[2 * pixels..<3 * pixels]) == third.depth)
    #expect(Array(four.normals[2 * 3 * pixels..<3 * 3 * pixels]) == third.normals)
  }

  @Test func splitsShowOtherRooms() throws {
    let exact = try generator(.none)
    let depths = Split.allCases.map { exact.images(1, split: $0).depth }
    #expect(Set(depths).count == 3)
  }

  @Test func imagesOfOneSplitDiffer() throws {
    let images = try generator(.none).images(2), pixels = Self.size.height * Self.size.width
    #expect(Array(images.depth[..<pixels]) != Array(images.depth[pixels...]))
  }

  @Test func labelsAreClassesOrIgnored() throws {
    let images = try generator().images(6)
    #expect(images.label.allSatisfy { (-1...12).contains($0) })
    #expect(images.label.contains(SceneClass.ignored))
    #expect(Set(images.label).count > 6)
  }

  @Test func validNormalsHaveUnitLength() throws {
    let images = try generator().images(4), pixels = Self.size.height * Self.size.width
    var invalid = 0
    for image in 0..<4 {
      for pixel in 0..<pixels {
        let normal = (0..<3).map { images.normals[(image * 3 + $0) * pixels + pixel] }
        let length = normal.reduce(0) { $0 + $1 * $1 }.squareRoot()
        if length == 0 { invalid += 1 } else { #expect(abs(length - 1) < 1e-5) }
      }
    }
    #expect(invalid > 0)
  }

  @Test func withoutImperfectionsEveryPixelIsMeasured() throws {
    let images = try generator(.none).images(4)
    #expect(!images.label.contains(SceneClass.ignored))
    #expect(images.depth.allSatisfy { $0 > 0 && $0 < 12 })
  }

  @Test func exactNormalsFaceTheCamera() throws {
    let images = try generator(.none).images(3), pixels = Self.size.height * Self.size.width
    let camera = { (image: Int, pixel: Int, axis: Int) in images.normals[(image * 3 + axis) * pixels + pixel] }
    // Seen from the front: the ray runs against the normal. The widest field of view is 78 degrees.
    let half = 0.82 as Float
    for image in 0..<3 {
      for pixel in 0..<pixels {
        let x = (Float(pixel % Self.size.width) + 0.5) / Float(Self.size.width) * 2 - 1
        let y = (Float(Self.size.height) / 2 - Float(pixel / Self.size.width) - 0.5) / Float(Self.size.width) * 2
        let bound = abs(camera(image, pixel, 0) * x * half) + abs(camera(image, pixel, 1) * y * half)
        #expect(camera(image, pixel, 2) > -bound - 1e-4)
      }
    }
  }

  @Test func depthNoiseGrowsWithTheSquareOfDepth() throws {
    var noisy = SceneImperfections.none
    noisy.depthNoise = 0.01
    let exact = try generator(.none).images(20).depth, measured = try generator(noisy).images(20).depth
    let errors = zip(exact, measured).map { Double(($1 - $0) / ($0 * $0)) }
    let deviation = (errors.reduce(0) { $0 + $1 * $1 } / Double(errors.count)).squareRoot()
    #expect(abs(deviation - 0.01) < 0.0005)
  }

  @Test func patchesCoverTheirShareOnAverage() throws {
    var patchy = SceneImperfections.none
    patchy.missingDepth = 0.1
    let depth = try generator(patchy).images(200).depth
    let share = Double(depth.count { $0 == 0 }) / Double(depth.count)
    #expect(abs(share - 0.09) < 0.03)
  }

  @Test func labelNoiseStaysAtBorders() throws {
    var frayed = SceneImperfections.none
    frayed.borderLabelNoise = 1
    let exact = try generator(.none).images(3).label, noisy = try generator(frayed).images(3).label
    let width = Self.size.width
    var changed = 0
    for (index, (a, b)) in zip(exact, noisy).enumerated() where a != b {
      changed += 1
      let neighbours = [index - 1, index + 1, index - width, index + width].filter { exact.indices.contains($0) }
      #expect(neighbours.contains { exact[$0] == b })
    }
    #expect(changed > 0)
  }

  @Test(arguments: [
    (7, 32, "`height` of the scenes should lie in 8 … 4096 pixels. Found 7."),
    (24, 5000, "`width` of the scenes should lie in 8 … 4096 pixels. Found 5000."),
  ]) func refusesOtherSizes(height: Int, width: Int, text: String) {
    #expect(errorText { _ = try SceneGenerator(height: height, width: width, seed: 0) } == text)
  }

  @Test func refusesAShareAboveOne() {
    var wrong = SceneImperfections()
    wrong.missingDepth = 1.5
    #expect(errorText { _ = try generator(wrong) } == "`missingDepth` of the scenes should lie in 0 … 1. Found 1.5.")
  }

  @Test func refusesNegativeNoise() {
    var wrong = SceneImperfections()
    wrong.depthNoise = -1
    #expect(errorText { _ = try generator(wrong) } == "`depthNoise` of the scenes should be at least 0. Found -1.0.")
  }
}
