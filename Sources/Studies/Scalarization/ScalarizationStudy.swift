import Balancing
import Components
import Foundation
import Runs
import Statistics

/// The study of unitary scalarization: the plain sum of the losses against specialised methods, supervised.
package enum ScalarizationStudy {
  package static let card = StudyCard(
    About(
      "scalarization", title: "In defence of unitary scalarization",
      "whether the plain sum of the losses is as good as specialised methods, and whether these regularise",
      citation: Citation(
        "V. Kurin, A. De Palma, I. Kostrikov, S. Whiteson, M. P. Kumar",
        "In Defense of the Unitary Scalarization for Deep Multi-Task Learning", "NeurIPS", 2022, "arXiv 2201.04122"),
      deviations: [
        "A standard run has 20,000 training pictures and 40 epochs in place of 50,000 and 100, and seven seeds in place of ten.",
        "The kept epoch is that with the best validation accuracies by this toolkit's rule, the mean logarithm of the tasks' errors, "
          + "and not the mean accuracy.",
        "IMTL-G solves the correct linear system; the authors' code transposes it, which is the same for two tasks. GradDrop does not "
          + "rescale its sum, which the authors' code does and their text does not say.",
        "The paper shows over-fitting on CelebA with ResNet-18; here it is on 500 of the digits, with the same three kinds of training.",
        "Methods that look at the representation's gradients go through each head once, and use the same pass for the head's own "
          + "parameters. The paper counts a further one.",
        "CelebA, Cityscapes and the robots are not part of it.",
      ]),
    data: [.mnist],
    minutes: 35,
    protocolText: [
      "Two overlapping digits in one picture of 28×28 pixels. LeNet with channel dropout of 0.5, heads with a hidden layer of 50 and "
        + "dropout of 0.5, Adam at 0.01, which falls by 5 % an epoch, batch 256.",
      "The six specialised methods have the authors' settings: MGDA, IMTL and GradDrop look at the gradients of the representation, "
        + "MGDA divides them by loss and norm; the random weights of RLW have the sum 2.",
      "The figure is the mean test accuracy of the two digits, in points (of 100). The specialised method of claim 1 is the one "
        + "with the highest mean validation accuracy, so the test split has no part in the choice.",
      "Over-fitting: 500 training pictures, Adam at 0.001, batch 64, 150 epochs; plain, with dropout of 0.5 as above, or with an ℓ2 "
        + "penalty of 0.001. The turn is the epoch with the lowest sum of validation losses; effects are logarithms of ratios of turns. A "
        + "curve that still falls at the end turns with the last epoch.",
      "Passes are counted in one training step of each method.",
    ],
    claims: comparing + costing + overfitting,
    experiments: { scale in [comparison(scale)] + Regularisation.allCases.map { overfitting($0, scale) } },
    kept: { run in
      let tasks = run.result.tasks
      let losses = run.records.map { record in
        tasks.reduce(0) { $0 + (record.losses["validation"]?[$1] ?? .nan) }
      }
      guard let least = losses.indices.filter({ losses[$0].isFinite }).min(by: { losses[$0] < losses[$1] }) else {
        return [:]
      }
      return ["turn": [Double(least + 1)]]
    },
    computed: { _ in
      var figures: [String: Double] = [:]
      for arm in arms {
        let counted = try PassCounts(of: arm.method, scope: arm.scope)
        for (name, count) in zip(passNames, [counted.forward, counted.trunk, counted.heads]) {
          figures["\(name) of \(arm.label)"] = Double(count)
        }
      }
      return figures
    })

  // MARK: rows

  /// A row of the comparison.
  private struct Arm {
    var label: String
    var method: String
    var scope: GradientScope?
    /// Further settings in YAML, each with a comma before it.
    var settings = ""

    var yaml: String {
      let scope = scope.map { ", scope: \($0.rawValue)" } ?? ""
      return "{method: \(method), label: \(label)\(scope)\(settings)}"
    }
  }

  /// Unitary scalarization: the sum of the losses.
  private static let unit = Arm(label: "EW", method: "ew")
  private static let pcgrad = Arm(label: "PCGrad", method: "pcgrad")
  private static let mgda = Arm(
    label: "MGDA", method: "mgda", scope: .representation, settings: ", normalisation: loss+")
  private static let specialised = [
    Arm(label: "IMTL", method: "imtl", scope: .representation), mgda,
    Arm(label: "GradDrop", method: "graddrop", scope: .representation), pcgrad,
    Arm(label: "RLW Dirichlet", method: "rlw", settings: ", distribution: dirichlet, sum: tasks"),
    Arm(label: "RLW normal", method: "rlw", settings: ", sum: tasks"),
  ]
  private static let arms = [unit] + specialised

  /// What keeps a network from over-fitting.
  private enum Regularisation: String, CaseIterable {
    case none, dropout, l2

    var experiment: String { "overfitting-\(rawValue)" }
  }

  // MARK: claims

  private static let comparing = [
    StudyClaim(
      "Unitary scalarization is as accurate as the best specialised method.",
      source: "abstract, and the table of Multi-MNIST", confidence: .paper, kind: .equivalence, margin: 0.5,
      unit: "points", experiments: [digits],
      control: "all six specialised methods stand in the same table, two of them random weights.",
      otherwise: "an interval that lies wholly above 0.5 or below −0.5."
    ) { results in
      let best = try bestSpecialised(results)
      return .init([try results.paired(digits, (unit.label, best)) { try accuracy($0, "test") }], ["EW over \(best)"])
    }
  ]

  private static let costing = [
    StudyClaim(
      "Unitary scalarization costs less processor time than PCGrad.", source: "the table of Multi-MNIST",
      confidence: .paper, kind: .superiority, margin: 0.1, unit: "log ratio", experiments: [digits],
      control: "RLW, which makes the same passes, stands in the same table.",
      otherwise: "an interval that lies wholly below 0.1."
    ) { results in
      .init(
        [
          try results.paired(digits, (unit.label, pcgrad.label)) { run in
            -log(run.result.cost)
          }
        ], ["EW over PCGrad"])
    },
    StudyClaim(
      "No method makes fewer passes through the network than unitary scalarization.",
      source: "the section on the methods", confidence: .paper, kind: .exact,
      control: "PCGrad goes back through the trunk once a task.", otherwise: "a method with fewer."
    ) { results in
      let least = try passes(unit, results)
      return .init(
        checks: try arms.map { arm in
          let own = try passes(arm, results)
          return (
            "\(arm.label): \(own[0]) forward and \(own[1]) backward through the trunk, \(own[2]) backward through a head",
            zip(own, least).allSatisfy(>=)
          )
        })
    },
  ]

  /// An arm's passes in a step: forward and backward through the trunk, and backward through one head each.
  private static func passes(_ arm: Arm, _ results: StudyResults) throws -> [Int] {
    try passNames.map { Int(try results.computed("\($0) of \(arm.label)")) }
  }

  private static let passNames = ["forward passes", "backward passes", "backward passes through heads"]

  private static let overfitting = [
    turning(
      "Without regularisation, unitary scalarization over-fits earlier than MGDA.", later: (.none, mgda), (.none, unit),
      control: "PCGrad stands in the same table."),
    turning(
      "Without regularisation, unitary scalarization over-fits earlier than PCGrad.", later: (.none, pcgrad),
      (.none, unit), control: "MGDA stands in the same table."),
    turning(
      "Dropout makes unitary scalarization over-fit later.", later: (.dropout, unit), (.none, unit),
      control: "PCGrad and MGDA have the same three kinds of training."),
    turning(
      "An ℓ2 penalty makes unitary scalarization over-fit later.", later: (.l2, unit), (.none, unit),
      control: "PCGrad and MGDA have the same three kinds of training."),
    StudyClaim(
      "Unitary scalarization with dropout is more accurate than without it.", source: "the section on over-fitting",
      confidence: .paper, kind: .superiority, margin: 0.5, unit: "points",
      experiments: [Regularisation.none, .dropout].map(\.experiment),
      control: "PCGrad and MGDA have the same three kinds of training.",
      otherwise: "an interval that lies wholly below 0.5."
    ) { results in
      .init(
        [
          try results.paired(
            .init(Regularisation.dropout.experiment, unit.label), .init(Regularisation.none.experiment, unit.label)
          ) { try accuracy($0, "test") }
        ], ["EW with dropout over EW"])
    },
  ]

  /// A claim that one arm's validation losses turn later than another's.
  private static func turning(
    _ sentence: String, later: (kind: Regularisation, arm: Arm), _ other: (kind: Regularisation, arm: Arm),
    control: String
  ) -> StudyClaim {
    StudyClaim(
      sentence, source: "the section on over-fitting", confidence: .paper, kind: .superiority, margin: 0.1,
      unit: "log ratio", experiments: Set([later.kind, other.kind]).map(\.experiment).sorted(), control: control,
      otherwise: "an interval that lies wholly below 0.1."
    ) { results in
      let name = { (row: (kind: Regularisation, arm: Arm)) in
        row.kind == .none ? row.arm.label : "\(row.arm.label) with \(row.kind == .l2 ? "ℓ2" : row.kind.rawValue)"
      }
      let effect = try results.paired(
        .init(later.kind.experiment, later.arm.label), .init(other.kind.experiment, other.arm.label)
      ) { run in
        guard let turn = run.kept["turn"]?.first else {
          throw StudyResults.Missing(description: "\(run.result.label), seed \(run.result.seed), kept no turn")
        }
        return log(turn)
      }
      return .init([effect], ["\(name(later)) over \(name(other))"])
    }
  }

  /// The specialised method with the highest mean validation accuracy.
  static func bestSpecialised(_ results: StudyResults) throws -> String {
    let means = try specialised.map { arm in
      let values = try results.values(of: .init(digits, arm.label)) { try accuracy($0, "validation") }
      return (label: arm.label, mean: values.values.reduce(0, +) / Double(values.count))
    }
    return means.max { $0.mean < $1.mean }!.label
  }

  /// The mean accuracy over the tasks, in points.
  private static func accuracy(_ run: StudyEvidence.Run, _ split: String) throws -> Double {
    let values = try run.metrics("accuracy", on: split)
    return 100 * values.reduce(0, +) / Double(values.count)
  }

  // MARK: experiments

  private static let digits = "digits"

  private static func comparison(_ scale: StudyCard.Scale) -> StudyExperiment {
    let (train, validation, test) =
      switch scale {
      case .quick: (1000, 500, 500)
      case .standard: (20000, 5000, 10000)
      case .full: (50000, 10000, 10000)
      }
    return StudyExperiment(
      digits,
      """
      data: {kind: multi-digit, folder: "${EQUIPOISE_DATA:-data}/mnist", train: \(train), validation: \(validation), test: \(test)}
      network: {trunk: lenet, dropout: 0.5, heads: {kind: hidden, width: 50, dropout: 0.5}}
      training:
        epochs: \(scale == .quick ? 2 : scale == .standard ? 40 : 100)
        batch: 256
        learning-rate: 0.01
        schedule: {kind: exponential, factor: 0.95}
        select: {criterion: metric}
        early-stopping: none
      comparison:
        seeds: \(scale == .quick ? 2 : scale == .standard ? 7 : 10)
        single-task: false
        methods: [\(arms.map(\.yaml).joined(separator: ", "))]
      """)
  }

  private static func overfitting(_ kind: Regularisation, _ scale: StudyCard.Scale) -> StudyExperiment {
    let dropout = kind == .dropout ? 0.5 : 0, quick = scale == .quick
    return StudyExperiment(
      kind.experiment,
      """
      data: {kind: multi-digit, folder: "${EQUIPOISE_DATA:-data}/mnist", train: 500, validation: \(quick ? 500 : 2000), test: \(quick ? 500 : 5000)}
      network: {trunk: lenet, dropout: \(dropout), heads: {kind: hidden, width: 50, dropout: \(dropout)}}
      training:
        epochs: \(quick ? 2 : 150)
        batch: 64
        learning-rate: 0.001
        weight-decay: \(kind == .l2 ? 0.001 : 0)
        schedule: constant
        select: {criterion: metric}
        early-stopping: none
      comparison:
        seeds: \(quick ? 2 : 10)
        single-task: false
        methods: [\([unit, pcgrad, mgda].map(\.yaml).joined(separator: ", "))]
      """)
  }
}
