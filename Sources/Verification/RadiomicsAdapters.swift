import Foundation
import Radiomics
import Torch

extension Verification {
  /// Radiomic features of small volumes.
  static let radiomicsAdapters: [String: GoldenAdapter] = [
    "Radiomics_firstorder": { item in
      let region = try region(item)
      return named(
        FirstOrder.features(
          region, try levels(item, region), shift: try item.hyperparameters.number("voxelArrayShift", default: 0)))
    },
    "Radiomics_shape": { named(ShapeFeatures.features(try region($0))) },
    "Radiomics_glcm": { item in
      named(
        GLCM.features(
          try levels(item), distances: try distances(item),
          isSymmetric: try item.hyperparameters.bool("symmetricalGLCM", default: true), isFlat: try isFlat(item)))
    },
    "Radiomics_glrlm": { named(GLRLM.features(try levels($0), isFlat: try isFlat($0))) },
    "Radiomics_glszm": { named(GLSZM.features(try levels($0), isFlat: try isFlat($0))) },
    "Radiomics_gldm": { item in
      named(
        GLDM.features(
          try levels(item), alpha: try item.hyperparameters.integer("gldm_a", default: 0),
          distances: try distances(item),
          isFlat: try isFlat(item)))
    },
    "Radiomics_ngtdm": {
      named(NGTDM.features(try levels($0), distances: try distances($0), isFlat: try isFlat($0)))
    },
    "RadiomicsDiscretisation": { item in
      let levels = try levels(item)
      return [
        "levels_inside_mask": GoldenValue(levels.levels.filter { $0 > 0 }.map(Double.init)),
        "histogram": GoldenValue(levels.histogram.map(Double.init)),
      ]
    },
  ]

  private static func named(_ features: [Feature]) -> [String: GoldenValue] {
    Dictionary(uniqueKeysWithValues: features.map { ($0.name, .number($0.value)) })
  }

  /// The volume of a case, normalised if it says so: less the mean of all voxels, divided by their deviation.
  private static func region(_ item: GoldenCase) throws -> Region {
    let volume = try item.input.object("volume"), voxels = try volume.tensor("voxels")
    var numbers = voxels.flatten().array(of: Double.self)
    if try item.hyperparameters.bool("normalize", default: false) {
      let mean = numbers.reduce(0, +) / Double(numbers.count)
      let squares = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      let deviation = (squares / Double(numbers.count - 1)).squareRoot()
      numbers = numbers.map { ($0 - mean) / deviation }
    }
    let region = Region(
      numbers, mask: try volume.tensor("mask").flatten().array(of: Double.self).map { $0 == 1 },
      sizes: voxels.shape.reversed(), spacing: try volume.numbers("spacing_xyz"))
    guard let region else { throw GoldenError("`mask` should mark voxels. Found none.") }
    return region
  }

  private static func levels(_ item: GoldenCase, _ region: Region? = nil) throws -> GreyLevels {
    let settings = item.hyperparameters
    let binning: GreyLevels.Binning =
      settings.has("binCount") ? .count(try settings.integer("binCount")) : .width(try settings.number("binWidth"))
    return GreyLevels(try region ?? self.region(item), binning)
  }

  private static func distances(_ item: GoldenCase) throws -> [Int] {
    try item.hyperparameters.has("distances") ? item.hyperparameters.numbers("distances").map { Int($0) } : [1]
  }

  private static func isFlat(_ item: GoldenCase) throws -> Bool {
    try item.hyperparameters.bool("force2D", default: false)
  }
}
