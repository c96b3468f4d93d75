import Foundation
import TestSupport
import Testing

@testable import Radiomics

/// A generator of small numbers, always the same.
private struct Numbers {
  var state: UInt64

  mutating func next(_ below: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % below
  }
}

/// An image of sizes 7, 6 and 5 with a ragged region.
private func image(_ seed: UInt64 = 1, sizes: [Int] = [7, 6, 5]) -> (values: [Double], mask: [Bool]) {
  var numbers = Numbers(state: seed)
  let count = sizes.reduce(1, *)
  return ((0..<count).map { _ in Double(numbers.next(200)) }, (0..<count).map { _ in numbers.next(4) > 0 })
}

private func region(_ seed: UInt64 = 1, spacing: [Double] = [1, 1, 1], plus offset: Double = 0) -> Region {
  let (values, mask) = image(seed)
  return Region(values.map { $0 + offset }, mask: mask, sizes: [7, 6, 5], spacing: spacing)!
}

private func values(_ features: [Feature]) -> [String: Double] {
  Dictionary(uniqueKeysWithValues: features.map { ($0.name, $0.value) })
}

@Suite struct RadiomicsTests {
  @Test func aRegionIsCutOutOfItsImage() throws {
    var mask = [Bool](repeating: false, count: 60)
    for (x, y, z) in [(1, 1, 1), (2, 1, 1), (1, 2, 2)] { mask[(z * 4 + y) * 5 + x] = true }
    let own = try #require(Region((0..<60).map(Double.init), mask: mask, sizes: [5, 4, 3], spacing: [1, 2, 3]))
    #expect(own.sizes == [2, 2, 2] && own.count == 3 && own.inner == [26, 27, 51] && own.voxelVolume == 6)
    #expect(Region([1], mask: [false], sizes: [1, 1, 1], spacing: [1, 1, 1]) == nil)
  }

