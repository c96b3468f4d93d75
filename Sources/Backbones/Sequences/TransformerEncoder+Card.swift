import Components

extension TransformerEncoder {
  static let card = TrunkCard(
    About(
      "transformer", title: "Transformer", "self-attention, for sequences of events",
      citation: Citation(
        "Vaswani, Shazeer, Parmar, Uszkoreit, Jones, Gomez, Kaiser, Polosukhin", "Attention Is All You Need", "NeurIPS",
        2017,
        "arXiv 1706.03762"),
      settings: [
        EventSequence.hidden, EventSequence.layers,
        Setting(
          "attention-heads", .wholeNumber(.width), default: 8, "number of attention heads of a layer",
          source: EventSequence.source),
        Setting(
          "feed-forward", .wholeNumber(.width), default: 2048, "width inside a layer", source: EventSequence.source),
        EventSequence.dropout(
          "probability that an attention weight, an activation inside a layer or a number of the input is dropped"),
        Setting(
          "mask", .truth, default: false,
          "whether the events of zeros in front of a sequence are neither attended to nor averaged"),
        Setting(
          "codes", .wholeNumbers(.width, count: EventSequence.codes),
          "the numbers of activities, resources and weekdays; by default those of the data"),
      ],
      deviations: ["The features are the mean over all positions, and nothing is normalised at the end."],
      check: { settings throws(SettingError) in
        let hidden = settings.wholeNumber("hidden"), heads = settings.wholeNumber("attention-heads")
        guard hidden > 6, hidden % 2 == 0, hidden % heads == 0 else {
          throw SettingError(
            "hidden", "should be even, more than 6 and a multiple of `attention-heads`, \(heads). Found \(hidden).")
        }
      }),
    takes: .sequence, samples: EventSequence.words,
    size: { "of \($0.wholeNumber("layers")) × \($0.wholeNumber("hidden"))" }, start: EventSequence.start
  ) { setup in
    let settings = setup.settings
    guard let codes = settings.wholeNumbers("codes") ?? EventSequence.codes(of: setup.input) else {
      throw SettingError(
        "codes", "should say how many activities, resources and weekdays there are, since the data does not.")
    }
    let isMasked = settings.truth("mask")
    let embedding = ColumnEmbedding(
      EventSequence.embedded(codes, width: settings.wholeNumber("hidden")), keepsPadding: isMasked,
      generator: setup.generator)
    return SequenceTrunk(
      embedding,
      TransformerEncoder(
        embedding.size, length: setup.input.shape[0], layers: settings.wholeNumber("layers"),
        heads: settings.wholeNumber("attention-heads"), feedForward: settings.wholeNumber("feed-forward"),
        dropout: settings.number("dropout"), masksPadding: isMasked, generator: setup.generator),
      isDense: setup.isDense)
  }
}
