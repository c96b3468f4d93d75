import Backbones
import Components
import Torch

/// Customized gate control: trunks for all tasks and trunks for each task, and a gate for each task over both.
enum CGC {
  static let card = SharingCard(
    About(
      "cgc", title: "CGC", "trunks for all tasks and for each one, which a gate of each task weighs for each sample",
      citation: Citation(
        "Tang, Liu, Zhao, Gong",
        "Progressive Layered Extraction (PLE): A Novel Multi-Task Learning Model for Personalized Recommendations",
        "RecSys", 2020, "DOI 10.1145/3383313.3412236"),
      settings: [
        Setting(
          "experts", .wholeNumber(.between(1, 1_000)), default: 1, "number of trunks for all tasks", source: "LibMTL"),
        Setting(
          "own-experts", .wholeNumber(.between(0, 1_000)), default: 1,
          "number of further trunks for each task; without any it is MMoE", source: "LibMTL"),
      ]),
    needs: .anyTrunk, words: "shared and own experts with a gate for each task"
  ) { setup in
    let (count, further) = (setup.settings.wholeNumber("experts"), setup.settings.wholeNumber("own-experts"))
    let experts = try (0..<count).map { _ in try setup.trunk() }
    let own = try setup.tasks.map { _ in try (0..<further).map { _ in try setup.trunk() } }
    let gates = setup.tasks.map { _ in
      SoftmaxGate(setup.gateInputs(), experts: count + further, generator: setup.generator)
    }
    return ExpertSharing(
      experts, own: further > 0 ? own : [], gates: gates, heads: try setup.heads(on: experts[0].features))
  }
}
