import Foundation
import Radiomics
import Testing

@testable import Datasets

/// The reference values of the Image Biomarker Standardisation Initiative, of three digits, with tolerances, by the initiative's names.
struct InitiativeReference {
  static let folder = dataFolder("ibsi")
  static let absence: Comment = "the folder `ibsi` of real data is not present; set EQUIPOISE_DATA to use it"

  /// Names of features. Those of runs, zones and dependences begin alike.
  private static let sizes = [
    ("SmallEmphasis", "sre sze lde"), ("LargeEmphasis", "lre lze hde"), ("LowGrayLevel", "lgre lgze lgce"),
    ("HighGrayLevel", "hgre hgze hgce"), ("SmallLow", "srlge szlge ldlge"), ("SmallHigh", "srhge szhge ldhge"),
    ("LargeLow", "lrlge lzlge hdlge"), ("LargeHigh", "lrhge lzhge hdhge"), ("GrayLevelNonUniformity", "glnu glnu glnu"),
    ("GrayLevelNonUniformityNormalized", "glnu_norm glnu_norm -"), ("NonUniformity", "rlnu zsnu dcnu"),
    ("NonUniformityNormalized", "rlnu_norm zsnu_norm dcnu_norm"), ("Percentage", "r_perc z_perc -"),
    ("GrayLevelVariance", "gl_var gl_var gl_var"), ("Variance", "rl_var zs_var dc_var"),
    ("Entropy", "rl_entr zs_entr dc_entr"),
  ]

  private static let cooccurrences = [
    ("MaximumProbability", "joint_max"), ("JointAverage", "joint_avg"), ("SumSquares", "joint_var"),
    ("JointEntropy", "joint_entr"), ("DifferenceAverage", "diff_avg"), ("DifferenceVariance", "diff_var"),
    ("DifferenceEntropy", "diff_entr"), ("SumAverage", "sum_avg"), ("SumEntropy", "sum_entr"),
    ("JointEnergy", "energy"), ("Contrast", "contrast"), ("Id", "inv_diff"), ("Idn", "inv_diff_norm"),
    ("Idm", "inv_diff_mom"), ("Idmn", "inv_diff_mom_norm"), ("InverseVariance", "inv_var"), ("Correlation", "corr"),
    ("Autocorrelation", "auto_corr"), ("ClusterTendency", "clust_tend"), ("ClusterShade", "clust_shade"),
    ("ClusterProminence", "clust_prom"), ("Imc1", "info_corr1"), ("Imc2", "info_corr2"),
  ]

  private static let firstOrder = [
    ("Mean", "mean"), ("Variance", "var"), ("Skewness", "skew"), ("Kurtosis", "kurt"), ("Median", "median"),
    ("Minimum", "min"), ("10Percentile", "p10"), ("90Percentile", "p90"), ("Maximum", "max"),
    ("InterquartileRange", "iqr"), ("Range", "range"), ("MeanAbsoluteDeviation", "mad"),
    ("RobustMeanAbsoluteDeviation", "rmad"), ("Energy", "energy"), ("RootMeanSquared", "rms"),
  ]

  private static let shape = [
    ("MeshVolume", "volume"), ("VoxelVolume", "vol_approx"), ("SurfaceArea", "area_mesh"), ("SurfaceVolumeRatio", "av"),
    ("Sphericity", "sphericity"), ("Maximum3DDiameter", "diam"), ("MajorAxisLength", "pca_maj_axis"),
    ("MinorAxisLength", "pca_min_axis"), ("LeastAxisLength", "pca_least_axis"), ("Elongation", "pca_elongation"),
    ("Flatness", "pca_flatness"),
  ]

  /// A feature of the program and its tag without the ending of the aggregation.
  private typealias Pair = (family: FeatureExtractor.Family, name: String, tag: String)

  private static let plain: [Pair] =
    firstOrder.map { (.firstOrder, $0, "stat_\($1)") } + shape.map { (.shape, $0, "morph_\($1)") }
    + [(.firstOrder, "Entropy", "ih_entropy"), (.firstOrder, "Uniformity", "ih_uniformity")]

