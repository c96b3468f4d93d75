import Radiomics
import TestSupport
import Testing

@testable import Datasets

/// The digital phantom of the Image Biomarker Standardisation Initiative: levels of 1 to 6 with consensus values of three digits.
@Suite struct DigitalPhantomTests {
  private static func region() throws -> Region {
    let folder = try #require(InitiativeReference.folder).appending(path: "digital_phantom")
    let volume = try Volume(reading: folder.appending(path: "phantom.nii.gz").path)
    let mask = try Volume(reading: folder.appending(path: "mask.nii.gz").path)
    try volume.checkGrid(of: mask, "phantom", "mask")
    return try #require(
      Region(volume.values, mask: mask.values.map { $0 == 1 }, sizes: volume.sizes, spacing: volume.spacing))
  }

  @Test(.enabled(if: InitiativeReference.folder != nil, InitiativeReference.absence))
  func theConsensusOnValuesAndFormIsMet() throws {
    let region = try Self.region(), features = FeatureExtractor(.none).features(of: region)
    let (count, misses) = try InitiativeReference("digital phantom").compared(
      features, voxels: region.count, nil)
    #expect(count == 28 && misses.isEmpty, "\(count): \(misses)")
  }

  @Test(
    .enabled(if: InitiativeReference.folder != nil, InitiativeReference.absence), arguments: Aggregation.allCases)
  func theConsensusOnTextureIsMet(_ aggregation: Aggregation) throws {
    var extractor = FeatureExtractor(.none)
    extractor.aggregation = aggregation
    let region = try Self.region(), features = extractor.features(of: region)
    let (count, misses) = try InitiativeReference("digital phantom").compared(
      features, voxels: region.count, aggregation)
    #expect(count == 74 && misses.isEmpty, "\(count): \(misses)")
  }
}
