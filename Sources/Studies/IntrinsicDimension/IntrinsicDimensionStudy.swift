import Components
import Experiments
import Foundation
import Printing
import Runs
import Statistics

/// The study of low amortised intrinsic dimension: do tasks that learn a subspace together need fewer numbers each, and what do so few
/// numbers say about the errors on new samples?
enum IntrinsicDimensionStudy {
  static let card = StudyCard(
    About(
      "intrinsic-dimension", title: "Low amortised intrinsic dimension",
      "how few trained numbers a task needs alone and together with others, and the bounds on its errors that follow",
      citation: Citation(
        "H. Zakerinia, D. Ghobadi, C. Lampert",
        "From Low Intrinsic Dimensionality to Non-Vacuous Generalization Bounds in Deep Multi-Task Learning", "", 2025,
        "arXiv 2501.19067"),
      deviations: [
        "Only the abstract could be read. Data, networks, sizes and margins are ours, and the constants of the bounds are derived here.",
        "The paper states the number of trained numbers; the form of the basis, a random matrix for each column, is a reconstruction.",
        "A task alone is a subspace of one column whose coefficient is trained too.",
        "The quantised numbers are not trained further.",
      ]),
    data: [.mnist],
    minutes: 45,
    protocolText: [
      "Thirty yes-or-no tasks on four common features of twenty inputs (`shared-features`); 400 training, 200 validation and 1,000 test "
        + "samples of each task, drawn anew for each seed. An MLP 20-32-1 of 705 weights in a random subspace, dense matrices times 5.",
      "Together: Adam at 0.02, equal weights, 1,500 updates of all training samples, with l numbers for each of k columns: l k / 30 + k numbers "
        + "for each task. Alone: 600 updates with d numbers.",
      "The goal of a seed is the best mean test accuracy of tasks alone, over the sizes, less two points. The size at the goal is read from a "
        + "line through the mean accuracies, over the logarithm of the size, after isotonic regression.",
      "Bounds: 4, 6, 10 or 16 values for a number; the choice costs two bits. The error is that of the decoded network on the training samples, "
        + "δ is 0.05. A bound of a task alone pays for the whole shared vector with the task's samples and δ / n.",
      "Digits: ten tasks of 600 MNIST pictures, in each of which the classes have another order (`permuted-labels`). An MLP 784-32-10 with "
        + "Kronecker matrices, \(digits.length) numbers for each of \(digits.basis) columns, \(digits.updates) updates.",
      "Validity: four tasks of 100 samples, l = 8, k = 2, 200 updates, for each of 200 draws; the error of new samples is that of 2,000 test samples "
        + "of each task.",
    ],
    claims: claims, experiments: experiments,
    kept: { run in
      guard run.result.label == row, run.result.failure == nil, let folder = run.folder,
        let certificate = try? RunCertificate(of: folder, delta: delta)
      else { return [:] }
      return [
        "bound": [certificate.bounds.fastRate], "guessing": [certificate.guessing],
        "decoded": [certificate.bounds.empiricalRisk], "tested": certificate.tested.map { [$0] } ?? [],
        "bits": [Double(certificate.message.bits.total)],
        "single": certificate.single.map(\.fastRate),
      ]
    },
    tables: { results in [try sizes(results), try bounds(results)] })

  static let row = "EW"
  static let delta = 0.05
  static let tasks = 30

  /// A subspace that tasks learn together.
  struct Joint: Hashable {
    let length: Int
    let basis: Int
    var name: String { "together-\(length)-\(basis)" }
    /// The trained numbers for each task.
    var amortised: Double { Double(length * basis) / Double(tasks) + Double(basis) }
  }

  /// The sizes in ascending order.
  static let joints = [(20, 4), (40, 4), (20, 6), (60, 4), (40, 6)].map(Joint.init)
  /// The subspace whose bounds are judged, that of the least bound in a trial of one seed.
  static let judged = joints[4]
  static let dimensions = [8, 16, 32, 64, 128]
  static func alone(_ dimension: Int) -> String { "alone-\(dimension)" }

  static let digits = (name: "digits", tasks: 10, length: 100, basis: 10, updates: 500)
  static let validity = (name: "validity", tasks: 4, draws: 200)

  // MARK: experiments

  private static func sets(_ count: Int, _ section: (Int) -> String) -> String {
    "data:\n  sets:\n" + (1...count).map { "    set\($0): {\(section($0)), seed: run}\n" }.joined()
  }

  private static func features(_ tasks: Int, _ counts: String) -> String {
    sets(tasks) { "kind: shared-features, tasks: \(tasks), task: \($0)\(counts)" }
  }

  private static func training(_ updates: Int, batch: Int) -> String {
    """
    training: {epochs: \(max(updates / 100, 1)), updates-per-epoch: \(min(updates, 100)), batch: \(batch), learning-rate: 0.02, schedule: constant, early-stopping: none}

    """
  }

  private static func network(_ joint: Joint, _ expansion: String) -> String {
    "network: {trunk: mlp, hidden: [32], sharing: {kind: subspace, shared-dimension: \(joint.length), basis: \(joint.basis), "
      + "expansion: \(expansion), scale: 5}}\n"
  }

  private static let experiments: @Sendable (StudyCard.Scale) -> [StudyExperiment] = { scale in
    let isQuick = scale == .quick, seeds = isQuick ? 2 : 5
    func updates(_ count: Int) -> Int { isQuick ? 20 : count }
    let together = joints.map { joint in
      StudyExperiment(
        joint.name,
        features(tasks, "") + network(joint, "dense") + training(updates(1_500), batch: 400)
          + "comparison: {single-task: false, seeds: \(seeds), methods: [ew]}\n")
    }
    let single = dimensions.map { dimension in
      StudyExperiment(
        alone(dimension),
        features(tasks, "") + network(Joint(length: dimension, basis: 1), "dense")
          + training(updates(600), batch: 400) + "comparison: {seeds: \(seeds), methods: []}\n")
    }
    let mnist = sets(digits.tasks) {
      "kind: permuted-labels, folder: \"${EQUIPOISE_DATA:-data}/mnist\", tasks: \(digits.tasks), task: \($0)"
    }
    return together + single + [
      StudyExperiment(
        digits.name,
        mnist + network(Joint(length: digits.length, basis: digits.basis), "kronecker")
          + training(updates(digits.updates), batch: 600)
          + "comparison: {single-task: false, seeds: \(seeds), methods: [ew]}\n"),
      StudyExperiment(
        validity.name,
        features(validity.tasks, ", train: 100, validation: 50, test: 2000")
          + network(Joint(length: 8, basis: 2), "dense") + training(updates(200), batch: 100)
          + "comparison: {single-task: false, seeds: \(isQuick ? 3 : validity.draws), methods: [ew]}\n"),
    ]
  }
}
