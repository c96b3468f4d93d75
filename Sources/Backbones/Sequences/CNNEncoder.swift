import Components
import Torch

/// Three convolutions over a sequence, each with ReLU, a max-pool that halves the length, and dropout; the features
/// are all that is left. `[batch, length, inputs]` → `[batch, 4 filters · ⌊⌊⌊length / 2⌋ / 2⌋ / 2⌋]`, channel by channel.
///
/// The channels are `filters`, twice and four times as many; zeros on both sides keep the length. With 6 inputs, 64
/// filters and kernels of 3 there are 124,480 parameters. Weights are drawn by Kaiming's normal rule (fan out), biases are zero. Names:
/// `convolutions.0.weight` `[filters, inputs, kernel]`, `convolutions.0.bias`, …
public final class CNNEncoder: Module, SequenceEncoder {
  public let inputs: Int
  /// The number of elements of a sequence, padding included.
  public let length: Int?
  /// The features: a vector of all channels at all remaining places.
  public let features: Features
  let convolutions: [Conv1d]
  let dropout: Dropout

  private static let blocks = 3
  /// The shortest length that three halvings can divide.
  public static let leastLength = 1 << blocks

  /// Creates the encoder.
  ///
  /// - Parameters:
  ///   - inputs: the numbers of one element.
  ///   - length: the number of elements, at least 8, since it is halved three times.
  ///   - filters: the channels of the first convolution.
  ///   - kernel: an odd number of elements.
  ///   - dropout: the share of activations that is set to zero in training, after every block.
  ///   - generator: draws the start values, and the dropout masks later.
  public init(
    _ inputs: Int, length: Int, filters: Int = 64, kernel: Int = 3, dropout: Double = 0.1, generator: Generator
  ) {
    require(length >= Self.leastLength, "`length` should be at least \(Self.leastLength). Found \(length).")
    require(kernel % 2 == 1, "`kernel` should be odd. Found \(kernel).")
    self.inputs = inputs
    self.length = length
    let channels = [inputs] + (0..<Self.blocks).map { filters << $0 }
    convolutions = zip(channels, channels.dropFirst()).map {
      Conv1d($0, $1, kernel: kernel, padding: kernel / 2, generator: generator)
    }
    features = .vector(channels.last! * (length >> Self.blocks))
    self.dropout = Dropout(dropout, generator: generator)
    for convolution in convolutions {
      Initialiser.kaimingNormal(fan: .out).fill(convolution.weight, generator: generator)
      convolution.bias.map { Initialiser.constant(0).fill($0, generator: generator) }
    }
  }

  public var stages: [Stage] {
    convolutions.enumerated().map { place, convolution in
      let isLast = place == convolutions.count - 1
      return Stage("convolutions.\(place)", [convolution], isLast ? features : nil) { [self] x in
        // An image of one row whose channels lie together, which is what the elements are: on a CPU a step takes three
        // quarters of the time of a convolution over rows.
        let row = place == 0 ? x.unsqueeze(1).permute([0, 3, 1, 2]) : x
        // The bias comes after pooling, which gives the same values.
        let h = dropout.ofPooledPairs(
          ATen.conv2d(
            row, convolution.weight.unsqueeze(2).contiguous(.channelsLast), nil, [1, 1], [0] + convolution.padding,
            [1, 1], 1),
          bias: convolution.bias!)
        return isLast ? h.flatten(from: 1) : h
      }
    }
  }
}

extension CNNEncoder {
  static let card = TrunkCard(
    About(
      "cnn", title: "CNN", "three convolutions, for sequences of events",
      settings: [
        Setting(
          "filters", .wholeNumber(.width), default: 64,
          "channels of the first convolution; the others have twice and four times as many",
          source: EventSequence.source),
        Setting(
          "kernel", .wholeNumber(.between(1, 1_000)), default: 3, "events that a convolution sees, an odd number",
          source: EventSequence.source),
        EventSequence.dropout("probability that an activation is dropped, after every convolution"),
      ],
      check: { settings throws(SettingError) in
        let kernel = settings.wholeNumber("kernel")
        guard kernel % 2 == 1 else { throw SettingError("kernel", "should be odd. Found \(kernel).") }
      }),
    takes: .sequence, samples: EventSequence.words, widths: "filters",
    size: { "of \($0.wholeNumber("filters")) filters" },
    start: EventSequence.start
  ) { setup in
    let length = setup.input.shape[0]
    guard length >= leastLength else {
      throw ShapeError("cnn", "needs sequences of at least \(leastLength) events. Found \(length).")
    }
    let embedding = ColumnEmbedding(EventSequence.numbers(of: setup.input), generator: setup.generator)
    return SequenceTrunk(
      embedding,
      CNNEncoder(
        embedding.size, length: length, filters: setup.settings.wholeNumber("filters"),
        kernel: setup.settings.wholeNumber("kernel"), dropout: setup.settings.number("dropout"),
        generator: setup.generator), isDense: setup.isDense)
  }
}
