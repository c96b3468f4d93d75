extension GradientDiagnostics {
  /// What the measured steps of one epoch have in common.
  public struct Epoch: Codable, Hashable, Sendable {
    /// The number of steps that were measured.
    public var steps: Int
    /// The share of the steps with at least one pair of tasks in conflict; nil where no step had a pair.
    public var conflictingSteps: Double?
    /// The length of each task's gradient; a task that was never measured is absent.
    public var norms: [String: Summary]
    /// The similarities of all pairs of tasks; nil where there was none.
    public var tasks: Similarity?
    /// The similarities of each pair of tasks that was measured.
    public var pairs: [TaskPair]
    /// The base-10 logarithm of the Gramian's condition number, which ranges over orders of magnitude; its `count` leaves
    /// out the steps in which gradients were linearly dependent.
    public var logConditionNumber: Summary?
    /// The similarities of pairs of samples that were drawn from the batches, by task. A task without pairs is absent.
    public var samples: [String: Similarity]
    /// The similarities of the pairs of samples of all tasks; nil if there was none, and in records of earlier versions.
    public var allSamples: Similarity?
    /// The similarities of pairs of two tasks on one sample; nil if tasks were not measured on single samples.
    public var tasksOfSamples: Similarity?
    /// The similarities of pairs of two tasks on two samples; nil if tasks were not measured on single samples.
    public var across: Similarity?
    /// The passes that the measurements took; nil in records of earlier versions.
    public var passes: Passes?

    public init(
      steps: Int, conflictingSteps: Double?, norms: [String: Summary], tasks: Similarity?, pairs: [TaskPair],
      logConditionNumber: Summary?, samples: [String: Similarity]
    ) {
      self.steps = steps
      self.conflictingSteps = conflictingSteps
      self.norms = norms
      self.tasks = tasks
      self.pairs = pairs
      self.logConditionNumber = logConditionNumber
      self.samples = samples
    }
  }

  /// The passes through the network that measurements took in addition to those of the training.
  public struct Passes: Codable, Hashable, Sendable {
    /// The number of forward passes, each of one sample.
    public var forward = 0
    /// The number of backward passes, each of one loss.
    public var backward = 0

    public init(forward: Int = 0, backward: Int = 0) {
      self.forward = forward
      self.backward = backward
    }
  }

  /// Two tasks and how alike their gradients were.
  public struct TaskPair: Codable, Hashable, Sendable {
    /// Two names, in the order of the tasks.
    public var tasks: [String]
    public var similarity: Similarity

    public init(tasks: [String], similarity: Similarity) {
      self.tasks = tasks
      self.similarity = similarity
    }
  }

  /// Many pairs of gradients.
  public struct Similarity: Codable, Hashable, Sendable {
    public var cosine: Summary
    public var magnitude: Summary
    /// Reconstruction; see ``GradientDiagnostics``.
    public var conflictingCoordinates: Summary
    /// The share of the pairs whose cosine is below zero.
    public var conflicting: Double

    public init(cosine: Summary, magnitude: Summary, conflictingCoordinates: Summary, conflicting: Double) {
      self.cosine = cosine
      self.magnitude = magnitude
      self.conflictingCoordinates = conflictingCoordinates
      self.conflicting = conflicting
    }

    /// Nil for no pairs.
    init?(_ pairs: [Pair]) {
      guard let cosine = Summary(pairs.map(\.cosine)), let magnitude = Summary(pairs.map(\.magnitude)),
        let coordinates = Summary(pairs.map(\.conflictingCoordinates))
      else { return nil }
      self.init(
        cosine: cosine, magnitude: magnitude, conflictingCoordinates: coordinates,
        conflicting: Double(pairs.count(where: \.isConflict)) / Double(pairs.count))
    }
  }

  /// A quantity over an epoch.
  public struct Summary: Codable, Hashable, Sendable {
    /// The number of values.
    public var count: Int
    public var mean: Double
    /// The standard deviation of the sample, with `count − 1` in the denominator; nil for one value.
    public var standardDeviation: Double?
    /// The 2.5 % percentile, by linear interpolation between neighbours.
    public var low: Double
    /// The 97.5 % percentile.
    public var high: Double

    public init(count: Int, mean: Double, standardDeviation: Double?, low: Double, high: Double) {
      self.count = count
      self.mean = mean
      self.standardDeviation = standardDeviation
      self.low = low
      self.high = high
    }

    /// The shares below ``low`` and above ``high``.
    ///
    /// Source: Elich et al., GCPR 2024.
    private static let tail = 0.025

    /// Nil for no values.
    public init?(_ values: [Double]) {
      guard !values.isEmpty else { return nil }
      let sorted = values.sorted()
      let mean = values.reduce(0, +) / Double(values.count)
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      func percentile(_ share: Double) -> Double {
        let position = share * Double(sorted.count - 1)
        let lower = Int(position)
        let upper = min(lower + 1, sorted.count - 1)
        return sorted[lower] + (position - Double(lower)) * (sorted[upper] - sorted[lower])
      }
      self.init(
        count: values.count, mean: mean,
        standardDeviation: values.count > 1 ? (squares / Double(values.count - 1)).squareRoot() : nil,
        low: percentile(Self.tail), high: percentile(1 - Self.tail))
    }
  }
}
