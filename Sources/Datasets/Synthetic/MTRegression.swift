import Foundation
import Statistics
import Tasks

/// Regressions of one input whose targets have different scales: y_t = σ_t · tanh((B + ε_t) x).
///
/// Symbols: x the input, normal of mean 0; B what all tasks have in common and ε_t what task t has for itself, matrices of
/// normal numbers; σ_t the scale of task t. The tasks are equally hard, and only the scales tell them apart, so the ideal
/// weight of a task is proportional to 1 / σ_t² (``idealWeights``).
///
/// Source: Z. Chen et al., [GradNorm](https://arxiv.org/abs/1711.02257), ICML 2018, in the form and the sizes of M.
/// Crawshaw, J. Košecká, [SLAW](https://arxiv.org/abs/2109.08218), 2021.
public struct MTRegression: Sendable, Hashable {
  /// The scale of each task, σ.
  public var scales: [Double]
  /// The numbers of an input.
  public var inputs = 250
  /// The numbers of each task's target.
  public var outputs = 100
  /// The standard deviation of an input's numbers.
  public var inputDeviation = 0.01
  /// The standard deviation of what the tasks have in common.
  public var commonDeviation = 10.0
  /// The standard deviation of what each task has for itself.
  public var ownDeviation = 3.5
  /// The seed of the matrices and of the inputs.
  public var seed: UInt64 = 0

  /// The scales 1, 2, 3, … of this many tasks.
  public static func scales(_ tasks: Int) -> [Double] { (0..<tasks).map { Double($0 + 1) } }

  /// - Parameter scales: the scale of each task; the ten of the paper by default.
  public init(scales: [Double] = scales(10)) { self.scales = scales }

  /// The weights that make all tasks count the same, T / σ_t² / Σ 1 / σ², of mean 1.
  public var idealWeights: [Double] {
    let inverses = scales.map { 1 / ($0 * $0) }
    let sum = inverses.reduce(0, +)
    return inverses.map { Double(scales.count) * $0 / sum }
  }

  /// The names of the tasks.
  public var taskNames: [String] { scales.indices.map { "task \($0 + 1)" } }

  /// The parts of the data that have random streams of their own, so that none depends on the size of another.
  private enum Stream: UInt64 { case common, own, inputs }

  /// The matrices B + ε_t, one after the other, `[task, input, output]`.
  private func matrices() -> [[Float]] {
    func matrix(_ deviation: Double, _ key: UInt64...) -> [Double] {
      var random = SplitMix64(key: [seed] + key)
      return (0..<inputs * outputs).map { _ in deviation * random.normal() }
    }
    let common = matrix(commonDeviation, Stream.common.rawValue)
    return scales.indices.map { task in
      zip(common, matrix(ownDeviation, Stream.own.rawValue, UInt64(task))).map { Float($0 + $1) }
    }
  }

  /// The samples of a split.
  private func dataset(_ count: Int, _ split: Split, _ matrices: [[Float]]) -> InMemoryDataset {
    let x = (0..<count).flatMap { sample in
      var random = SplitMix64(key: seed, Stream.inputs.rawValue, split.number, UInt64(sample))
      return (0..<inputs).map { _ in Float(inputDeviation * random.normal()) }
    }
    let targets = zip(taskNames, zip(matrices, scales)).map { name, task in
      (name, Field(answers(to: x, count, task.0, scale: task.1), shape: [outputs]))
    }
    return InMemoryDataset(inputs: Field(x, shape: [inputs]), targets: .init(uniqueKeysWithValues: targets))
  }

  /// The targets of one task, `[sample, output]`. The sums are made in one order, so that they have the same bits on any
  /// number of threads.
  private func answers(to x: [Float], _ count: Int, _ matrix: [Float], scale: Double) -> [Float] {
    var sum = [Float](repeating: 0, count: outputs)
    var answers: [Float] = []
    answers.reserveCapacity(count * outputs)
    x.withUnsafeBufferPointer { x in
      matrix.withUnsafeBufferPointer { matrix in
        sum.withUnsafeMutableBufferPointer { sum in
          for sample in 0..<count {
            sum.update(repeating: 0)
            for input in 0..<inputs {
              let value = x[sample * inputs + input], row = input * outputs
              for output in 0..<outputs { sum[output] += value * matrix[row + output] }
            }
            for output in 0..<outputs { answers.append(Float(scale * tanh(Double(sum[output])))) }
          }
        }
      }
    }
    return answers
  }

  /// Generates the samples.
  ///
  /// - Parameter train: the number of samples of this split; `validation` and `test` likewise. All are positive.
  public func source(train: Int, validation: Int, test: Int) -> DataSource {
    precondition(!scales.isEmpty && scales.allSatisfy { $0 > 0 }, "`scales` should be positive. Found \(scales).")
    let matrices = matrices()
    return DataSource(
      name: "mt-regression", train: dataset(train, .train, matrices),
      validation: dataset(validation, .validation, matrices), test: dataset(test, .test, matrices),
      tasks: taskNames.map { .regression($0, outputs: outputs, isComplete: true) }, input: .vector(inputs))
  }
}
