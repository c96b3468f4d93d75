import Foundation
import Radiomics
import TestSupport
import Testing

@testable import Datasets

/// The digital phantom of the Image Biomarker Standardisation Initiative: levels of 1 to 6 with consensus values of three digits.
@Suite struct DigitalPhantomTests {
  private static let folder = dataFolder("ibsi")

  /// The initiative's names of features. Those of runs, zones and dependences begin alike.
  private static let sizes = [
    ("SmallEmphasis", "sre sze lde"), ("LargeEmphasis", "lre lze hde"), ("LowGrayLevel", "lgre lgze lgce"),
    ("HighGrayLevel", "hgre hgze hgce"), ("SmallLow", "srlge szlge ldlge"), ("SmallHigh", "srhge szhge ldhge"),
    ("LargeLow", "lrlge lzlge hdlge"), ("LargeHigh", "lrhge lzhge hdhge"), ("GrayLevelNonUniformity", "glnu glnu glnu"),
    ("GrayLevelNonUniformityNormalized", "glnu_norm glnu_norm -"), ("NonUniformity", "rlnu zsnu dcnu"),
    ("NonUniformityNormalized", "rlnu_norm zsnu_norm dcnu_norm"), ("Percentage", "r_perc z_perc -"),
    ("GrayLevelVariance", "gl_var gl_var gl_var"), ("Variance", "rl_var zs_var dc_var"),
    ("Entropy", "rl_entr zs_entr dc_entr"),
  ]

  private static let texture: [(feature: String, tag: String)] = [
    ("MaximumProbability", "joint_max"), ("JointAverage", "joint_avg"), ("SumSquares", "joint_var"),
    ("JointEntropy", "joint_entr"), ("DifferenceAverage", "diff_avg"), ("DifferenceVariance", "diff_var"),
    ("DifferenceEntropy", "diff_entr"), ("SumAverage", "sum_avg"), ("SumEntropy", "sum_entr"),
    ("JointEnergy", "energy"),
    ("Contrast", "contrast"), ("Id", "inv_diff"), ("Idn", "inv_diff_norm"), ("Idm", "inv_diff_mom"),
    ("Idmn", "inv_diff_mom_norm"), ("InverseVariance", "inv_var"), ("Correlation", "corr"),
    ("Autocorrelation", "auto_corr"),
    ("ClusterTendency", "clust_tend"), ("ClusterShade", "clust_shade"), ("ClusterProminence", "clust_prom"),
    ("Imc1", "info_corr1"), ("Imc2", "info_corr2"),
  ]

  private static let firstOrder = [
    ("Mean", "mean"), ("Variance", "var"), ("Skewness", "skew"), ("Median", "median"), ("Minimum", "min"),
    ("10Percentile", "p10"), ("90Percentile", "p90"), ("Maximum", "max"), ("InterquartileRange", "iqr"),
    ("Range", "range"),
    ("MeanAbsoluteDeviation", "mad"), ("RobustMeanAbsoluteDeviation", "rmad"), ("Energy", "energy"),
    ("RootMeanSquared", "rms"),
  ]

  private static let shape = [
    ("MeshVolume", "volume"), ("VoxelVolume", "vol_approx"), ("SurfaceArea", "area_mesh"), ("SurfaceVolumeRatio", "av"),
    ("Sphericity", "sphericity"), ("Maximum3DDiameter", "diam"), ("Elongation", "pca_elongation"),
    ("Flatness", "pca_flatness"),
  ]

  /// The consensus values and tolerances by tag.
  private static func benchmarks() throws -> [String: (value: Double, tolerance: Double)] {
    let file = try #require(folder).appending(path: "ibsi1_reference_values.csv")
    var found: [String: (Double, Double)] = [:]
    for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    where line.hasPrefix("digital phantom,") {
      // The tag is the first cell without quotes behind the names; the consensus begins with a sign.
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      guard let consensus = cells.firstIndex(where: { $0.hasPrefix(">=") || $0.hasPrefix("<") }),
        let value = Double(cells[consensus + 1]), let tolerance = Double(cells[consensus + 2])
      else { continue }
      found[cells[consensus - 1]] = (value, tolerance)
    }
    return found
  }

  @Test(.enabled(if: folder != nil, "the folder `ibsi` of real data is not present; set EQUIPOISE_DATA to use it"))
  func theConsensusOfTheInitiativeIsMet() throws {
    let folder = try #require(Self.folder).appending(path: "digital_phantom")
    let volume = try Volume(reading: folder.appending(path: "phantom.nii.gz").path)
    let mask = try Volume(reading: folder.appending(path: "mask.nii.gz").path)
    try volume.checkGrid(of: mask, "phantom", "mask")
    let region = try #require(
      Region(volume.values, mask: mask.values.map { $0 == 1 }, sizes: volume.sizes, spacing: volume.spacing))
    let features = FeatureExtractor(.none).features(of: region), benchmarks = try Self.benchmarks()
    var compared = 0
    func compare(_ family: FeatureExtractor.Family, _ name: String, _ tag: String) throws {
      guard !tag.contains("-"), let (value, tolerance) = benchmarks[tag] else { return }
      let own = try #require(features.first { $0.family == family && $0.feature.name == name }, "\(name)").feature.value
      // Values have three digits.
      let digits = value == 0 ? 0 : pow(10, floor(log10(abs(value))) - 2) / 2
      #expect(abs(own - value) <= tolerance + digits * 1.001, "\(tag): \(own), \(value)")
      compared += 1
    }
    for (name, tag) in Self.firstOrder { try compare(.firstOrder, name, "stat_\(tag)") }
    for (name, tag) in Self.shape { try compare(.shape, name, "morph_\(tag)") }
    for (name, tag) in Self.texture { try compare(.glcm, name, "cm_\(tag)_3D_avg") }
    for name in ["Coarseness", "Contrast", "Busyness", "Complexity", "Strength"] {
      try compare(.ngtdm, name, "ngt_\(name.lowercased())_3D")
    }
    let kinds:
      [(
        FeatureExtractor.Family, small: String, large: String, size: String, kind: String, emphasis: String,
        head: String, tail: String
      )] = [
        (.glrlm, "ShortRun", "LongRun", "RunLength", "Run", "RunEmphasis", "rlm", "_3D_avg"),
        (.glszm, "SmallArea", "LargeArea", "SizeZone", "Zone", "ZoneEmphasis", "szm", "_3D"),
        (.gldm, "SmallDependence", "LargeDependence", "Dependence", "Dependence", "Emphasis", "ngl", "_3D"),
      ]
    for (place, kind) in kinds.enumerated() {
      for (name, tags) in Self.sizes {
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
        try compare(kind.0, own, "\(kind.head)_\(tags.split(separator: " ")[place])\(kind.tail)")
      }
    }
    #expect(compared == 95, "\(compared)")
  }
}
