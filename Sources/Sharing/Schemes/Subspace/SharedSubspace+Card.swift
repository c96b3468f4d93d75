import Backbones
import Components

extension SharedSubspace {
  static let card = SharingCard(
    About(
      "subspace", title: "Shared subspace",
      "a network for each task, whose weights lie in a random subspace of few dimensions that all tasks learn",
      citation: Citation(
        "Zakerinia, Ghobadi, Lampert",
        "From Low Intrinsic Dimensionality to Non-Vacuous Generalization Bounds in Deep Multi-Task Learning", "", 2025,
        "arXiv 2501.19067"),
      settings: [
        Setting(
          "shared-dimension", .wholeNumber(.between(1, 1e7)), default: 60,
          "numbers l from which each column of the basis is made"),
        Setting(
          "basis", .wholeNumber(.between(1, 10_000)), default: 4, "columns k of the basis, and coefficients of a task"),
        Setting(
          "expansion", .word(ExpansionForm.allCases.map(\.rawValue)), default: "kronecker",
          "the random matrices that make the columns; `kronecker` needs little memory and time",
          source: "Lotfi et al., 2022"),
        Setting("scale", .number(.positive), default: 1, "factor of the random matrices"),
      ],
      deviations: [
        "The paper states the number of trained numbers; the form of a column, a random matrix for each, follows from it.",
        "Heads of different sizes are the tasks' own and are trained as they are.",
        "Running statistics of a batch normalisation are no part of the subspace; `equipoise certify` refuses them.",
      ]),
    needs: .anyTrunk, words: "networks in a shared random subspace", isForOneTask: true
  ) { setup in
    let settings = setup.settings
    let trunks = try setup.tasks.map { _ in try setup.trunk() }
    let form = Form(
      length: settings.wholeNumber("shared-dimension"), basis: settings.wholeNumber("basis"),
      expansion: ExpansionForm(rawValue: settings.text("expansion")!)!, scale: settings.number("scale"))
    return try SharedSubspace(
      trunks, heads: setup.heads(on: trunks[0].features), form: form, generator: setup.generator)
  }
}
