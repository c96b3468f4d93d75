import Components
import Foundation
import Runs
import Statistics

/// The study of CosReg: whether regularisers make task gradients more orthogonal, and whether that makes networks better.
package enum OrthogonalGradientsStudy {
  package static let card = StudyCard(
    About(
      "orthogonal-gradients", title: "CosReg: orthogonal task gradients",
      "whether regularisers narrow the cosines of task gradients, and whether narrower cosines mean better networks",
      citation: Citation(
        "M. Suteu, Y. Guo", "Regularizing Deep Multi-Task Networks using Orthogonal Gradients", "arXiv", 2019,
        "arXiv 1912.06844"),
      deviations: [
        "3,000 training pictures of 16 pairs of digits, 400 validation and 1,000 test pictures instead of 16,000, 4,000 and 5,000, of the "
          + "same number of pairs. A full run has the paper's numbers. Which pairs are in which split is drawn once.",
        "The digits lie at the top left and at the bottom right of 64×64 pixels, so that they do not overlap; the paper's places are not "
          + "known.",
        "The size of the kernels, 3×3, the width of the hidden layer, 50, the 10 epochs and the rate of dropout, 0.3, are ours, since the "
          + "paper's are not known. Dropout and batch normalisation stand in the shared encoder alone.",
        "The paper's five seeds are ten here. Margins are ours: 0.02 is about a tenth of the σ without regularisers. The experiments on "
          + "NYUv2 are not part of it.",
        "The random configurations are six for each of five numbers of filters, with one seed.",
      ]),
    data: [.mnist],
    minutes: 12,
    protocolText: [
      "Two digits in one picture, a task each: an even one at the left, an odd one at the right, five classes each. A pair of digits is in "
        + "one split alone. Two shared convolutions of 20 filters with stride 2 and without bias; for each task one more and two fully "
        + "connected layers. Adam at 0.001, batch 64, 10 epochs, the last epoch's weights.",
      "Accuracy is the harmonic mean of the two test accuracies. σ is the standard deviation of the cosine of the two tasks' gradients of "
        + "the last shared convolution, over every second update of the whole training.",
      "For the correlation 30 random configurations of filters, batch and learning rate are trained; σ is that of the first epoch, over all "
        + "its updates.",
      "CosReg differentiates the gradients of the last shared layer: an update has one more backward pass for each task to that layer, "
        + "and a second-order one through the network.",
    ],
    claims: [
      narrower("Dropout narrows the cosines of task gradients.", .init("dropout", "dropout")),
      narrower("Batch normalisation narrows the cosines of task gradients.", .init("batch-norm", "BN")),
      narrower("CosReg narrows the cosines of task gradients.", .init("plain", "CosReg 10")),
      StudyClaim(
        "With batch normalisation CosReg makes the network more accurate.",
        source: "table of MultiDigitMNIST, 92.5 against 91.3 %",
        confidence: .paper, kind: .superiority, margin: 0.5, unit: "points", experiments: ["batch-norm"],
        control: "the network without any of them stands in another table.",
        otherwise: "an interval that lies wholly below 0.5 points."
      ) { results in
        .init([try results.paired("batch-norm", ("CosReg 0.1 + BN", "BN"), accuracy)], ["CosReg 0.1 + BN over BN"])
      },
      StudyClaim(
        "The narrower the cosines of the first epoch, the more accurate is the trained network.",
        source: "analysis of MultiDigitMNIST", confidence: .paper, kind: .superiority, margin: 0.3,
        unit: "Spearman's correlation", experiments: configurations(.standard).map(\.name),
        control: "filters, batch and learning rate vary at once, so that no single one of them is behind it.",
        otherwise: "an interval that lies wholly below 0.3."
      ) { results in
        let runs = try configurations(results.scale).flatMap { try results.runs($0.name) }
        let figures = try runs.map { (-(try deviation($0, epochs: 1)), try accuracy($0)) }
        return .init(
          [EffectEstimate(correlationOf: figures)], ["−σ of the first epoch with accuracy"], over: "configurations")
      },
      StudyClaim(
        "CosReg costs at least a tenth more processor time.", source: "the second-order pass", confidence: .own,
        kind: .superiority, margin: 0.1, unit: "log ratio", experiments: ["plain"],
        control: "both rows measure the same cosines.", otherwise: "an interval that lies wholly below 0.1."
      ) { results in
        .init(
          [
            try results.paired("plain", ("CosReg 10", "none")) { run in
              log(run.result.cost)
            }
          ], ["CosReg 10 over none"])
      },
    ],
    experiments: { scale in
      arms.map { StudyExperiment($0.name, yaml(network: $0.network, methods: $0.methods, every: 2, scale)) }
        + configurations(scale)
    },
    kept: { run in
      let cosines = run.records.compactMap { $0.diagnostics?.tasks?.cosine }
      return [
        "cosines": cosines.map { Double($0.count) }, "mean cosine": cosines.map(\.mean),
        "deviation of cosines": cosines.map { $0.standardDeviation ?? 0 },
      ]
    })

  /// A claim that a row's cosines have a smaller deviation than those of the network without regularisers.
  private static func narrower(_ sentence: String, _ row: StudyResults.Row) -> StudyClaim {
    StudyClaim(
      sentence, source: "table of MultiDigitMNIST", confidence: .paper, kind: .superiority, margin: 0.02, unit: "σ",
      experiments: row.experiment == "plain" ? ["plain"] : ["plain", row.experiment],
      control: "all rows have the same seeds, data and updates.", otherwise: "an interval that lies wholly below 0.02."
    ) { results in
      .init(
        [try results.paired(row, .init("plain", "none")) { -(try deviation($0)) }], ["none over \(row.label)"])
    }
  }
}
