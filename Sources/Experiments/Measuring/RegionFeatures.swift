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
  /// The number of voxels of the region.
  package let voxels: Int
  /// By family and name; nil for one that is not defined.
  package let features: [String: [String: Double?]]

  /// Reads both files and measures.
  ///
  /// - Throws: `DatasetError` for files that are no volumes, for grids that differ, and for a mask without the label.
  package init(_ image: String, mask: String, label: Int = 1, _ extractor: FeatureExtractor) throws {
    let volume = try Volume(reading: image), marks = try Volume(reading: mask)
    try volume.checkGrid(of: marks, image, mask)
    let region = Region(
      volume.values, mask: marks.values.map { $0 == Double(label) }, sizes: volume.sizes, spacing: volume.spacing)
    guard let region else {
      let labels = Set(marks.values.prefix(1 << 22)).sorted().prefix(Self.mostLabels).map(NumberText.printed)
      throw DatasetError(
        "The mask `\(mask)` should have voxels of the label \(label). Found \(labels.joined(separator: ", ")).")
    }
    guard region.inner.allSatisfy(\.isFinite) else {
      throw DatasetError(
        "The voxels of `\(image)` should be finite where `\(mask)` has the label \(label). Found one that is not.")
    }
    if let reason = extractor.binning.problem(for: region) { throw DatasetError("\(reason) Image: `\(image)`.") }
    (self.image, self.mask, self.label, voxels) = (image, mask, label, region.count)
    features = extractor.features(of: region).reduce(into: [:]) { all, item in
      let value: Double? = item.feature.value.isNaN ? nil : item.feature.value
      all[item.family.rawValue, default: [:]][item.feature.name] = .some(value)
    }
  }

  /// The most labels that an error lists.
  private static let mostLabels = 10

  package func json() throws -> String { try JSONText.encode(self) }

  /// A line for each feature.
  package var text: String {
    let rows = FeatureExtractor.Family.allCases.flatMap { name in
      (features[name.rawValue] ?? [:]).sorted { $0.key < $1.key }.map { feature, value in
        [name.rawValue, feature, value.map(NumberText.printed) ?? "not defined"]
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
