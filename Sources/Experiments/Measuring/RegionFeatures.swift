import Components
import Datasets
import Printing
import Radiomics

/// The radiomic features of the voxels that a mask marks in an image.
package struct RegionFeatures: Codable, Sendable {
  package let image: String
  package let mask: String
  /// The value of the mask in the region.
  package let label: Int
  /// The distances between voxels after resampling, in millimetres; nil if nothing was resampled.
  package let spacing: [Double]?
  /// The number of voxels of the region.
  package let voxels: Int
  /// By family and name; nil for one that is not defined. The name of a band stands in front of the family: "wavelet-LLH_glcm".
  package let features: [String: [String: Double?]]

  /// Reads both files and measures.
  ///
  /// If neighbours are in one slice and the region lies in one slice, its form has two dimensions.
  ///
  /// - Parameters:
  ///   - label: the value of the mask in the region.
  ///   - spacing: the distances to which image and mask are resampled, in millimetres; 0 for those of the image. Image and mask may then have
  ///     different grids.
  ///   - hasBands: whether values and texture are also measured in each band of a wavelet transform.
  /// - Throws: `DatasetError` for files that are no volumes, for grids that differ, and for a mask without the label.
  package init(
    _ image: String, mask: String, label: Int = 1, spacing: [Double]? = nil, hasBands: Bool = false,
    _ extractor: FeatureExtractor
  ) throws {
    let files = try PairedVolumes(image, mask: mask, label: label, spacing: spacing)
    let region = try files.region(), isFlat = extractor.aggregation.isFlat
    var all = try Self.named(
      files, region, extractor, isFlat && region.sizes[2] == 1 ? Family.ofSlices : Family.ofVolumes)
    if hasBands {
      let volume = files.volume
      for band in StationaryWavelet.bands(of: volume.values, sizes: volume.sizes, in: region, isFlat: isFlat) {
        let families = Family.allCases.filter { !$0.isForm }
        all.merge(try Self.named(files, band.region, extractor, families, prefix: Self.prefix(band.name))) { $1 }
      }
    }
    (self.image, self.mask, self.label, voxels, features) = (image, mask, label, region.count, all)
    self.spacing = spacing == nil ? nil : files.volume.spacing
  }

  private typealias Family = FeatureExtractor.Family

  private static func prefix(_ band: String) -> String { "wavelet-\(band)_" }

  /// The features of some families by name.
  private static func named(
    _ files: PairedVolumes, _ region: Region, _ extractor: FeatureExtractor, _ families: [Family], prefix: String = ""
  ) throws -> [String: [String: Double?]] {
    guard region.inner.allSatisfy(\.isFinite) else {
      throw DatasetError(
        "The voxels of `\(files.image)` should be finite where `\(files.mask)` has the label \(files.label)"
          + "\(prefix.isEmpty ? "" : " and around it"). Found one that is not.")
    }
    if let reason = extractor.problem(for: region) {
      throw DatasetError("\(reason) Image: `\(files.image)`\(prefix.isEmpty ? "" : ", band \(prefix.dropLast())").")
    }
    return extractor.features(of: region, families).reduce(into: [:]) { all, item in
      let value: Double? = item.feature.value.isNaN ? nil : item.feature.value
      all[prefix + item.family.rawValue, default: [:]][item.feature.name] = .some(value)
    }
  }

  package func json() throws -> String { try JSONText.encode(self) }

  /// A line for each feature.
  package var text: String {
    let bands = [true, false].flatMap { StationaryWavelet.names(isFlat: $0).map(Self.prefix) }
    let names = ([""] + bands).flatMap { band in Family.allCases.map { band + $0.rawValue } }
    let rows = names.flatMap { name in
      (features[name] ?? [:]).sorted { $0.key < $1.key }.map { feature, value in
        [name, feature, value.map(NumberText.printed) ?? "not defined"]
      }
    }
    let table = ReportTable(
      title: "Radiomic features",
      columns: [
        .init(title: "class", isNumeric: false), .init(title: "feature", isNumeric: false), .init(title: "value"),
      ],
      rows: rows.map { $0.map { .init(text: $0) } }, naming: 2)
    return TextTable.render(table, width: 118) + "\n\n\(NumberText.grouped(voxels)) voxels of the label \(label)"
  }
}
