import Backbones
import Torch

/// The heads that are built from a trunk's features. Any other layer can serve as a head too.
public enum HeadKind: String, CaseIterable, Sendable {
  /// One linear layer, on vectors. Names: `weight`, `bias`.
  case linear

  /// Linear, activation, linear, on vectors: the 50→50→10 of the Multi-MNIST studies. Names: `0` and `2`; with dropout
  /// between the layers `0` and `3`.
  case hidden

  /// A 3×3 convolution without activation and a 1×1 convolution, on maps. The output is enlarged bilinearly to the
  /// input's size if the trunk has a stride. Names: `0`, `1`.
  ///
  /// Source: Liu, Johns, Davison,
  /// [End-to-End Multi-Task Learning with Attention](https://arxiv.org/abs/1803.10704), CVPR 2019.
  case dense

  /// The mean over the map and one linear layer, on maps: one answer for the whole sample. Name: `2`.
  case pooled

  /// The head of DeepLabV3, on maps; see ``DeepLabHead``.
  case deeplab

  /// The usual head for a trunk: linear for vectors, dense for maps of the input's size, DeepLab's for smaller maps.
  /// A map is pooled if the whole sample has one answer.
  public static func usual(for features: Features, atEveryPixel isDense: Bool = true) -> HeadKind {
    switch features {
    case .vector: .linear
    case .map where !isDense: .pooled
    case .map(_, let stride): stride == 1 ? .dense : .deeplab
    }
  }

  /// Builds a head with `outputs` channels.
  ///
  /// - Parameters:
  ///   - width: the hidden head's width; that of the features by default.
  ///   - dropout: the share of the hidden head's activations that is set to zero in training.
  /// - Throws: `ShapeError` if this kind of head does not fit the features.
  public func build(
    on features: Features, outputs: Int, width: Int? = nil, dropout: Double = 0, generator: Generator
  ) throws -> any UnaryLayer {
    switch (self, features) {
    case (.linear, .vector(let size)):
      return Linear(size, outputs, generator: generator)
    case (.hidden, .vector(let size)):
      let width = width ?? size
      let regularisation = dropout > 0 ? [Dropout(dropout, generator: generator)] : []
      return Sequential(
        [Linear(size, width, generator: generator), ReLU()] + regularisation
          + [Linear(width, outputs, generator: generator)])
    case (.dense, .map(let channels, let stride)):
      let enlargement = stride > 1 ? [Upsample(by: Double(stride), .linear())] : []
      return Sequential(
        [
          Conv2d(channels, channels, kernel: 3, padding: 1, generator: generator),
          Conv2d(channels, outputs, kernel: 1, generator: generator),
        ] + enlargement)
    case (.pooled, .map(let channels, _)):
      return Sequential(AdaptiveAvgPool2d(1), Flatten(), Linear(channels, outputs, generator: generator))
    case (.deeplab, .map(let channels, let stride)):
      return DeepLabHead(channels, outputs: outputs, stride: stride, generator: generator)
    case (.linear, .map), (.hidden, .map):
      throw ShapeError("a \(rawValue) head should be put on a vector. Found \(features).")
    case (.dense, .vector), (.deeplab, .vector), (.pooled, .vector):
      throw ShapeError("a \(rawValue) head should be put on a map. Found \(features).")
    }
  }
}
