import Components
import Runs
import Statistics

/// The study of soft sharing on dense tasks: attention masks and cross-stitched trunks against hard sharing, narrow and as wide
/// as they are large.
package enum StitchesStudy {
  package static let card = StudyCard(
    About(
      "stitches", title: "MTAN and cross-stitch networks",
      "whether attention masks and cross-stitched trunks are better than hard sharing with as many parameters",
      citation: Citation(
        "I. Misra, A. Shrivastava, A. Gupta, M. Hebert", "Cross-stitch Networks for Multi-task Learning", "CVPR", 2016,
        "arXiv 1604.03539"),
      deviations: [
        "Generated rooms at 32×48 pixels with segmentation, depth and normals, and SegNet with 16, 32 and 64 channels, in place of "
          + "NYUv2 and the published networks. Equal weights.",
        "The control with as many parameters is ours. Published comparisons are between networks of different sizes.",
        "Margins are ours: one point of Δm.",
      ]),
    minutes: 20,
    protocolText: [
      "Generated rooms: 320 training, 64 validation and 256 test pictures of 32×48 pixels; segmentation, depth and normals. SegNet with 16, "
        + "32 and 64 channels, Adam at 0.003 with a cosine schedule, batch 8, 10 epochs, equal weights; the epoch with the best "
        + "validation figures.",
      "Δm is the mean over the three tasks of the mean over each task's metrics of the improvement over single-task networks of the same seed, "
        + "in percent; larger is better.",
      "Cross-stitch networks, with a weight for each channel, start from the single-task networks, heads included. Their control are the "
        + "single-task networks trained on for as many epochs. A network of hard sharing has as many parameters as another one if all "
        + "its widths were scaled by one factor until the numbers differ by at most 1 %.",
      "MTAN: Liu, Johns, Davison, End-to-End Multi-Task Learning with Attention, CVPR 2019.",
    ],
    claims: [
      claim(
        "MTAN is better than hard sharing.", mtan, over: hard, source: "abstract of MTAN",
        control: "hard sharing with MTAN's number of parameters is the next claim."),
      claim(
        "MTAN is better than hard sharing with as many parameters.", mtan, over: "hard-as-mtan", source: "ours",
        confidence: .own, control: "the narrow network of hard sharing stands in the claim before."),
      claim(
        "Cross-stitch networks are better than the networks of the single tasks.", stitches, over: further,
        source: "abstract",
        control: "the single-task networks are trained on for as many epochs as the stitched ones."),
      claim(
        "Cross-stitch networks are better than hard sharing with as many parameters.", stitches,
        over: "hard-as-stitches",
        source: "ours", confidence: .own,
        control: "the stitched networks have seen twice the epochs, as their start was trained."),
      claim(
        "Cross-stitch networks are better if they start from single-task networks.", stitches, over: "stitches-drawn",
        source: "the recipe of Vandenhende et al., TPAMI 2021", confidence: .code,
        control: "drawn start values have half the epochs; the claim on single-task networks has equal ones."),
    ],
    experiments: { scale in
      [
        StudyExperiment(hard, yaml("hard", isAlone: true, scale)),
        StudyExperiment("hard-as-mtan", yaml("hard, as-large-as: mtan", scale)),
        StudyExperiment("hard-as-stitches", yaml("hard, as-large-as: cross-stitch", scale)),
        StudyExperiment(mtan, yaml("mtan", scale)),
        StudyExperiment("stitches-drawn", yaml("cross-stitch", scale)),
        StudyExperiment(further, yaml("hard, pretrained: \"${STUDY}/\(hard)\"", isAlone: true, scale)),
        StudyExperiment(stitches, yaml("cross-stitch, pretrained: \"${STUDY}/\(hard)\"", scale)),
      ]
    })

  private static let hard = "hard"
  private static let mtan = "mtan"
  private static let stitches = "stitches"
  private static let further = "trained-on"
  private static let row = "EW"

  /// A claim on Δm of one experiment's row over another's; over the single-task networks for those that are trained on.
  private static func claim(
    _ sentence: String, _ experiment: String, over other: String, source: String,
    confidence: StudyClaim.Confidence = .abstract, control: String
  ) -> StudyClaim {
    StudyClaim(
      sentence, source: source, confidence: confidence, kind: .superiority, margin: 1, unit: "points of Δm",
      experiments: Array(Set([hard, experiment, other])).sorted(), control: control,
      otherwise: "an interval that lies wholly below 1 point."
    ) { results in
      if other == further {
        let values = try results.values(of: .init(experiment, row)) {
          try results.deltaM(of: $0, overSingleTasksOf: further)
        }
        return .init(
          [EffectEstimate(paired: values.sorted { $0.key < $1.key }.map(\.value))],
          ["\(experiment) over single-task networks, trained on"])
      }
      return .init(
        [
          try results.paired(.init(experiment, row), .init(other, row)) {
            try results.deltaM(of: $0, overSingleTasksOf: hard)
          }
        ], ["\(experiment) over \(other)"])
    }
  }

  private static func yaml(_ sharing: String, isAlone: Bool = false, _ scale: StudyCard.Scale) -> String {
    let isQuick = scale == .quick
    let size = isQuick ? "train: 32, validation: 16, test: 16" : "train: 320, validation: 64, test: 256"
    return """
      data: {kind: scenes, \(size), height: 32, width: 48}
      network: {trunk: segnet, widths: \(isQuick ? "[8, 16, 32]" : "[16, 32, 64]"), sharing: \(sharing)}
      training:
        epochs: \(isQuick ? 1 : scale == .full ? 30 : 10)
        batch: 8
        learning-rate: 3e-3
        schedule: cosine
      comparison:
        single-task: \(isAlone)
        seeds: \(isQuick ? 2 : scale == .full ? 10 : 5)
        methods: [ew]
      """
  }
}
