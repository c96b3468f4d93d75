import Foundation
import Testing

@testable import Radiomics

@Suite struct Shape2DTests {
  private func shape(_ text: String, spacing: [Double] = [2, 3, 5]) throws -> [String: Double] {
    let rows = text.split(separator: "\n"), mask = text.filter { $0 != "\n" }.map { $0 == "#" }
    let region = try #require(
      Region(
        .init(repeating: 1, count: mask.count), mask: mask, sizes: [rows[0].count, rows.count, 1], spacing: spacing))
    let features = Shape2DFeatures.features(region).map { ($0.name, $0.value) }
    return Dictionary(uniqueKeysWithValues: features)
  }

  private let slope = (4.0 + 9).squareRoot() / 2

  @Test func theOutlineOfAPixelIsARhombus() throws {
    let pixel = try shape("#")
    #expect(abs(pixel["Perimeter"]! - 4 * slope) < 1e-12 && abs(pixel["MeshSurface"]! - 3) < 1e-12)
    #expect(pixel["PixelSurface"] == 6 && pixel["MaximumDiameter"] == 3 && pixel["MajorAxisLength"] == 0)
    #expect(pixel["Elongation"] == 0 && abs(pixel["PerimeterSurfaceRatio"]! - 4 * slope / 3) < 1e-12)
    #expect(abs(pixel["Sphericity"]! - 2 * (Double.pi * 3).squareRoot() / (4 * slope)) < 1e-12)
  }

  @Test func pixelsThatMeetAtACornerHaveOutlinesOfTheirOwn() throws {
    let two = try shape("#.\n.#")
    #expect(abs(two["Perimeter"]! - 8 * slope) < 1e-12 && abs(two["MeshSurface"]! - 6) < 1e-12)
  }

  /// A rectangle of 4 × 3 pixels loses its corners.
  @Test func aRectangleLosesItsCorners() throws {
    let rectangle = try shape("####\n####\n####")
    #expect(abs(rectangle["Perimeter"]! - (2 * 3 * 2 + 2 * 2 * 3 + 4 * slope)) < 1e-12)
    #expect(abs(rectangle["MeshSurface"]! - (72 - 4 * 6.0 / 8)) < 1e-12 && rectangle["PixelSurface"] == 72)
    // The variances of 4 places 2 mm apart and of 3 places 3 mm apart.
    #expect(abs(rectangle["MinorAxisLength"]! - 4 * 5.0.squareRoot()) < 1e-9)
    #expect(abs(rectangle["MajorAxisLength"]! - 4 * 6.0.squareRoot()) < 1e-9)
    #expect(abs(rectangle["Elongation"]! - (5.0 / 6).squareRoot()) < 1e-9)
  }

  @Test func aHoleHasAnOutlineToo() throws {
    let ring = try shape("###\n#.#\n###"), full = try shape("###\n###\n###")
    #expect(abs(ring["Perimeter"]! - full["Perimeter"]! - 4 * slope) < 1e-12)
    #expect(abs(full["MeshSurface"]! - ring["MeshSurface"]! - 3) < 1e-12)
  }

  @Test func severalSlicesHaveNoOutline() throws {
    let region = try #require(
      Region([1, 1], mask: [true, true], sizes: [1, 1, 2], spacing: [1, 1, 1]))
    let features = Shape2DFeatures.features(region)
    #expect(features.count == 9 && features.allSatisfy { $0.value.isNaN })
  }

  @Test func theFamiliesOfASliceHaveNineFeaturesOfForm() throws {
    let slice = try #require(
      Region(
        (0..<12).map { Double($0 * 30) }, mask: .init(repeating: true, count: 12), sizes: [4, 3, 1], spacing: [1, 1, 1])
    )
    let features = FeatureExtractor().features(of: slice, FeatureExtractor.Family.ofSlices)
    #expect(features.count == 102 && features.count { $0.family == .shape2D } == 9)
    #expect(!features.contains { $0.family == .shape })
  }
}
