import Testing

@testable import Radiomics

@Suite struct AggregationTests {
  private static let textures: [FeatureExtractor.Family] = [.glcm, .glrlm, .glszm, .gldm, .ngtdm]

  /// An image of some slices of 4 × 3 voxels, all inside.
  private func region(_ slices: [[Double]]) -> Region {
    Region(
      slices.flatMap { $0 }, mask: .init(repeating: true, count: 12 * slices.count), sizes: [4, 3, slices.count],
      spacing: [1, 1, 1])!
  }

  private let first: [Double] = [1, 2, 2, 3, 1, 1, 4, 3, 2, 2, 4, 1]
  private let second: [Double] = [4, 4, 1, 2, 3, 3, 3, 2, 1, 4, 2, 2]

  private func features(_ region: Region, _ aggregation: Aggregation, _ families: [FeatureExtractor.Family] = textures)
    -> [Double]
  {
    var extractor = FeatureExtractor(.none)
    extractor.aggregation = aggregation
    return extractor.features(of: region, families).map(\.feature.value)
  }

  private func isEqual(_ a: [Double], _ b: [Double]) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) < 1e-9 * max(1, abs($0)) }
  }

  /// In one slice there is nothing to aggregate but directions.
  @Test func ofOneSliceTheRulesOfSlicesAgree() {
    let one = region([first])
    #expect(isEqual(features(one, .sliceAveraged), features(one, .flatAveraged)))
    #expect(isEqual(features(one, .sliceMerged), features(one, .flatMerged)))
  }

  @Test func theMeanOverSlicesIsThatOfEachSlice() {
    let (a, b) = (features(region([first]), .sliceAveraged), features(region([second]), .sliceAveraged))
    let means = zip(a, b).map { ($0 + $1) / 2 }
    #expect(isEqual(features(region([first, second]), .sliceAveraged), means))
  }

  @Test func equalSlicesMergeToTheSameShares() {
    let (one, two) = (
      features(region([first]), .flatAveraged, [.glcm]), features(region([first, first]), .flatAveraged, [.glcm])
    )
    #expect(isEqual(one, two))
  }

  @Test(arguments: Aggregation.allCases, Aggregation.allCases)
  func eachTwoRulesDiffer(_ own: Aggregation, _ other: Aggregation) {
    let image = region([first, second])
    #expect(isEqual(features(image, own), features(image, other)) == (own == other))
  }

  @Test func aSliceHasTheHighestLevelOfTheWholeRegion() {
    let slices = GreyLevels(region([first, second.map { min($0, 2) }]), .none).slices
    #expect(slices.map(\.highest) == [4, 4] && slices.map { $0.levels.max() } == [4, 2])
  }

  @Test func anEmptySliceIsLeftOut() throws {
    let own = region([first, second])
    let values = first + [Double](repeating: 1, count: 12) + second
    let mask = (0..<36).map { !(12..<24).contains($0) }
    let gap = try #require(Region(values, mask: mask, sizes: [4, 3, 3], spacing: [1, 1, 1]))
    for rule in [Aggregation.sliceAveraged, .sliceMerged, .flatAveraged, .flatMerged] {
      #expect(isEqual(features(own, rule), features(gap, rule)), "\(rule)")
    }
  }

  @Test func binsMayBeginAtAValue() {
    let own = region([[-30, -5, 0, 24, 25, 26, 30, 49, 50, 51, 60, 70]])
    #expect(GreyLevels(own, .width(25, from: -40)).levels == [1, 2, 2, 3, 3, 3, 3, 4, 4, 4, 5, 5])
    #expect(GreyLevels(own, .width(25)).levels == [1, 2, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5])
    #expect(
      GreyLevels.Binning.width(25, from: 0).problem(for: own)?.contains("from 0.0 should be at most 1000") == true)
    #expect(GreyLevels.Binning.width(0.1, from: -40).problem(for: own) != nil)
    #expect(GreyLevels.Binning.width(25, from: -40).problem(for: own) == nil)
  }
}

@Suite struct ResegmentationTests {
  private let region = Region(
    [0, 1, 2, 3, 100, 1, 2, 2], mask: [true, true, true, true, true, true, true, false], sizes: [2, 2, 2],
    spacing: [1, 1, 1])!

  @Test func valuesOutsideOfARangeAreRemoved() throws {
    let inner = try #require(Resegmentation(range: 1...3).applied(to: region))
    #expect(inner.inner == [1, 2, 3, 1, 2] && inner.sizes == region.sizes && inner.start == region.start)
  }

  /// The mean is 15.6 and the deviation 34.5.
  @Test func valuesFarFromTheMeanAreRemoved() throws {
    #expect(try #require(Resegmentation(deviations: 2).applied(to: region)).inner == [0, 1, 2, 3, 1, 2])
    #expect(try #require(Resegmentation(deviations: 3).applied(to: region)).count == 7)
    #expect(try #require(Resegmentation(range: 2...100, deviations: 2).applied(to: region)).inner == [2, 3, 2])
  }

  @Test func theFormKeepsAllVoxels() throws {
    var extractor = FeatureExtractor(.width(1))
    extractor.resegmentation.range = 1...3
    let features = extractor.features(of: region)
    func value(_ family: FeatureExtractor.Family, _ name: String) throws -> Double {
      try #require(features.first { $0.family == family && $0.feature.name == name }).feature.value
    }
    #expect(try value(.shape, "VoxelVolume") == 7 && value(.firstOrder, "Maximum") == 3)
    #expect(try value(.gldm, "GrayLevelNonUniformity") == (4 + 4 + 1) / 5.0)
  }

  @Test func aRegionWithoutVoxelsThatStayHasAFormAlone() {
    var extractor = FeatureExtractor()
    extractor.resegmentation.range = 500...600
    let features = extractor.features(of: region)
    #expect(features.count == 107 && features.map(\.family) == FeatureExtractor().features(of: region).map(\.family))
    #expect(features.allSatisfy { $0.feature.value.isNaN != ($0.family == .shape) })
    #expect(extractor.problem(for: region)?.contains("Found values from 0.0 to 100.0, and none that stays.") == true)
    #expect(FeatureExtractor().problem(for: region) == nil)
  }
}
