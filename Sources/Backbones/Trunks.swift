import Components

/// The trunks by name. A new trunk is one file and one line here.
public enum Trunks {
  public static let all = Registry<TrunkCard>(
    "a trunk",
    [
      Identity.card,
      MLP.card,
      LeNet.card,
      StridedCNN.card,
      VGG.card,
      SegNet.card,
      ResidualUNet.card,
      ResNet.card(.resnet18),
      ResNet.card(.resnet34),
      ResNet.card(.resnet50),
      ResNet.card(.resnet101),
      LSTMEncoder.card,
      CNNEncoder.card,
      TransformerEncoder.card,
      BiLSTMEncoder.card,
      TextCNNEncoder.card,
      TextTransformerEncoder.card,
    ])
}

extension Setting.Range {
  /// The outputs of one layer. The upper end keeps counts that are made of widths far from an overflow.
  package static let width = between(1, 100_000_000)
  /// The number of layers, beyond any network in use. Each layer costs memory and time even with few parameters.
  package static let layers = between(1, 1_000)
}
