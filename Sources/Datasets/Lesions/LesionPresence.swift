import Components
import Foundation
import Localisation
import Statistics
import Tasks

/// Fundus photographs in which lesions are marked by boxes, read for tasks that know of each lesion only whether a photograph shows
/// it. The boxes then tell where a network should have looked.
///
/// Inputs are the local contrast of the photographs, taken at their own size and then resized.
///
/// Source: W. Gondal, J. Köhler, R. Grzeszick, G. Fink, M. Hirsch, [Weakly-supervised localization of diabetic retinopathy lesions
/// in retinal fundus images](https://arxiv.org/abs/1706.09634), ICIP 2017.
public struct LesionPresence: Hashable, Sendable {
  /// The path of the IDX file of photographs.
  public var photographs: String
  /// The path of the CSV file of boxes.
  public var boxes: String
  /// The height of the inputs in pixels.
  public var height = 128
  /// The width of the inputs in pixels.
  public var width = 192
  /// The change of the photographs before they are resized.
  public var contrast = LocalContrast()
  /// The share of the photographs for validation, 0 or above. With 0 all that are not for test are trained on, and a fifth of them serves
  /// as validation too.
  public var validation = 0.1
  /// The share of the photographs for test, above 0; it does not count if there is a fold.
  public var test = 0.2
  /// The seed of the division.
  public var seed: UInt64 = 0
  /// The fold that is the test split; nil for a share.
  public var fold: Fold?

  public init(photographs: String, boxes: String) { (self.photographs, self.boxes) = (photographs, boxes) }

  /// The names of the tasks, those of the lesions.
  public static var taskNames: [String] { LesionStructure.lesions.map(\.rawValue) }

  /// The tasks, judged by the area under the receiver operating characteristic.
  package static func tasks() throws -> [LearningTask] {
    try taskNames.map { try LearningTask.binary($0, isComplete: true).measured(by: ["auc"]) }
  }

  /// The share of the trained photographs that serves as validation if none is held out.
  private static let shownAgain = 0.2

  /// The photographs of each split, in ascending order. Lesions are spread evenly over folds.
  ///
  /// - Throws: `DatasetError` for fewer photographs than folds, or a split without photographs.
  func division(_ lesions: LesionBoxes) throws -> [Split: [Int]] {
    let share = validation > 0 ? validation : Self.shownAgain
    let splits: [Split]
    if let fold {
      var units = StratifiedUnits(count: lesions.images, name: "photographs")
      for lesion in LesionStructure.lesions {
        units.add(
          classes: lesions.presence(of: lesion).map { $0 ? 1 : 0 }, unit: Array(0..<lesions.images))
      }
      splits = try fold.splits(of: units, validation: share, seed: seed, path: photographs)
    } else {
      splits = TableRows.shares(lesions.images, validation: share, test: test, seed: seed)
    }
    var parts = Dictionary(grouping: splits.indices) { splits[$0] }
    if validation == 0 { parts[.train] = (parts[.train, default: []] + parts[.validation, default: []]).sorted() }
    for split in Split.allCases where parts[split, default: []].isEmpty {
      throw DatasetError("The split `\(split)` of `\(photographs)` should have photographs. Found none.")
    }
    return parts
  }
}

extension LesionPresence {
  /// The input that a network sees of a photograph: the local contrast of its colours, resized.
  ///
  /// - Parameter channels: red, green and blue in 0 … 255, of one size.
  /// - Returns: `[3, height, width]`, in − limit … limit.
  /// - Throws: `LocalisationError` for a photograph without a field of view, or a wrong setting.
  public func input(of channels: [Plane]) throws -> [Float] {
    try contrast(channels, field: FundusField(of: channels)).flatMap { plane in
      try plane.resized(height: height, width: width).values.map(Float.init)
    }
  }

  /// What an evaluation of heat maps needs besides the tasks: the photographs, the boxes and the photographs of each split.
  public struct Evaluation: Sendable {
    public let photographs: FundusPhotographs
    public let boxes: LesionBoxes
    /// The numbers of the photographs of each split, in the order of the samples.
    public let splits: [Split: [Int]]
  }

  /// Reads the files and divides the photographs.
  ///
  /// - Throws: `DatasetError` if a file or the division is wrong.
  public func evaluation() throws -> Evaluation {
    let photographs = try FundusPhotographs(URL(filePath: photographs))
    let boxes = try LesionBoxes(URL(filePath: boxes), images: photographs.count)
    return Evaluation(photographs: photographs, boxes: boxes, splits: try division(boxes))
  }
}
