import Torch

/// A temperature in units of the running mean inverse loss: T = c m.
final class RelativeTemperature: TemperatureRule {
  private let temperature: Double
  private let running: RunningInverseLoss

  /// - Parameters:
  ///   - temperature: c.
  ///   - beta: the share of the past in m.
  init(_ temperature: Double, beta: Double, _ setup: BalancingSetup) {
    self.temperature = temperature
    running = RunningInverseLoss(beta: beta, setup)
  }

  func logits(_ inverses: Tensor, _ presence: Presence?) -> Tensor {
    inverses / (running.observe(inverses, presence) * temperature)
  }

  var memory: [String: Tensor] { ["mean-inverse-loss": running.mean] }

  func reset() { running.reset() }
}
