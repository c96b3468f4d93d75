import Components

/// The sharing schemes by name. A new scheme is one file and one line here.
public enum Schemes {
  public static let all = Registry<SharingCard>(
    "a sharing scheme",
    [
      HardSharing.card,
      AttentionSharing.card,
      CrossStitch.card,
      NDDR.card,
      Sluice.card,
      LearningToBranch.card,
      MMoE.card,
      CGC.card,
      PLE.card,
      DSelectK.card,
      LayerAssignment.card,
      SharedPrivate.card,
      Adapters.card,
      LowRankAdapters.card,
      SeveralBackbones.card,
      TaskRouting.card,
      MUiR.card,
      SharedSubspace.card,
      DeepMTS.card,
    ])
}