  @Test func binsAreAlignedToZeroOrDivideTheRange() throws {
    let region = try #require(
      Region([-30, -1, 0, 24, 25], mask: .init(repeating: true, count: 5), sizes: [5, 1, 1], spacing: [1, 1, 1]))
    #expect(GreyLevels(region, .width(25)).levels == [1, 2, 3, 3, 4])
    #expect(GreyLevels(region, .count(5)).levels == [1, 3, 3, 5, 5])
    #expect(GreyLevels.Binning.width(0.01).problem(for: region)?.contains("at most 1000") == true)
    #expect(
      GreyLevels.Binning.none.problem(for: region) != nil && GreyLevels.Binning.width(25).problem(for: region) == nil)
  }

  /// The surface of a single voxel is an octahedron.
  @Test func theSurfaceOfAVoxelIsAnOctahedron() throws {
    let voxel = try #require(Region([3], mask: [true], sizes: [1, 1, 1], spacing: [2, 2, 2]))
    let shape = values(ShapeFeatures.features(voxel))
    #expect(abs(shape["MeshVolume"]! - 8.0 / 6) < 1e-12 && abs(shape["SurfaceArea"]! - 4 * 3.0.squareRoot()) < 1e-12)
    #expect(shape["Maximum3DDiameter"] == 2 && shape["MajorAxisLength"] == 0 && shape["Elongation"] == 0)
  }

  /// Cubes that share a face agree where the surface cuts it, if the region and what is around it meet at faces: the volume of a closed
  /// surface does not depend on where it is.
  @Test func theVolumeDoesNotDependOnThePlace() throws {
    let box: [(Int, Int, Int)] = (0..<3).flatMap { z in (0..<4).flatMap { y in (0..<5).map { ($0, y, z) } } }
    func volume(_ holes: Set<Int>, at start: Int) throws -> Double {
      let sizes = [20, 20, 20]
      var mask = [Bool](repeating: false, count: 8_000)
      for (place, voxel) in box.enumerated() where !holes.contains(place) {
        mask[((voxel.2 + start) * 20 + voxel.1 + start) * 20 + voxel.0 + start] = true
      }
      // One voxel far away keeps the box where it is.
      mask[0] = true
      return SurfaceMesh(
        try #require(Region(.init(repeating: 0, count: 8_000), mask: mask, sizes: sizes, spacing: [1, 2, 3]))
      ).volume
    }
    for holes: Set<Int> in [[], [0], [4, 59], [22], [0, 1, 5, 20]] {
      #expect(abs(try volume(holes, at: 3) - volume(holes, at: 11)) < 1e-9)
    }
    // A box with its edges cut off: 60 voxels of 6 mm³, less half of the outer layer's edges, and an octahedron.
    let whole = try volume([], at: 3)
    #expect(whole > 6 * 24 && whole < 6 * 61)
  }

  @Test func aLargeBallHasTheVolumeAndFormOfABall() throws {
    let side = 41, radius = 18.0
    var mask: [Bool] = []
    for z in 0..<side {
      for y in 0..<side {
        for x in 0..<side {
          let distance = [x, y, z].reduce(0.0) { $0 + (Double($1) - 20) * (Double($1) - 20) }
          mask.append(distance <= radius * radius)
        }
      }
    }
    let ball = try #require(
      Region([Double](repeating: 1, count: mask.count), mask: mask, sizes: [side, side, side], spacing: [1, 1, 1]))
    let shape = values(ShapeFeatures.features(ball)), volume = 4 / 3 * Double.pi * pow(radius, 3)
    #expect(abs(shape["MeshVolume"]! / volume - 1) < 0.02 && abs(shape["VoxelVolume"]! / volume - 1) < 0.02)
    #expect(shape["Sphericity"]! > 0.88 && shape["Sphericity"]! < 1 && abs(shape["Elongation"]! - 1) < 1e-9)
    #expect(shape["Maximum3DDiameter"]! >= 36 && shape["Maximum3DDiameter"]! <= 38)
    #expect(abs(shape["MajorAxisLength"]! - 4 * radius / 5.0.squareRoot()) < 0.3)
  }

  @Test func lengthsAreMillimetres() {
    let (one, three) = (
      values(ShapeFeatures.features(region())), values(ShapeFeatures.features(region(spacing: [3, 3, 3])))
    )
    for (name, power) in [
      ("MeshVolume", 3.0), ("VoxelVolume", 3), ("SurfaceArea", 2), ("Maximum3DDiameter", 1),
      ("Maximum2DDiameterSlice", 1),
      ("MajorAxisLength", 1), ("SurfaceVolumeRatio", -1), ("Sphericity", 0), ("Flatness", 0),
    ] { #expect(abs(three[name]! / one[name]! - pow(3, power)) < 1e-9, "\(name)") }
  }

  /// A quarter turn about z exchanges x and y.
  @Test func textureIsThatOfATurnedRegionToo() throws {
    let (values, mask) = image(), sizes = [7, 6, 5]
    func turned<T>(_ list: [T]) -> [T] {
      (0..<sizes[2]).flatMap { z in
        (0..<sizes[0]).flatMap { x in (0..<sizes[1]).reversed().map { y in list[(z * sizes[1] + y) * sizes[0] + x] } }
      }
    }
    let first = try #require(Region(values, mask: mask, sizes: sizes, spacing: [1, 1, 1]))
    let second = try #require(Region(turned(values), mask: turned(mask), sizes: [6, 7, 5], spacing: [1, 1, 1]))
    let classes = FeatureExtractor.Family.ofVolumes.filter { $0 != .shape }
    let (a, b) = (FeatureExtractor().features(of: first, classes), FeatureExtractor().features(of: second, classes))
    for (own, other) in zip(a, b) {
      #expect(isClose(own.feature.value, other.feature.value, .relative(1e-9)), "\(own)")
    }
  }

  @Test func aMultipleOfTheWidthChangesNoTexture() {
    let classes: [FeatureExtractor.Family] = [.glcm, .glrlm, .glszm, .gldm, .ngtdm]
    let extractor = FeatureExtractor(.width(25))
    let (a, b) = (extractor.features(of: region(), classes), extractor.features(of: region(plus: 175), classes))
    for (own, other) in zip(a, b) { #expect(own.feature == other.feature) }
  }

  @Test func thereAreAHundredAndSevenFeaturesAndAllAreDefined() {
    let features = FeatureExtractor().features(of: region())
    #expect(features.count == 107 && features.allSatisfy { $0.feature.value.isFinite })
    #expect(Set(features.map { "\($0.family) \($0.feature.name)" }).count == 107)
    for (name, count) in [
      ("firstOrder", 18), ("shape", 14), ("glcm", 24), ("glrlm", 16), ("glszm", 16), ("gldm", 14), ("ngtdm", 5),
    ] {
      #expect(features.count { "\($0.family)" == name } == count)
    }
  }

  @Test func aFlatRegionHasDefinedValues() throws {
    let flat = try #require(
      Region(
        [Double](repeating: 7, count: 27), mask: .init(repeating: true, count: 27), sizes: [3, 3, 3],
        spacing: [1, 1, 1]))
    let features = FeatureExtractor().features(of: flat)
    #expect(features.allSatisfy { $0.feature.value.isFinite })
    let glcm = values(features.filter { $0.family == .glcm }.map(\.feature))
    #expect(glcm["Correlation"] == 1 && glcm["MCC"] == 1 && glcm["Imc1"] == 0 && glcm["Imc2"] == 0)
    let first = values(features.filter { $0.family == .firstOrder }.map(\.feature))
    #expect(first["Skewness"] == 0 && first["Kurtosis"] == 0 && first["Uniformity"] == 1)
    let ngtdm = values(features.filter { $0.family == .ngtdm }.map(\.feature))
    #expect(ngtdm == ["Busyness": 0, "Coarseness": 1e6, "Complexity": 0, "Contrast": 0, "Strength": 0])
  }

  @Test func aSingleVoxelHasNoPairs() throws {
    let voxel = try #require(Region([3], mask: [true], sizes: [1, 1, 1], spacing: [1, 1, 1]))
    let features = FeatureExtractor().features(of: voxel)
    #expect(features.count == 107)
    #expect(features.allSatisfy { $0.feature.value.isFinite || $0.family == .glcm })
    #expect(features.filter { $0.family == .glcm }.allSatisfy { $0.feature.value.isNaN })
  }

  @Test func eigenvaluesAreThoseOfAKnownMatrix() {
    // The second difference of four points: 2 − 2 cos(k π / 5).
    let matrix: [Double] = [2, -1, 0, 0, -1, 2, -1, 0, 0, -1, 2, -1, 0, 0, -1, 2]
    let values = SymmetricEigenvalues(matrix, order: 4)
    for place in 0..<4 { #expect(abs(values.value(place) - (2 - 2 * cos(Double(place + 1) * .pi / 5))) < 1e-12) }
    // A full one with the eigenvalues 1, 2 and 4, turned.
    let (c, s) = (cos(0.7), sin(0.7))
    let turned = SymmetricEigenvalues([c * c + 2 * s * s, -c * s, 0, -c * s, s * s + 2 * c * c, 0, 0, 0, 4], order: 3)
    for (place, value) in [1.0, 2, 4].enumerated() { #expect(abs(turned.value(place) - value) < 1e-12) }
  }
}