  private static let texture: [Pair] = {
    let kinds:
      [(
        FeatureExtractor.Family, small: String, large: String, size: String, kind: String, emphasis: String,
        head: String
      )] = [
        (.glrlm, "ShortRun", "LongRun", "RunLength", "Run", "RunEmphasis", "rlm"),
        (.glszm, "SmallArea", "LargeArea", "SizeZone", "Zone", "ZoneEmphasis", "szm"),
        (.gldm, "SmallDependence", "LargeDependence", "Dependence", "Dependence", "Emphasis", "ngl"),
      ]
    let ofSizes = kinds.enumerated().flatMap { place, kind in
      sizes.compactMap { name, tags -> Pair? in
        let own =
          switch name {
          case "SmallEmphasis": kind.small + "Emphasis"
          case "LargeEmphasis": kind.large + "Emphasis"
          case "LowGrayLevel", "HighGrayLevel": name + kind.emphasis
          case "SmallLow", "SmallHigh": kind.small + name.dropFirst(5) + "GrayLevelEmphasis"
          case "LargeLow", "LargeHigh": kind.large + name.dropFirst(5) + "GrayLevelEmphasis"
          case "NonUniformity", "NonUniformityNormalized": kind.size + name
          case "Percentage", "Variance", "Entropy": kind.kind + name
          default: name
          }
        let tag = tags.split(separator: " ")[place]
        return tag == "-" ? nil : (kind.0, own, "\(kind.head)_\(tag)")
      }
    }
    return ofSizes + cooccurrences.map { (.glcm, $0, "cm_\($1)") }
      + ["Coarseness", "Contrast", "Busyness", "Complexity", "Strength"].map {
        (.ngtdm, $0, "ngt_\($0.lowercased())")
      }
  }()

  /// The values and tolerances by tag.
  private let values: [String: (value: Double, tolerance: Double)]

  /// - Parameter dataSet: "digital phantom" or "configuration A".
  init(_ dataSet: String) throws {
    let file = try #require(Self.folder).appending(path: "ibsi1_reference_values.csv")
    var found: [String: (Double, Double)] = [:]
    for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    where line.hasPrefix("\(dataSet),") {
      // The tag is the first cell without quotes behind the names; the consensus begins with a sign or is a range such as 6-9.
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      guard
        let consensus = cells.firstIndex(where: { [">= 10", "6-9", "3-5", "< 3"].contains($0) }),
        let value = Double(cells[consensus + 1]), let tolerance = Double(cells[consensus + 2])
      else { continue }
      found[cells[consensus - 1]] = (value, tolerance)
    }
    values = found
  }

  /// The features that have a reference value, and those of them that differ from it by more than the tolerance and the rounding to three
  /// digits.
  ///
  /// - Parameters:
  ///   - voxels: the number of voxels of the region's form.
  ///   - aggregation: of texture; nil for the features of values and form.
  func compared(
    _ features: [(family: FeatureExtractor.Family, feature: Feature)], voxels: Int, _ aggregation: Aggregation?
  ) throws -> (count: Int, misses: [String]) {
    var count = 0, misses: [String] = []
    for (family, name, head) in aggregation == nil ? Self.plain : Self.texture {
      let tag = head + (aggregation.map { Self.ending($0, family) } ?? "")
      guard let (value, tolerance) = values[tag] else { continue }
      var own = try #require(features.first { $0.family == family && $0.feature.name == name }, "\(name)").feature.value
      // The initiative's kurtosis is that in excess of a normal distribution, and the variances of its axes divide by n − 1.
      if name == "Kurtosis" { own -= 3 }
      if name.hasSuffix("AxisLength") { own *= (Double(voxels) / Double(voxels - 1)).squareRoot() }
      let digits = value == 0 ? 0 : pow(10, floor(log10(abs(value))) - 2) / 2
      if !(abs(own - value) <= tolerance + digits * 1.001) { misses.append("\(tag): \(own), \(value) ± \(tolerance)") }
      count += 1
    }
    return (count, misses)
  }

  private static func ending(_ aggregation: Aggregation, _ family: FeatureExtractor.Family) -> String {
    let dimension = aggregation.isOfEachSlice ? "_2D" : aggregation.isFlat ? "_2_5D" : "_3D"
    return dimension + (family == .glcm || family == .glrlm ? aggregation.isMerged ? "_comb" : "_avg" : "")
  }
}
