import Foundation
import Statistics

/// A network for the environment of pathways: logistic layers between a stimulus and an answer, with a cue of the tasks to each of them.
///
/// A hidden layer is h = σ(W x + U c + b), and so is the output; x is the layer below, c the cue, one input for each task. The bias b is fixed.
/// The network is trained sample by sample, by gradient descent on half the sum of squared errors. A stimulus has one active input in
/// each dimension, so that a step costs what its active inputs cost.
///
/// Source: S. Musslick et al., *Multitasking Capability Versus Learning Efficiency in Neural Network Architectures*, CogSci 2017, and the
/// authors' code, which has the setting of several layers too.
public struct PathwayNetwork: Sendable {
  public let environment: PathwayEnvironment
  /// The units of each hidden layer.
  public let hidden: [Int]
  /// The number that is added to each unit's input.
  public let bias: Double
  /// The weights from the stimulus to the first layer: a row of the layer's units for each of the inputs.
  public internal(set) var stimulusWeights: [Double]
  /// The weights between layers, from the first hidden layer to the output: a row of the lower layer's units for each upper unit.
  public internal(set) var layerWeights: [[Double]]
  /// The weights from the cue to each hidden layer and the output: a row of the layer's units for each task.
  public internal(set) var cueWeights: [[Double]]

  /// The bias of the published experiments.
  public static let usualBias = -2.0
  /// The learning rate of the published experiments.
  public static let usualRate = 0.3
  /// Start values are uniform between −0.1 and 0.1.
  static let startRange = 0.1

  /// Creates a network with uniform start values.
  ///
  /// - Parameters:
  ///   - hidden: the units of each hidden layer, at least one layer.
  ///   - random: gives the start values.
  public init(
    _ environment: PathwayEnvironment, hidden: [Int] = [100], bias: Double = usualBias,
    random: inout SplitMix64
  ) {
    precondition(
      !hidden.isEmpty && hidden.allSatisfy { $0 > 0 }, "`hidden` should have positive sizes. Found \(hidden).")
    self.environment = environment
    self.hidden = hidden
    self.bias = bias
    func drawn(_ count: Int) -> [Double] {
      (0..<count).map { _ in Double(random.uniform(-Float(Self.startRange), Float(Self.startRange))) }
    }
    let units = environment.dimensions * environment.features, sizes = hidden + [units]
    stimulusWeights = drawn(units * hidden[0])
    layerWeights = zip(sizes, sizes.dropFirst()).map { drawn($0 * $1) }
    cueWeights = sizes.map { drawn(environment.tasks.count * $0) }
  }

  /// Creates a network of given weights.
  ///
  /// - Parameters:
  ///   - stimulusWeights: a row of the first hidden layer's units for each of the inputs.
  ///   - layerWeights: from each hidden layer to the next and to the output: a row of the lower layer's units for each upper unit.
  ///   - cueWeights: to each hidden layer and to the output: a row of the layer's units for each task.
  public init(
    _ environment: PathwayEnvironment, bias: Double = usualBias, stimulusWeights: [Double], layerWeights: [[Double]],
    cueWeights: [[Double]]
  ) {
    let units = environment.dimensions * environment.features, tasks = environment.tasks.count
    let sizes = cueWeights.map { $0.count / tasks }
    precondition(
      stimulusWeights.count == units * sizes[0] && sizes.last == units && sizes.count == layerWeights.count + 1
        && layerWeights.indices.allSatisfy { layerWeights[$0].count == sizes[$0] * sizes[$0 + 1] },
      "the weights should fit an environment of \(units) inputs and \(tasks) tasks.")
    self.environment = environment
    hidden = sizes.dropLast()
    self.bias = bias
    self.stimulusWeights = stimulusWeights
    self.layerWeights = layerWeights
    self.cueWeights = cueWeights
  }

  /// Gives the cue of each task to the hidden layers a length, and tasks of one input a common direction.
  ///
  /// The cue weights of two tasks with one input have the correlation `similarity` in each hidden layer; those of tasks with different
  /// inputs are not correlated.
  ///
  /// - Parameters:
  ///   - similarity: from 0 to 1.
  ///   - length: the length of a task's weights to one layer.
  public mutating func alignTasks(similarity: Double, length: Double = 5, random: inout SplitMix64) throws {
    guard (0...1).contains(similarity) else {
      throw MultitaskingError("`similarity` should be from 0 to 1. Found \(similarity).")
    }
    let tasks = environment.tasks, common = environment.dimensions
    for (layer, size) in hidden.enumerated() {
      guard size > tasks.count + common else {
        throw MultitaskingError(
          "a hidden layer should have more units than there are directions to keep apart, \(tasks.count + common). Found \(size)."
        )
      }
      // Orthonormal directions that are orthogonal to (1, …, 1), so that inner products are correlations.
      var directions = [[Double](repeating: 1 / Double(size).squareRoot(), count: size)]
      while directions.count <= tasks.count + common {
        var next = (0..<size).map { _ in random.normal() }
        for direction in directions {
          let overlap = zip(next, direction).reduce(0) { $0 + $1.0 * $1.1 }
          for unit in next.indices { next[unit] -= overlap * direction[unit] }
        }
        let norm = next.reduce(0) { $0 + $1 * $1 }.squareRoot()
        directions.append(next.map { $0 / norm })
      }
      for (place, task) in tasks.enumerated() {
        let shared = directions[1 + task.input], own = directions[1 + common + place]
        for unit in 0..<size {
          cueWeights[layer][place * size + unit] =
            length * (similarity.squareRoot() * shared[unit] + (1 - similarity).squareRoot() * own[unit])
        }
      }
    }
  }

  /// The activities of each hidden layer and of the output.
  public func activities(_ pattern: PathwayPattern) -> [[Double]] {
    var layers = (hidden + [environment.dimensions * environment.features]).map { [Double](repeating: 0, count: $0) }
    forward(pattern, into: &layers)
    return layers
  }

  /// The shares of right answers: the activity of the right unit over that of its output's units, of each task.
  public func correctness(_ pattern: PathwayPattern) -> [Double] {
    correctness(pattern, output: activities(pattern).last!)
  }

  func correctness(_ pattern: PathwayPattern, output: [Double]) -> [Double] {
    pattern.tasks.map { task in
      let block = output[task.output * environment.features..<(task.output + 1) * environment.features]
      return block[block.startIndex + pattern.stimulus[task.input]] / block.reduce(0, +)
    }
  }

  /// Half the sum of squared errors of an output.
  public func loss(_ pattern: PathwayPattern) -> Double { squaredError(pattern, activities(pattern).last!) / 2 }

  func squaredError(_ pattern: PathwayPattern, _ output: [Double]) -> Double {
    var sum = output.reduce(0) { $0 + $1 * $1 }
    for task in pattern.tasks {
      let active = output[task.output * environment.features + pattern.stimulus[task.input]]
      sum += 1 - 2 * active
    }
    return sum
  }
}
