import Components
import Runs

/// The study of what is special about several tasks: the optimiser, conflicts of gradients, robustness.
package enum ParadigmsStudy {
  package static let card = StudyCard(
    About(
      "paradigms", title: "Common paradigms of multi-task learning",
      "whether the optimiser matters less than the weighting, conflicts of tasks more than those of samples, and features of several "
        + "tasks suffer less from corruption",
      citation: Citation(
        "C. Elich, L. Kirchdorfer, J. M. Köhler, L. Schott", "Examining Common Paradigms in Multi-Task Learning",
        "GCPR",
        2024, "arXiv 2311.04698"),
      deviations: InvarianceClaims.deviations + GradientSimilarity.deviations + CorruptionTransfer.deviations
        + OptimiserSweep.deviations + ["The landscape of two tasks is a study of its own."]),
    data: [.mnist, .camvid, .enb],
    minutes: 45,
    protocolText: InvarianceClaims.protocolText + GradientSimilarity.protocolText + CorruptionTransfer.protocolText
      + OptimiserSweep.protocolText,
    claims: InvarianceClaims.claims + GradientSimilarity.claims + CorruptionTransfer.claims + OptimiserSweep.claims,
    experiments: {
      GradientSimilarity.experiments($0) + CorruptionTransfer.experiments($0) + OptimiserSweep.experiments($0)
    },
    kept: GradientSimilarity.kept, computed: { _ in try InvarianceClaims.figures() })
}
