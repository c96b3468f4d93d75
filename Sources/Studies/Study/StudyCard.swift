import Components
import Foundation
import Printing
import Reports
import Runs
import Statistics

/// A published study: what it claims, the experiments that test it, and how their figures decide.
///
/// A study is one file with a card, and one line in ``Studies``. It holds no method's arithmetic: its experiments are ordinary
/// ones, its runs lie in ordinary folders, and its effects are functions of their figures.
package struct StudyCard: ComponentCard {
  /// How much of a study is run.
  package enum Scale: String, Sendable, Hashable, Codable, CaseIterable {
    /// A look at whether everything works: its claims get no verdict.
    case quick
    /// What decides the claims on two cores.
    case standard
    /// The size of the paper, as far as the data allow.
    case full
  }

  package let about: About
  /// The data that has to be there.
  package let data: [StudyData]
  /// The minutes of a standard run on two cores, about.
  package let minutes: Int
  /// The protocol, a sentence each.
  package let protocolText: [String]
  package let claims: [StudyClaim]
  /// The experiments at a scale, in the order in which they are run.
  package let experiments: @Sendable (Scale) -> [StudyExperiment]
  /// What the study takes from a run besides its result, for its effects: series by name, such as a loss of each epoch.
  package let kept: @Sendable (RunFolder.Finished) -> [String: [Double]]
  /// Tables of its own for the study's page, from the results.
  package let tables: @Sendable (StudyResults) throws -> [ReportTable]
  /// Plots of its own for the study's page, from the results.
  package let plots: @Sendable (StudyResults) throws -> [Plot]
  /// The simulations at a scale, those of a group side by side.
  package let simulations: @Sendable (Scale) -> [StudySimulation]
  /// Figures that need no run, by name. They are computed again by every check.
  package let computed: @Sendable (Scale) throws -> [String: Double]

  package init(
    _ about: About, data: [StudyData] = [], minutes: Int, protocolText: [String], claims: [StudyClaim],
    experiments: @escaping @Sendable (Scale) -> [StudyExperiment] = { _ in [] },
    kept: @escaping @Sendable (RunFolder.Finished) -> [String: [Double]] = { _ in [:] },
    tables: @escaping @Sendable (StudyResults) throws -> [ReportTable] = { _ in [] },
    plots: @escaping @Sendable (StudyResults) throws -> [Plot] = { _ in [] },
    simulations: @escaping @Sendable (Scale) -> [StudySimulation] = { _ in [] },
    computed: @escaping @Sendable (Scale) throws -> [String: Double] = { _ in [:] }
  ) {
    self.about = about
    self.data = data
    self.minutes = minutes
    self.protocolText = protocolText
    self.claims = claims
    self.experiments = experiments
    self.kept = kept
    self.tables = tables
    self.plots = plots
    self.simulations = simulations
    self.computed = computed
  }

  package var facts: [Fact] {
    [
      Fact("claims", "\(claims.count)"),
      Fact("data", data.isEmpty ? "generated" : data.map(\.name).joined(separator: ", ")),
      Fact("standard", "\(minutes) min"),
    ]
  }
}

/// One experiment of a study: its YAML, with a name that differs from those of the study's others.
package struct StudyExperiment: Sendable, Hashable {
  package var name: String
  /// The experiment without `name` and `output`. Files stand below `${EQUIPOISE_DATA}`; an experiment before this one, from
  /// whose runs its own start, is `network.pretrained: ${STUDY}/NAME`.
  package var yaml: String

  package init(_ name: String, _ yaml: String) {
    self.name = name
    self.yaml = yaml
  }
}

/// Data that a study needs and that the toolkit cannot generate.
package struct StudyData: Sendable, Hashable {
  package var name: String
  /// Files that are there if the data is, below the folder of data; all in one folder.
  package var files: [String]
  /// Where it comes from.
  package var source: String

  package init(_ name: String, file: String..., source: String) {
    self.name = name
    files = file
    self.source = source
  }

  /// Whether an experiment reads it: it then names the folder of the files.
  func isRead(by experiment: StudyExperiment) -> Bool {
    let folders = Set(files.map { $0.prefix { $0 != "/" } })
    return folders.contains { experiment.yaml.contains("${EQUIPOISE_DATA:-data}/\($0)") }
  }
}

extension StudyData {
  static let mnist = StudyData(
    "mnist", file: "mnist/train-images-idx3-ubyte.gz", "mnist/train-labels-idx1-ubyte.gz",
    "mnist/t10k-images-idx3-ubyte.gz", "mnist/t10k-labels-idx1-ubyte.gz",
    source: "the four files of MNIST, gzipped, in the folder mnist")

  static let camvid = StudyData(
    "camvid", file: "camvid/160x120/train/0001TP_006690.png",
    source: "CamVid as SegNet's authors distribute it, scaled to 160×120 pixels, in the folder camvid/160x120")

  static let fashion = StudyData(
    "fashion-mnist", file: "fashion-mnist/train-images-idx3-ubyte.gz", "fashion-mnist/train-labels-idx1-ubyte.gz",
    "fashion-mnist/t10k-images-idx3-ubyte.gz", "fashion-mnist/t10k-labels-idx1-ubyte.gz",
    source: "the four files of Fashion-MNIST, gzipped, in the folder fashion-mnist")

  static let school = StudyData(
    "school", file: "school/school.csv.gz",
    source: "the School data as a table with the columns task, y and x0 to x27, gzipped, in the folder school")

  static let sarcos = StudyData(
    "sarcos", file: "sarcos/sarcos_inv_test.f64le.gz",
    source: "the published test matrix of SARCOS as float64, gzipped, in the folder sarcos")

  static let adult = StudyData(
    "adult", file: "adult/adult.data.gz", "adult/adult.test.gz",
    source:
      "adult.data and adult.test of the UCI repository with a first line that names the columns, gzipped, in the folder adult"
  )

  static let waterQuality = StudyData(
    "water-quality", file: "mulan-multitarget/wq.arff.gz",
    source: "water quality of Mulan's multi-target data sets, gzipped, in the folder mulan-multitarget")

  static let parkinsons = StudyData(
    "parkinsons-telemonitoring", file: "parkinsons-telemonitoring/parkinsons_updrs.data.gz",
    source: "parkinsons_updrs.data of the UCI repository, gzipped, in the folder parkinsons-telemonitoring")

  static let tox21 = StudyData(
    "tox21", file: "moleculenet/tox21.csv.gz", "moleculenet/tox21_ecfp4_1024.bits.gz",
    source: "tox21.csv.gz of MoleculeNet with fingerprints of 1,024 bits, in the folder moleculenet")

  static let processMonitoring = StudyData(
    "process-monitoring", file: "process-monitoring/Sepsis.csv.gz",
    source: "Sepsis.csv.gz of https://github.com/lukaskirchdorfer/MTL4PPM, in the folder process-monitoring")

  static let mulan = StudyData(
    "mulan-multitarget",
    file: "mulan-multitarget/andro.arff.gz", "mulan-multitarget/atp1d.arff.gz", "mulan-multitarget/edm.arff.gz",
    "mulan-multitarget/enb.arff.gz", "mulan-multitarget/jura.arff.gz", "mulan-multitarget/sf1.arff.gz",
    source: "six of the Mulan data sets, gzipped, in the folder mulan-multitarget")

  static let enb = StudyData(
    "mulan-multitarget", file: "mulan-multitarget/enb.arff.gz",
    source: "enb.arff of the Mulan data sets, gzipped, in the folder mulan-multitarget")
}
