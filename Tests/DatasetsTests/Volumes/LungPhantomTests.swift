import Foundation
import Radiomics
import TestSupport
import Testing

@testable import Datasets

/// The CT of a lung cancer with which the Image Biomarker Standardisation Initiative checks how images are prepared: its configurations A, B
/// and C.
@Suite struct LungPhantomTests {
  /// The settings of a configuration.
  struct Configuration: CustomTestStringConvertible, Sendable {
    let name: String
    /// The distances between voxels in millimetres, 0 to keep an axis.
    let spacing: [Double]
    let range: ClosedRange<Double>
    let binning: GreyLevels.Binning
    let aggregations: [Aggregation]
    /// The voxels of the region before and after resegmentation, as one of the initiative's teams counted them.
    let voxels: (whole: Int, inner: Int)

    var testDescription: String { name }

    static let all = [
      Configuration(
        name: "configuration A", spacing: [0, 0, 0], range: -500...400, binning: .width(25, from: -500),
        aggregations: Aggregation.allCases.filter(\.isFlat), voxels: (125_256, 114_596)),
      Configuration(
        name: "configuration B", spacing: [2, 2, 0], range: -500...400, binning: .count(32),
        aggregations: Aggregation.allCases.filter(\.isFlat), voxels: (29_842, 27_359)),
      Configuration(
        name: "configuration C", spacing: [2, 2, 2], range: -1_000...400, binning: .width(25, from: -1_000),
        aggregations: Aggregation.allCases.filter { !$0.isFlat }, voxels: (45_985, 45_981)),
    ]

    func region() throws -> Region {
      let folder = try #require(InitiativeReference.folder).appending(path: "ct_phantom")
      let image = try Volume(reading: folder.appending(path: "phantom.nii.gz").path).rounded()
      let marks = try Volume(reading: folder.appending(path: "mask.nii.gz").path)
      let grid = try image.grid.spaced(spacing)
      let own = try image.resampled(to: grid).rounded(), mask = try marks.mask(of: 1, on: grid)
      return try #require(Region(own.values, mask: mask, sizes: grid.sizes, spacing: grid.spacing))
    }

    var extractor: FeatureExtractor {
      var extractor = FeatureExtractor(binning)
      extractor.resegmentation.range = range
      return extractor
    }
  }

  @Test(.enabled(if: InitiativeReference.folder != nil, InitiativeReference.absence), arguments: Configuration.all)
  func theConsensusIsMet(_ configuration: Configuration) throws {
    let region = try configuration.region(), reference = try InitiativeReference(configuration.name)
    #expect(region.count == configuration.voxels.whole)
    #expect(configuration.extractor.resegmentation.applied(to: region)?.count == configuration.voxels.inner)
    var (count, misses) = try reference.compared(
      configuration.extractor.features(of: region), voxels: region.count, nil)
    for aggregation in configuration.aggregations {
      var extractor = configuration.extractor
      extractor.aggregation = aggregation
      let families: [FeatureExtractor.Family] = [.glcm, .glrlm, .glszm, .gldm, .ngtdm]
      let own = try reference.compared(
        extractor.features(of: region, families), voxels: region.count, aggregation)
      (count, misses) = (count + own.count, misses + own.misses)
    }
    #expect(count == 28 + 74 * configuration.aggregations.count && misses.isEmpty, "\(count): \(misses)")
  }
}
