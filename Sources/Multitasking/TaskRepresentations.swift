import Foundation
import Statistics

/// What a network makes of each task: the mean activities of a layer over all stimuli.
///
/// Source: S. Musslick et al., *Controlled vs. Automatic Processing: A Graph-Theoretic Approach to the Analysis of Serial vs. Parallel
/// Processing in Neural Network Architectures*, CogSci 2016.
public struct TaskRepresentations: Sendable {
  public let environment: PathwayEnvironment
  /// The mean activities of the layer, of each task.
  public let means: [[Double]]

  /// Runs each task alone on all stimuli.
  ///
  /// - Parameter layer: a hidden layer from 0, or the output.
  public init(_ network: PathwayNetwork, layer: Int) {
    environment = network.environment
    let stimuli = environment.stimuli
    means = environment.tasks.map { task in
      var layers = network.workspace().layers, sum = [Double](repeating: 0, count: layers[layer].count)
      for stimulus in stimuli {
        network.forward(PathwayPattern(stimulus, [task]), into: &layers)
        for unit in sum.indices { sum[unit] += layers[layer][unit] }
      }
      return sum.map { $0 / Double(stimuli.count) }
    }
  }

  /// Pearson's correlation of the activities of two tasks; 0 where one has no variance.
  public func correlation(_ first: Int, _ second: Int) -> Double {
    let (one, other) = (means[first], means[second]), count = Double(one.count)
    let (a, b) = (one.reduce(0, +) / count, other.reduce(0, +) / count)
    var (product, left, right) = (0.0, 0.0, 0.0)
    for (x, y) in zip(one, other) {
      product += (x - a) * (y - b)
      left += (x - a) * (x - a)
      right += (y - b) * (y - b)
    }
    let scale = (left * right).squareRoot()
    return scale > 0 ? product / scale : 0
  }

  /// The mean correlation of tasks with one input: how far they share what they make of it.
  public var sharing: Double { meanCorrelation { $0.input == $1.input } }

  /// The mean correlation over pairs of tasks.
  func meanCorrelation(where isCounted: (Pathway, Pathway) -> Bool) -> Double {
    let tasks = environment.tasks
    let values = tasks.indices.flatMap { first in
      (first + 1..<tasks.count).filter { isCounted(tasks[first], tasks[$0]) }.map { correlation(first, $0) }
    }
    return Statistics.mean(values) ?? .nan
  }

  /// The groups of tasks whose activities correlate by more than a threshold, directly or through others: the group's number of each task.
  public func groups(above threshold: Double) -> [Int] {
    var group = Array(means.indices)
    for first in means.indices {
      for second in first + 1..<means.count where correlation(first, second) > threshold {
        let (from, to) = (group[second], group[first])
        if from != to { group = group.map { $0 == from ? to : $0 } }
      }
    }
    return group
  }
}
