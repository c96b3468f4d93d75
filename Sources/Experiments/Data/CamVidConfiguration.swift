import Datasets
import Foundation

/// CamVid's road scenes as SegNet's authors distribute them: PNGs in `train`, `val`, `test` and their labels.
public struct CamVidConfiguration: DataKind {
  public static let name = "camvid"
  public static let summary = "road scenes with segmentation, class boundaries and which classes are there"
  public static let usualTrunk = TrunkConfiguration.Kind.segnet

  /// The absolute path of the folder that holds `train` and `trainannot`, and so on.
  public var folder: String
  let files: FileReadingConfiguration

  public init(reading section: ConfigurationSection, catalogue: ExperimentCatalogue) throws {
    folder = try section.path("folder")
    files = try FileReadingConfiguration(reading: section)
  }

  public var taskNames: [String] { ["segmentation", "boundary", "presence"] }

  public func source(_ reading: DataReading) throws -> DataSource {
    try .camVid(folder: URL(filePath: folder), reading: files.reading(reading))
  }
}
