import Components

/// The heads by name. A new head is one file and one line here.
public enum Heads {
  public static let all = Registry<HeadCard>(
    "a head",
    [UsualHead.card, BiasFreeHead.card, HiddenHead.card, ConvolutionalHead.card, LightHead.card, DeepLabHead.card])
}
