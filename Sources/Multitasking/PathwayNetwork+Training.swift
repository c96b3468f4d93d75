import Foundation
import Statistics

extension PathwayNetwork {
  /// The memory of training steps: activities and errors of each layer.
  struct Workspace {
    var layers: [[Double]]
    var errors: [[Double]]
  }

  func workspace() -> Workspace {
    let layers = (hidden + [environment.dimensions * environment.features]).map { [Double](repeating: 0, count: $0) }
    return Workspace(layers: layers, errors: layers)
  }

  /// Computes the activities of all layers.
  func forward(_ pattern: PathwayPattern, into layers: inout [[Double]]) {
    for layer in layers.indices {
      let size = layers[layer].count
      for unit in 0..<size { layers[layer][unit] = bias }
      for task in pattern.tasks {
        Rows.add(cueWeights[layer], environment.index(of: task), to: &layers[layer])
      }
      if layer == 0 {
        for (dimension, feature) in pattern.stimulus.enumerated() {
          Rows.add(stimulusWeights, dimension * environment.features + feature, to: &layers[0])
        }
      } else {
        for unit in 0..<size { layers[layer][unit] += Rows.product(layerWeights[layer - 1], unit, layers[layer - 1]) }
      }
      for unit in 0..<size { layers[layer][unit] = 1 / (1 + exp(-layers[layer][unit])) }
    }
  }

  /// One step of gradient descent on half the sum of squared errors of a pattern.
  ///
  /// - Parameter rate: the learning rate.
  public mutating func learn(_ pattern: PathwayPattern, rate: Double = usualRate) {
    var memory = workspace()
    learn(pattern, rate: rate, &memory)
  }

  /// A step that returns the sum of squared errors before it.
  @discardableResult
  mutating func learn(_ pattern: PathwayPattern, rate: Double, _ memory: inout Workspace) -> Double {
    forward(pattern, into: &memory.layers)
    let last = memory.layers.count - 1
    for (unit, activity) in memory.layers[last].enumerated() { memory.errors[last][unit] = activity }
    for task in pattern.tasks {
      memory.errors[last][task.output * environment.features + pattern.stimulus[task.input]] -= 1
    }
    let sum = memory.errors[last].reduce(0) { $0 + $1 * $1 }
    for layer in (0...last).reversed() {
      let size = memory.layers[layer].count
      for unit in 0..<size {
        let activity = memory.layers[layer][unit]
        memory.errors[layer][unit] *= activity * (1 - activity)
      }
      if layer > 0 {
        let below = memory.layers[layer - 1].count
        for unit in 0..<below { memory.errors[layer - 1][unit] = 0 }
        for unit in 0..<size {
          Rows.passBack(
            memory.errors[layer][unit], &layerWeights[layer - 1], unit, below: memory.layers[layer - 1],
            errors: &memory.errors[layer - 1], rate: rate)
        }
      } else {
        for (dimension, feature) in pattern.stimulus.enumerated() {
          Rows.add(
            memory.errors[0], to: &stimulusWeights, dimension * environment.features + feature, times: -rate)
        }
      }
      for task in pattern.tasks {
        Rows.add(memory.errors[layer], to: &cueWeights[layer], environment.index(of: task), times: -rate)
      }
    }
    return sum
  }

  /// The mean over patterns and output units of the squared error.
  public func meanSquaredError(_ patterns: [PathwayPattern]) -> Double {
    var layers = workspace().layers, sum = 0.0
    for pattern in patterns {
      forward(pattern, into: &layers)
      sum += squaredError(pattern, layers[layers.count - 1])
    }
    return sum / Double(patterns.count * environment.dimensions * environment.features)
  }

  /// The share of right answers, the mean over patterns and their tasks.
  public func meanCorrectness(_ patterns: [PathwayPattern]) -> Double {
    var layers = workspace().layers, sum = 0.0
    for pattern in patterns {
      forward(pattern, into: &layers)
      sum += correctness(pattern, output: layers[layers.count - 1]).reduce(0, +) / Double(pattern.tasks.count)
    }
    return sum / Double(patterns.count)
  }

