import Components
import Torch

/// The small convolutional trunk of the Multi-MNIST studies.
///
/// Convolution 5×5 to 10 channels, 2×2 max-pool, ReLU, convolution 5×5 to 20 channels, channel dropout if it is set,
/// 2×2 max-pool, ReLU, fully connected to 50, ReLU. `[batch, channels, side, side]` → `[batch, 50]`. With a side of 28 and
/// one channel it has 21,330 parameters. Names: `conv1`, `conv2`, `fc`.
///
/// Sources: Sener, Koltun, [Multi-Task Learning as Multi-Objective Optimization](https://arxiv.org/abs/1810.04650),
/// NeurIPS 2018; the channel dropout: Kurin et al., [In Defense of the Unitary Scalarization for Deep Multi-Task
/// Learning](https://arxiv.org/abs/2201.04122), NeurIPS 2022.
public final class LeNet: Module, StagedTrunk {
  /// The height and width of the input in pixels.
  public let side: Int
  /// The channels of the input.
  public let channels: Int
  public let features: Features
  let conv1: Conv2d
  let conv2: Conv2d
  let fc: Linear
  let dropout: Dropout2d?
  private let pool = MaxPool2d(2)

  /// The outputs of the three layers.
  public static let published = [10, 20, 50]
  private static let kernel = 5
  /// The smallest side that two convolutions and poolings leave something of, in pixels.
  static let leastSide = 16

  /// Creates the trunk.
  ///
  /// - Parameters:
  ///   - side: 28 for digits scaled to MNIST's size, 36 for the canvas they are composed on; at least 16.
  ///   - channelDropout: the share of whole channels that is set to zero in training (0.5 in Kurin et al.).
  ///   - widths: the outputs of the two convolutions and of the fully connected layer.
  ///   - generator: draws the start values, and the dropout masks later.
  public init(
    side: Int = 28, channels: Int = 1, channelDropout: Double = 0, widths: [Int] = LeNet.published, generator: Generator
  ) {
    require(widths.count == LeNet.published.count, "`widths` should hold 3 numbers. Found \(widths).")
    let reduced = LeNet.reduced(LeNet.reduced(side))
    require(reduced > 0, "`side` should be at least \(LeNet.leastSide). Found \(side).")
    self.side = side
    self.channels = channels
    features = .vector(widths[2])
    self.conv1 = Conv2d(channels, widths[0], kernel: LeNet.kernel, generator: generator)
    self.conv2 = Conv2d(widths[0], widths[1], kernel: LeNet.kernel, generator: generator)
    self.fc = Linear(widths[1] * reduced * reduced, widths[2], generator: generator)
    self.dropout = channelDropout > 0 ? Dropout2d(channelDropout, generator: generator) : nil
  }

  /// The side after one convolution without padding and one pooling.
  private static func reduced(_ side: Int) -> Int { (side - kernel + 1) / 2 }

  public func outputShape(for input: [Int]) throws -> [Int] {
    guard input == [channels, side, side] else {
      throw ShapeError("the input of LeNet should be [\(channels), \(side), \(side)]. Found \(input).")
    }
    return [features.size]
  }

  // Pooling before the activation gives the same values and leaves it a quarter of the elements.
  public var stages: [Stage] {
    [
      Stage("conv1", [conv1], nil) { [self] in pool(conv1($0)).relu() },
      Stage("conv2", [conv2], .vector(fc.weight.size(1))) { [self] x in
        let h = conv2(x)
        return pool(dropout.map { $0(h) } ?? h).relu().flatten(from: 1)
      },
      Stage("fc", [fc], features) { [self] in fc($0).relu() },
    ]
  }
}

extension LeNet {
  static let card = TrunkCard(
    About(
      "lenet", title: "LeNet", "two convolutions and a fully connected layer, for small square images",
      citation: Citation(
        "Sener, Koltun", "Multi-Task Learning as Multi-Objective Optimization", "NeurIPS", 2018, "arXiv 1810.04650"),
      settings: [
        Setting(
          "dropout", .number(.properFraction), default: 0,
          "probability that a whole channel of the second convolution is dropped", source: "0.5 in Kurin et al., 2022")
      ]),
    takes: .image
  ) { setup in
    let shape = setup.input.shape, (channels, height, width) = (shape[0], shape[1], shape[2])
    guard height == width, height >= leastSide else {
      throw ShapeError("lenet", "needs square images of at least \(leastSide) pixels. Found \(height)×\(width).")
    }
    return LeNet(
      side: height, channels: channels, channelDropout: setup.settings.number("dropout"), generator: setup.generator)
  }
}
