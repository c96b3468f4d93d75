import Foundation
import OrderedCollections
import Statistics
import Tasks

/// Regressions of one input whose labels correlate as strongly as one wants: y_t = w_t · x + Σ_i sin(α_i w_t · x + β_i) + ε.
///
/// Symbols: x the input, normal of variance 1; w_t the direction of task t, of length c; α_i and β_i the frequencies and
/// phases of waves, which all tasks share; ε the noise. The cosine between the directions of any two tasks is p. Of two tasks
/// w_1 = c u_1 and w_2 = c (p u_1 + √(1 − p²) u_2), where u_1 and u_2 are orthogonal and of length 1. Without waves and noise, p is
/// the Pearson correlation of the labels; ``labelCorrelation`` is that with them.
///
/// Source: J. Ma et al., [Modeling Task Relationships in Multi-task Learning with Multi-gate
/// Mixture-of-Experts](https://doi.org/10.1145/3219819.3220007), KDD 2018, for two tasks; more tasks are ours. Sizes
/// and the law of the waves, both normal of variance 1, are those of keras-mmoe (MIT).
public struct CorrelatedLabels: Sendable, Hashable {
  /// A wave sin(α s + β) of the numbers s = w · x.
  public struct Wave: Sendable, Hashable {
    /// The frequency, α.
    public var frequency: Double
    /// The phase, β.
    public var phase: Double
  }

  /// The number of tasks.
  public var tasks = 2
  /// The cosine between the directions of two tasks, p: from ``leastCorrelation`` to 1.
  public var correlation = 0.5
  /// The numbers of an input, at least as many as tasks.
  public var inputs = 100
  /// The length of a direction, c.
  public var scale = 0.3
  /// The number of waves.
  public var waveCount = 5
  /// The standard deviation of the noise: the published variance is 0.01.
  public var noise = 0.1
  /// The seed of the directions, the waves and the samples.
  public var seed: UInt64 = 0

  public init() {}

  /// The numbers of tasks that are possible.
  package static let taskCounts = 2...100

  /// The least cosine that any two of this many directions can have, −1 / (tasks − 1).
  public static func leastCorrelation(tasks: Int) -> Double { -1 / Double(tasks - 1) }

  /// The names of the tasks.
  public var taskNames: [String] { (0..<tasks).map { "task \($0 + 1)" } }

  /// The parts of the data that have random streams of their own.
  private enum Stream: UInt64 { case direction, wave, samples }

  /// The waves.
  public var waves: [Wave] {
    (0..<waveCount).map { number in
      var random = SplitMix64(key: seed, Stream.wave.rawValue, UInt64(number))
      return Wave(frequency: random.normal(), phase: random.normal())
    }
  }

  /// The direction of each task, w, `[task][input]`: the rows of a triangular factor of their cosines times orthogonal
  /// directions of length 1.
  public var directions: [[Double]] {
    let units = orthogonalDirections()
    var directions = [[Double]](repeating: [Double](repeating: 0, count: inputs), count: tasks)
    // What is left of each direction, and what any two of them have in common of it.
    var own = 1.0, common = correlation
    for (column, unit) in units.enumerated() where own > 1e-12 {
      let (diagonal, below) = (own.squareRoot(), common / own.squareRoot())
      for task in column..<tasks {
        let share = scale * (task == column ? diagonal : below)
        for input in 0..<inputs { directions[task][input] += share * unit[input] }
      }
      (own, common) = (own - below * below, common - below * below)
    }
    return directions
  }

  /// A direction of length 1 for each task, each orthogonal to those before (Gram and Schmidt).
  private func orthogonalDirections() -> [[Double]] {
    precondition(inputs >= tasks, "`inputs` should be at least the number of tasks, \(tasks). Found \(inputs).")
    var units: [[Double]] = []
    for task in 0..<tasks {
      var random = SplitMix64(key: seed, Stream.direction.rawValue, UInt64(task))
      var vector = (0..<inputs).map { _ in random.normal() }
      for unit in units {
        let along = zip(vector, unit).reduce(0) { $0 + $1.0 * $1.1 }
        for input in 0..<inputs { vector[input] -= along * unit[input] }
      }
      let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      units.append(vector.map { $0 / length })
    }
    return units
  }

  /// The samples of a split.
  private func dataset(_ count: Int, _ split: Split, _ directions: [[Double]], _ waves: [Wave]) -> InMemoryDataset {
    var x: [Float] = []
    x.reserveCapacity(count * inputs)
    var labels = [[Float]](repeating: [], count: tasks)
    for sample in 0..<count {
      var random = SplitMix64(key: seed, Stream.samples.rawValue, split.number, UInt64(sample))
      let input = (0..<inputs).map { _ in Float(random.normal()) }
      for (task, direction) in directions.enumerated() {
        let s = zip(direction, input).reduce(0) { $0 + $1.0 * Double($1.1) }
        let exact = waves.reduce(s) { $0 + sin($1.frequency * s + $1.phase) }
        labels[task].append(Float(exact + noise * random.normal()))
      }
      x += input
    }
    let targets = zip(taskNames, labels.map { Field($0, shape: [1]) })
    return InMemoryDataset(
      inputs: Field(x, shape: [inputs]), targets: OrderedDictionary(uniqueKeysWithValues: targets))
  }

  /// Generates the samples.
  ///
  /// - Parameter train: the number of samples of this split; `validation` and `test` likewise. All are positive.
  public func source(train: Int, validation: Int, test: Int) -> DataSource {
    let (directions, waves) = (directions, waves)
    return DataSource(
      name: "correlated-labels", train: dataset(train, .train, directions, waves),
      validation: dataset(validation, .validation, directions, waves), test: dataset(test, .test, directions, waves),
      tasks: taskNames.map { .regression($0, isComplete: true) }, input: .vector(inputs))
  }
}

extension CorrelatedLabels {
  /// The Pearson correlation of the labels of two tasks, exactly: s and t are normal numbers of variance c² whose correlation
  /// is p, and all expectations of their waves are known.
  public var labelCorrelation: Double { labelCorrelation(of: waves) }

  func labelCorrelation(of waves: [Wave]) -> Double {
    covariance(waves, correlation) / (covariance(waves, 1) + noise * noise)
  }

  /// The covariance of s + Σ sin(α s + β) and t + Σ sin(α t + β), where s and t correlate with p.
  private func covariance(_ waves: [Wave], _ p: Double) -> Double {
    let variance = scale * scale
    /// The expectation of exp(i (α s + γ t)) is exp(−c² (α² + γ² + 2 α γ p) / 2).
    func damping(_ a: Double, _ b: Double) -> Double { exp(-variance * (a * a + b * b + 2 * a * b * p) / 2) }
    var sum = variance * p
    for wave in waves {
      // Stein: E s sin(α t + β) = c² p α E cos(α t + β).
      sum += 2 * variance * p * wave.frequency * damping(wave.frequency, 0) * cos(wave.phase)
      for other in waves {
        let means = damping(wave.frequency, 0) * sin(wave.phase) * damping(other.frequency, 0) * sin(other.phase)
        let difference = damping(wave.frequency, -other.frequency) * cos(wave.phase - other.phase)
        let total = damping(wave.frequency, other.frequency) * cos(wave.phase + other.phase)
        sum += (difference - total) / 2 - means
      }
    }
    return sum
  }
}
