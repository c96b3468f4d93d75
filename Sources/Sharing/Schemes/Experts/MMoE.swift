import Backbones
import Components
import Torch

/// Multi-gate mixture of experts: several trunks for all tasks, and a gate for each task.
enum MMoE {
  static let card = SharingCard(
    About(
      "mmoe", title: "MMoE", "several trunks for all tasks, which a gate of each task weighs for each sample",
      citation: Citation(
        "Ma, Zhao, Yi, Chen, Hong, Chi",
        "Modeling Task Relationships in Multi-task Learning with Multi-gate Mixture-of-Experts", "KDD", 2018,
        "DOI 10.1145/3219819.3220007"),
      settings: [
        Setting("experts", .wholeNumber(.between(1, 1_000)), default: 3, "number of trunks", source: "LibMTL")
      ],
      deviations: ["A gate reads the flattened input, as in the paper, also where the input is a picture."]),
    needs: .anyTrunk, words: "experts with a gate for each task"
  ) { setup in
    let experts = try (0..<setup.settings.wholeNumber("experts")).map { _ in try setup.trunk() }
    let gates = setup.tasks.map { _ in
      SoftmaxGate(setup.gateInputs(), experts: experts.count, generator: setup.generator)
    }
    return ExpertSharing(experts, gates: gates, heads: try setup.heads(on: experts[0].features))
  }
}