  /// Trains on patterns in a new random order in each iteration, until the error is small enough.
  ///
  /// - Parameters:
  ///   - patterns: those of an iteration.
  ///   - error: training ends with the iteration in which the mean squared error, each pattern's before its own step, is below it.
  ///   - most: the largest number of iterations.
  /// - Returns: the iterations; nil if the error is not reached.
  public mutating func train(
    on patterns: [PathwayPattern], until error: Double, most: Int = 1_000, rate: Double = usualRate,
    random: inout SplitMix64
  ) -> Int? {
    var memory = workspace()
    for iteration in 1...most {
      var sum = 0.0
      for place in random.permutation(patterns.count) { sum += learn(patterns[place], rate: rate, &memory) }
      if sum / Double(patterns.count * memory.layers.last!.count) < error { return iteration }
    }
    return nil
  }

  /// Trains for an iteration on patterns that are drawn, some of them of several tasks at once.
  ///
  /// - Parameters:
  ///   - single: patterns of one task.
  ///   - several: patterns of several tasks.
  ///   - share: the share of patterns of several tasks, from 0 to 1.
  ///   - count: the patterns of an iteration.
  public mutating func trainIteration(
    single: [PathwayPattern], several: [PathwayPattern], share: Double, count: Int = 500, rate: Double = usualRate,
    random: inout SplitMix64
  ) {
    var memory = workspace()
    let some = Int((Double(count) * share).rounded())
    for place in random.permutation(count) {
      let pattern = place < some ? random.pick(several) : random.pick(single)
      learn(pattern, rate: rate, &memory)
    }
  }
}

/// Sums over rows of matrices, eight numbers at a time.
enum Rows {
  private typealias Lanes = SIMD8<Double>

  /// Adds a row of a matrix, times a factor, to a vector of the row's length.
  @inline(__always)
  static func add(_ matrix: [Double], _ row: Int, to vector: inout [Double], times factor: Double = 1) {
    let count = vector.count
    matrix.withUnsafeBufferPointer { matrix in
      vector.withUnsafeMutableBufferPointer { vector in
        let source = matrix.baseAddress! + row * count, target = vector.baseAddress!
        for place in 0..<count { target[place] += factor * source[place] }
      }
    }
  }

  /// Adds a vector, times a factor, to a row of a matrix.
  @inline(__always)
  static func add(_ vector: [Double], to matrix: inout [Double], _ row: Int, times factor: Double) {
    let count = vector.count
    vector.withUnsafeBufferPointer { vector in
      matrix.withUnsafeMutableBufferPointer { matrix in
        let source = vector.baseAddress!, target = matrix.baseAddress! + row * count
        for place in 0..<count { target[place] += factor * source[place] }
      }
    }
  }

  /// Passes a unit's error on to the layer below through a row of weights, and changes the row by a step of gradient descent.
  @inline(__always)
  static func passBack(
    _ error: Double, _ matrix: inout [Double], _ row: Int, below: [Double], errors: inout [Double], rate: Double
  ) {
    let count = below.count, change = -rate * error
    matrix.withUnsafeMutableBufferPointer { matrix in
      below.withUnsafeBufferPointer { below in
        errors.withUnsafeMutableBufferPointer { errors in
          let weights = matrix.baseAddress! + row * count, activities = below.baseAddress!, passed = errors.baseAddress!
          for place in 0..<count {
            let weight = weights[place]
            passed[place] += error * weight
            weights[place] = weight + change * activities[place]
          }
        }
      }
    }
  }

  /// The inner product of a matrix's row and a vector of its length.
  @inline(__always)
  static func product(_ matrix: [Double], _ row: Int, _ vector: [Double]) -> Double {
    let count = vector.count
    return matrix.withUnsafeBufferPointer { matrix in
      vector.withUnsafeBufferPointer { vector in
        let first = UnsafeRawPointer(matrix.baseAddress! + row * count), second = UnsafeRawPointer(vector.baseAddress!)
        var sums = Lanes.zero, place = 0
        while place + Lanes.scalarCount <= count {
          let offset = place * MemoryLayout<Double>.stride
          sums +=
            first.loadUnaligned(fromByteOffset: offset, as: Lanes.self)
            * second.loadUnaligned(fromByteOffset: offset, as: Lanes.self)
          place += Lanes.scalarCount
        }
        var sum = sums.sum()
        while place < count {
          sum += matrix[row * count + place] * vector[place]
          place += 1
        }
        return sum
      }
    }
  }
}
