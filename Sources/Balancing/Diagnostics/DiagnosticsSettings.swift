/// How often a training looks at the gradients of its tasks, and at how many samples of a batch.
///
/// - Paper: Elich, Kirchdorfer, Köhler, Schott, "Examining Common Paradigms in Multi-Task Learning" (GCPR 2024), who look at
///   every fifth step and at 8 samples or tasks at most.
/// - Cost of a measured step: a backward pass for each of at most ``mostGradients`` tasks and one for each of the samples,
///   each about two thirds of a training step, and the memory of as many gradients. If samples are measured for each task
///   (``isPerSample``), it is a forward pass of each sample alone and a backward pass of each of its tasks, and no pass of the
///   batch. Steps between cost nothing.
public struct DiagnosticsSettings: Codable, Hashable, Sendable {
  /// Updates from one measurement to the next.
  public let every: Int
  /// Samples of a batch that are compared within one task, drawn at random; 0 for none.
  public let samples: Int
  /// Whether the gradient of every task is measured on each of the samples, which makes pairs of two tasks of one sample, of
  /// two samples of one task, and of two tasks of two samples. Otherwise the samples of one task, drawn at random, are
  /// compared.
  public let isPerSample: Bool
  /// Whether the gradients are those of the last shared layer alone; otherwise they are of all shared parameters.
  public let isOfLastLayer: Bool

  /// Half as often as in the paper, and half as many samples: a quarter of its cost.
  public static let usual = DiagnosticsSettings(every: 10, samples: 4)

  /// With more tasks than this, as many are drawn at random for each measurement; also the most samples.
  ///
  /// Source: Elich et al., GCPR 2024.
  public static let mostGradients = 8

  /// The numbers of samples that can be asked for: one alone could not be compared.
  public static let permittedSamples = [0] + (2...mostGradients)

  /// - Parameters:
  ///   - every: should be positive.
  ///   - samples: one of ``permittedSamples``.
  ///   - isPerSample: whether every task is measured on each of the samples; needs samples.
  ///   - isOfLastLayer: whether the gradients are those of the last shared layer alone.
  public init(every: Int, samples: Int, isPerSample: Bool = false, isOfLastLayer: Bool = false) {
    precondition(every > 0, "`every` should be positive. Found \(every).")
    precondition(
      Self.permittedSamples.contains(samples), "`samples` should be 0 or 2 to \(Self.mostGradients). Found \(samples).")
    self.every = every
    precondition(!isPerSample || samples > 0, "`samples` should be positive where each task is measured on them.")
    self.samples = samples
    self.isPerSample = isPerSample
    self.isOfLastLayer = isOfLastLayer
  }
}
