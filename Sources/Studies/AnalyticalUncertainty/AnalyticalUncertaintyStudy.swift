import Components
import Runs

/// The study of analytical uncertainty weighting: whether UW-SO is as good as the best constant weights, at what cost, and why.
package enum AnalyticalUncertaintyStudy {
  package static let card = StudyCard(
    About(
      "analytical-uncertainty", title: "Analytical uncertainty weighting",
      "whether a softmax of the inverse losses is as good as the best constant weights, and what it costs to tune",
      citation: Citation(
        "L. Kirchdorfer, C. Elich, S. Kutsche, H. Stuckenschmidt, L. Schott, J. M. Köhler",
        "Analytical Uncertainty-Based Loss Weighting in Multi-Task Learning", "GCPR", 2024, "arXiv 2408.07985"),
      deviations: [
        "Generated rooms, two digits, School, SARCOS, Adult, Tox21 and Sepsis in place of NYUv2, Cityscapes and CelebA, with networks and "
          + "epochs that two cores can train. CamVid is in a full run alone.",
        "What was cut for the time: 160 rooms of 24×32 pixels and 16 epochs, 3,000 digits and 8 epochs, half of Sepsis' prefixes with "
          + "their last 24 events and 8 epochs, three learning rates instead of five, three weight decays instead of six. Seeds were not cut.",
        "The temperature of UW-SO is searched among 1, 3, 10, 30 and 100 for every data set, without a finer grid. The weights of "
          + "Scalarization have steps of 0.1, without a finer grid; with 12 and 139 tasks it is left out, as in the paper with 40.",
        "The kept epoch is that with the best validation metrics by this toolkit's rule, the mean logarithm of the tasks' errors, and no "
          + "training is stopped early. The paper stops by validation Δm.",
        "The rate halves after each quarter of the epochs.",
        "Δm is the mean over tasks of the mean over each task's metrics, larger is better. The paper's is over all metrics, smaller is better. "
          + "In claim 4 both widths have the narrow single-task networks as baseline, as the paper has SegNet's.",
        "A bad start of UW is a log-variance of 1 in place of −0.5; the paper does not say its second start.",
        "The over-fitting of single tasks is looked for on Tox21, in the paper on CelebA.",
      ]),
    data: [
      .mnist, .school, .sarcos, .adult, .tox21, .processMonitoring, .camvid,
    ],
    minutes: 110,
    protocolText: [
      "Each data set has a search: three learning rates with each value of a method's own parameter on seed 0, at a weight decay of "
        + "1e-5, then two other weight decays at the best point, all chosen by Δm on validation. Each task alone is searched in the same way. "
        + "Grids over temperatures stop all but the best value and its neighbours after a quarter of the epochs.",
      "The figures are those of seeds 1 to 5, which took no part in the search, at the chosen points. Runs of the search are no evidence, "
        + "except for their number, steps and seconds in claim 2.",
      "Intervals over data sets redraw seeds and data sets. Rooms count once among the data sets of claim 3, with the narrow network.",
      "Claims on learning rates, temperatures, starts, scales and oscillation have experiments of their own without a search, with "
        + "five seeds each.",
      "The spread between methods is that between the method that is best and the one that is worst in the mean of the other seeds, so that "
        + "noise does not widen it.",
    ],
    claims: comparing + sensitivity + behaviour,
    experiments: { scale in
      SearchedData.all.map { StudyExperiment($0.name, $0.search(scale)) }
        + (scale == .full ? [StudyExperiment(SearchedData.camvid.name, SearchedData.camvid.search(scale))] : [])
        + factored.map { StudyExperiment(factorial($0), $0.factors(scale)) }
        + [
          StudyExperiment(rooms, SearchedData.scenes.rooms(scale)),
          StudyExperiment(scaledRooms, SearchedData.scenes.scaledRooms(scale)),
          StudyExperiment(temperatures, SearchedData.scenes.temperatures(scale)),
          StudyExperiment(overfitting, SearchedData.tox21.overfitting(scale)),
        ]
    },
    kept: { run in
      switch run.result.experiment {
      case rooms: Trajectory(run.records, of: run.result.tasks).series
      case overfitting: Trajectory(run.records, of: run.result.tasks).rises
      default: [:]
      }
    })

  // MARK: names

  static let rooms = "rooms"
  static let scaledRooms = "rooms-scaled"
  static let temperatures = "temperatures"
  static let overfitting = "overfitting"

  /// The data sets of the tables of learning rates and weight decays.
  static let factored = [SearchedData.multiMNIST, .sarcos, .tox21]
  static func factorial(_ data: SearchedData) -> String { "rates-\(data.name)" }
}
