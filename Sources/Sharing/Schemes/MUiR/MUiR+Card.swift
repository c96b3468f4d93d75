import Backbones
import Components

extension MUiR {
  static let card = SharingCard(
    About(
      "muir", title: "MUiR",
      "a network for each task, whose weights are blocks that shared modules make; a search finds which block uses which module",
      citation: Citation(
        "Meyerson, Miikkulainen",
        "Modular Universal Reparameterization: Deep Multi-task Learning Across Diverse Domains",
        "NeurIPS", 2019, "arXiv 1906.00097"),
      settings: [
        Setting(
          "block", .wholeNumbers(.width, count: 2),
          otherwise: "16 and 16, or the largest smaller power of two whose blocks divide half of the weights' numbers",
          "outputs and inputs of a block", source: source),
        Setting(
          "context", .wholeNumber(.between(1, 10_000)), default: 4, "numbers of a block's context", source: source),
        Setting("bias", .truth, default: false, "whether modules add an offset to a block", source: source),
        Setting(
          "challengers", .wholeNumber(.between(0, 10_000)), default: 1,
          "modules that are tried at a location in an epoch, next to its own; 0 for a module of its own for each",
          source: source),
        Setting(
          "proposed", .number(.positive(upTo: 1)), default: 0.5,
          "share of the locations that get challengers in an epoch",
          source: source),
        Setting(
          "revived", .number(.fraction), default: 1e-4,
          "probability that a challenger is a module that no location uses, drawn anew", source: source),
        Setting(
          "start", .number(.properFraction),
          "share of a location's challengers together when they are proposed; by default that of equal shares"),
        Setting(
          "burn-in", .wholeNumber(.between(0, 1e9)), default: 0, "first epochs without challengers", source: source),
        Setting(
          "final", .wholeNumber(.between(0, 1e9)), default: 0,
          "last epochs without challengers, which go on from the weights of the best epoch", source: source),
        Setting(
          "pace", .number(.positive), default: 100, "factor of the learning rate of the candidates' shares",
          source: source),
        Setting(
          "selection", .word(["best", "random"]), default: "best",
          "which candidate an epoch keeps: that with the largest share, or one at random", source: source),
        Setting(
          "alignment", .wholeNumbers(.nonNegative), "the module of each location, which then stays, instead of a search"
        ),
      ],
      deviations: [
        "An epoch is a generation.",
        "The optimiser begins anew where the last epochs go on from the best one; the authors restore its state.",
      ]),
    needs: .anyTrunk, words: "networks whose weights are blocks of shared modules", takesEachInput: true
  ) { setup in
    let settings = setup.settings
    guard !setup.hasGivenValues else {
      throw SettingError("pretrained", "should be left out with `muir`, whose modules make the weights. Found a file.")
    }
    var form = Form()
    form.block = settings.wholeNumbers("block").map { (outputs: $0[0], inputs: $0[1]) }
    form.context = settings.wholeNumber("context")
    form.bias = settings.truth("bias")
    form.pace = settings.number("pace")
    form.alignment = settings.wholeNumbers("alignment")
    form.search = Alignment.Search(
      challengers: settings.wholeNumber("challengers"), proposed: settings.number("proposed"),
      revived: settings.number("revived"), start: settings.optionalNumber("start"),
      burnIn: settings.wholeNumber("burn-in"),
      final: settings.wholeNumber("final"), keepsBest: settings.text("selection") == "best")
    let trunks = try setup.tasks.map { try setup.trunk(of: $0) }
    let heads = try setup.heads(on: trunks.map(\.features))
    // Without parameters one trunk is that of all tasks, and heads of one form are computed together.
    let network: any MultiTaskNetwork =
      trunks[0].parameters.isEmpty
      ? HardSharing(trunk: trunks[0], heads: heads) : SeparateNetworks(trunks, heads: heads)
    return try MUiR(network, form, generator: setup.generator)
  }

  private static let source = "the authors' code"
}
