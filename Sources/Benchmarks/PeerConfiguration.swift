/// A way to run PyTorch's training loop: its default, or with options that PyTorch offers.
///
/// The raw values are the words that `Scripts/step_peer.py` reads, joined by `+`.
package enum PeerConfiguration: String, CaseIterable, Codable, Sendable {
  /// Row-major images and `torch.optim.Adam` without options.
  case standard = "default"
  /// Images and weights with the channels last in memory.
  case channelsLast = "channels_last"
  /// The optimiser's update as one operation, `fused=True`.
  case fused
  case channelsLastFused = "channels_last+fused"
  /// The forward pass and the losses compiled by `torch.compile`, and their gradients with them.
  case compileFused = "compile+fused"
  case compileChannelsLastFused = "compile+channels_last+fused"

  var options: [String] { rawValue.split(separator: "+").map(String.init) }
  var compiles: Bool { options.contains("compile") }

  /// The configurations that differ on a model: the order of channels matters for images only.
  static func all(on model: BenchmarkModel, compiled: Bool) -> [PeerConfiguration] {
    allCases.filter { (compiled || !$0.compiles) && (model.hasImages || !$0.options.contains("channels_last")) }
  }
}

/// The loops of PyTorch that a benchmark compares with, under the command line's names.
package enum PeerChoice: String, CaseIterable, Codable, Sendable {
  case omitted = "none"
  case standard = "default"
  /// All but the compiled ones, whose compilation takes up to minutes.
  case eager
  case best

  /// Whether there are several, of which the fastest is named.
  package var hasSeveral: Bool { self == .eager || self == .best }
}
