import Components
import Foundation
import Runs
import Statistics

/// The study of LogSE: two regressions whose uncertainty is captured by the logarithm of their errors.
package enum LogSEStudy {
  package static let card = StudyCard(
    About(
      "logse", title: "LogSE: the logarithm of two squared errors",
      "whether the logarithm of each squared error makes two regressions learn faster and more evenly",
      citation: Citation(
        "M. Ghasemi-Naraghi, A. Nickabadi, R. Safabakhsh",
        "LogSE: An Uncertainty-Based Multi-Task Loss Function for Learning Two Regression Tasks", "JUCS 28(2)", 2022,
        "DOI 10.3897/jucs.70549"),
      deviations: [
        "Only the abstract could be read. The loss is a reconstruction, and the data, networks, margins and measures are ours.",
        "The reconstructed loss has the gradient of UW-O up to a common factor, so UW-O is no rival: claim 5 states the identity.",
      ]),
    data: [
      .enb,
      StudyData(
        "parkinsons-telemonitoring", file: "parkinsons-telemonitoring/parkinsons_updrs.data.gz",
        source: "parkinsons_updrs.data of the UCI repository, gzipped, in the folder parkinsons-telemonitoring"),
      .sarcos,
    ],
    minutes: 3,
    protocolText: [
      "Four pairs of regressions: two loads of buildings (enb), two scores of Parkinson's disease, torques 1 and 2 and torques 3 and 7 "
        + "of a robot arm. Each pair as it is, and with the second squared error 10,000 times as large, as if its target were in units "
        + "a hundredth of the size. MLP with 64 and 64 units, Adam at 0.002, batch 64, 40 epochs, five seeds.",
      "Speed is the number of epochs after which both validation errors have been at most 1.1 times the least that the tasks had alone "
        + "with the same seed; a run that never gets there counts with all its epochs. Accuracy is the mean over tasks of the logarithm "
        + "of the test RMSE, evenness the distance of the two tasks' logarithms from those of single-task training.",
      "Intervals are over seeds and over the eight pairs, which are both redrawn.",
    ],
    claims: [
      claim(
        "LogSE needs fewer steps than the plain sum.", "EW", .superiority, margin: 0.1, otherwise: "below 0.1", speed),
      claim(
        "LogSE needs fewer steps than learned uncertainty.", "UW", .superiority, margin: 0.1, otherwise: "below 0.1",
        speed),
      claim(
        "LogSE ends with smaller errors than the plain sum.", "EW", .superiority, margin: 0.02, otherwise: "below 0.02",
        accuracy),
      claim(
        "LogSE is fairer than the plain sum: its tasks are more evenly near single-task training.", "EW", .superiority,
        margin: 0.02, otherwise: "below 0.02", evenness),
      claim(
        "LogSE and UW-O come to the same errors, since they are the same up to a factor.", "UW-O", .equivalence,
        margin: 0.02,
        otherwise: "above 0.02 or below −0.02", confidence: .own, accuracy),
    ],
    experiments: { scale in pairs.flatMap { pair in [1, 100].map { experiment(pair, scale: $0, scale) } } },
    kept: { run in
      Dictionary(
        uniqueKeysWithValues: run.result.tasks.map { task in
          (task, run.records.map { rounded($0.losses["validation"]?[task] ?? .nan) })
        })
    })

  // MARK: figures

  /// A number in five digits: as many as a curve of errors needs.
  private static func rounded(_ value: Double) -> Double { Double(String(format: "%.4e", value)) ?? .nan }

  /// What a run is measured by, with the single-task runs of its seed: larger is better.
  private typealias Figure = @Sendable (_ run: StudyEvidence.Run, _ alone: [String: StudyEvidence.Run]) throws -> Double

  private static let speed: Figure = { run, alone in
    let reached = try run.result.tasks.map { task -> [Bool] in
      let goal = try 1.1 * best(alone[task], task)
      return (run.kept[task] ?? []).map { $0 <= goal }
    }
    let epochs = reached.map(\.count).min() ?? 0
    guard epochs > 0 else { throw StudyResults.Missing(description: "\(run.result.label) kept no errors") }
    // Both at once: an epoch after which one of them has got worse again does not count.
    let first = (0..<epochs).first { epoch in reached.allSatisfy { $0[epoch] } }
    return -log(Double((first ?? epochs - 1) + 1))
  }

  private static let accuracy: Figure = { run, _ in
    let errors = try run.result.tasks.map { log(try rmse(run, $0)) }
    return -errors.reduce(0, +) / Double(errors.count)
  }

  private static let evenness: Figure = { run, alone in
    let changes = try run.result.tasks.map { task in
      guard let own = alone[task] else { throw StudyResults.Missing(description: "\(task) has no single-task run") }
      return log(try rmse(run, task) / rmse(own, task))
    }
    return -abs(changes[0] - changes[1])
  }

  private static func best(_ run: StudyEvidence.Run?, _ task: String) throws -> Double {
    guard let least = run?.kept[task]?.filter(\.isFinite).min() else {
      throw StudyResults.Missing(description: "\(task) has no single-task run")
    }
    return least
  }

  private static func rmse(_ run: StudyEvidence.Run, _ task: String) throws -> Double {
    let value = try run.metric("rmse", of: task)
    guard value > 0 else {
      throw StudyResults.Missing(description: "\(run.result.label), seed \(run.result.seed), has no error on \(task)")
    }
    return value
  }

  /// A claim on LogSE against another row, over seeds and pairs of tasks.
  private static func claim(
    _ sentence: String, _ row: String, _ kind: ClaimKind, margin: Double, otherwise: String,
    confidence: StudyClaim.Confidence = .abstract, _ figure: @escaping Figure
  ) -> StudyClaim {
    let names = pairs.flatMap { pair in [1, 100].map { name(pair, $0) } }
    return StudyClaim(
      sentence, source: confidence == .own ? "the formula" : "abstract", confidence: confidence, kind: kind,
      margin: margin,
      unit: "log ratio", experiments: names, control: "single-task training and UW-O stand in the same tables.",
      otherwise: "an interval that lies wholly \(otherwise).", isReconstruction: true
    ) { results in
      let columns = try names.map { name in
        let alone = Dictionary(
          grouping: try results.runs(name).filter { $0.result.tasks.count == 1 }, by: \.result.seed)
        return try results.paired(name, ("LogSE", row)) { run in
          let own = (alone[run.result.seed] ?? []).map { ($0.result.tasks[0], $0) }
          return try figure(run, Dictionary(own) { first, _ in first })
        }.perSeed
      }
      let rows = columns[0].indices.map { seed in columns.map { $0[seed] } }
      return .init([EffectEstimate(blocked: rows)], ["LogSE over \(row)"])
    }
  }

  // MARK: experiments

  /// Two regressions of one data set.
  private struct Pair: Sendable {
    var name: String
    /// The names of the two targets.
    var targets: (String, String)
    var data: String
  }

  private static let pairs = [
    Pair(
      name: "enb", targets: ("Y1", "Y2"),
      data: "{kind: arff, files: {train: \"${EQUIPOISE_DATA:-data}/mulan-multitarget/enb.arff.gz\"}, targets: 2}"),
    Pair(
      name: "parkinsons", targets: ("motor", "total"),
      data: """
        {kind: table, files: {train: "${EQUIPOISE_DATA:-data}/parkinsons-telemonitoring/parkinsons_updrs.data.gz"}, \
        targets: [{name: motor, column: motor_UPDRS, kind: regression}, {name: total, column: total_UPDRS, kind: regression}], \
        split: {by: group, column: "subject#", validation: 0.2, test: 0.2}}
        """),
    torques(1, 2), torques(3, 7),
  ]

  private static func torques(_ first: Int, _ second: Int) -> Pair {
    Pair(
      name: "torques-\(first)-\(second)", targets: ("torque \(first)", "torque \(second)"),
      data: """
        {kind: table, files: {train: "${EQUIPOISE_DATA:-data}/sarcos/sarcos_inv_test.f64le.gz"}, format: float64, columns: 28, \
        inputs: {numeric: [0...20]}, targets: [{name: torque \(first), column: \(20 + first), kind: regression}, \
        {name: torque \(second), column: \(20 + second), kind: regression}], split: {by: random, validation: 0.1, test: 0.2}}
        """)
  }

  private static func name(_ pair: Pair, _ scale: Int) -> String { scale == 1 ? pair.name : "\(pair.name)-\(scale)" }

  private static func experiment(_ pair: Pair, scale: Int, _ size: StudyCard.Scale) -> StudyExperiment {
    StudyExperiment(
      name(pair, scale),
      """
      data: \(pair.data)
      tasks:
        \(pair.targets.0): {loss: l2, metrics: [rmse]}
        \(pair.targets.1): {loss: l2, metrics: [rmse], weight: \(scale * scale)}
      network: {trunk: mlp, hidden: [64, 64]}
      training:
        epochs: \(size == .quick ? 2 : 40)
        batch: 64
        learning-rate: 2e-3
        schedule: constant
        early-stopping: none
      comparison:
        seeds: \(size == .quick ? 2 : size == .full ? 10 : 5)
        methods: [ew, uw, uw-o, logse]
      """)
  }
}
