import Components
import Configuration
import Datasets
import Foundation
import Localisation
import Tasks
import Torch

/// The heat maps of a run on photographs of the retina, for its test photographs, next to the boxes that they should find.
///
/// Maps are enlarged to the size of the photographs and scaled to 0 … 1 within the field of view.
package struct LesionMaps {
  /// What belongs to one task.
  package struct Lesion {
    package let task: String
    /// The map of each photograph.
    package let maps: [Plane]
    /// The probability of each photograph that it shows the lesion.
    package let probabilities: [Double]
    /// The boxes of each photograph.
    package let boxes: [[Box]]
    /// What a rule without learning would show: bright spots for exudates, dark ones for haemorrhages.
    package let spots: [Plane]
    /// The maps of a rule or a network in the wrong place.
    var shifted: [Plane] { maps.map { ControlMaps.shifted($0) } }
  }

  /// The numbers of the photographs in their file.
  package let photographs: [Int]
  /// The colours of each photograph, in 0 … 255.
  package let colours: [[Plane]]
  /// Where each photograph can have proposals: its field of view without the edge.
  package let fields: [Mask]
  package let lesions: [Lesion]

  /// Makes the maps of a run.
  ///
  /// - Throws: `PredictionError` for a run on other data, `SettingError` for a network without maps, `DatasetError` if the files of data
  ///   are not as they were.
  package init(of url: URL) throws {
    let run = try TrainedRun(url)
    guard let kind = run.configuration.data as? LesionBoxesConfiguration else {
      throw PredictionError(
        "`\(url.relativeToCurrentFolder)` should be a run on lesion-boxes. Found \(run.parts.data.name).")
    }
    let settings = kind.settings(run.configuration.reading), data = try settings.evaluation()
    let photographs = data.splits[.test] ?? [], height = data.photographs.height, width = data.photographs.width
    let colours = try photographs.map { try data.photographs.channels(of: $0) }
    let fields = try colours.map { try FundusField(of: $0).inner(LocalSpot.margin) }
    let inputs = Tensor(
      try colours.flatMap { try settings.input(of: $0) },
      shape: [photographs.count, 3, settings.height, settings.width])
    let tasks = run.tasks, maps = try run.heatMaps(inputs, of: tasks), outputs = try run.outputs(inputs)
    (self.photographs, self.colours, self.fields) = (photographs, colours, fields)
    lesions = try tasks.map { task -> Lesion in
      // The tasks of these data are the lesions.
      let structure = LesionStructure(rawValue: task)!
      let boxes = try data.boxes.boxes(of: structure, height: height, width: width)
      let rule: LocalSpot = structure == .hardExudates ? .bright : .dark
      return Lesion(
        task: task,
        maps: try zip(maps[task]!, fields).map { map, field in
          try map.resized(height: height, width: width).rescaled(inside: field)
        },
        probabilities: TrainedRun.probabilities(of: task, in: outputs),
        boxes: photographs.map { boxes[$0] },
        spots: try zip(colours, fields).map { try rule.map(of: $0[1]).rescaled(inside: $1) })
    }
  }

  /// The thresholds of proposals. Below them most maps are one proposal that covers the field.
  static let thresholds = stride(from: 0.3, through: 0.95, by: 0.05).map { ($0 * 100).rounded() / 100 }

  /// The numbers of false proposals for each photograph at which the share of found lesions is read.
  package static let falsePositives = [0.5, 1, 2, 4, 8]

  /// The figures of a task, as series by name. For each test photograph with boxes: whether the largest pixel of the map (`hit`), of the map
  /// in the wrong place (`shifted`), of another photograph's map (`other`) and of the spots (`spot`) lies in one, and the chance of a pixel at
  /// random (`chance`). For each of ``falsePositives``: the share of lesions that proposals of the map (`found`) and of the spots
  /// (`spots found`) overlap.
  ///
  /// - Parameter seed: of the choice of other photographs.
  package func series(of lesion: Lesion, seed: UInt64) throws -> [String: [Double]] {
    func hits(_ maps: [Plane]) throws -> [Double] {
      try PointingGame(maps: maps, boxes: lesion.boxes, fields: fields).results.compactMap { $0.map { $0 ? 1 : 0 } }
    }
    func found(_ maps: [Plane]) throws -> [Double] {
      let froc = try FROC(maps: maps, boxes: lesion.boxes, fields: fields, thresholds: Self.thresholds)
      return try Self.falsePositives.map { try froc.sensitivity(atFalsePositivesPerImage: $0) ?? .nan }
    }
    let others = try ControlMaps.others(of: photographs.count, seed: seed)
    return [
      "photographs": zip(photographs, lesion.boxes).compactMap { $1.isEmpty ? nil : Double($0) },
      "hit": try hits(lesion.maps), "shifted": try hits(lesion.shifted), "spot": try hits(lesion.spots),
      "other": try hits(others.map { lesion.maps[$0] }),
      "chance": try zip(lesion.boxes, fields).compactMap { boxes, field in
        try boxes.isEmpty
          ? nil : PointingGame.chance(boxes: [boxes], height: field.height, width: field.width, fields: [field])
      },
      "found": try found(lesion.maps), "spots found": try found(lesion.spots),
    ]
  }
}
