/// A task of the pathway environment: it copies the active feature of one dimension of the input to one dimension of the output.
public struct Pathway: Hashable, Sendable {
  /// The dimension of the input, from 0.
  public var input: Int
  /// The dimension of the output, from 0.
  public var output: Int

  public init(_ input: Int, _ output: Int) {
    self.input = input
    self.output = output
  }
}

/// What is shown to a network and asked of it: a stimulus and the tasks that are to be carried out at once.
public struct PathwayPattern: Hashable, Sendable {
  /// The active feature of each dimension of the input.
  public var stimulus: [Int]
  /// Tasks of different inputs and different outputs.
  public var tasks: [Pathway]

  /// Creates a pattern.
  ///
  /// - Parameters:
  ///   - stimulus: the active feature of each dimension.
  ///   - tasks: of different inputs and outputs.
  public init(_ stimulus: [Int], _ tasks: [Pathway]) {
    self.stimulus = stimulus
    self.tasks = tasks
  }

  /// Whether all tasks ask for the same answer, so that a network that mixes tasks up is still right.
  public var isCongruent: Bool { Set(tasks.map { stimulus[$0.input] }).count == 1 }

  /// Whether any two tasks ask for different answers.
  public var isIncongruent: Bool { Set(tasks.map { stimulus[$0.input] }).count == tasks.count }
}

/// The environment of pathways: stimuli with one active feature in each of several dimensions, and a task for each pair of a dimension of
/// the input and one of the output.
///
/// A task's answer is the active feature of its input, in its output; the other outputs are to be silent. With P dimensions of F
/// features there are F^P stimuli and P² tasks.
///
/// Source: S. Musslick et al., *Multitasking Capability Versus Learning Efficiency in Neural Network Architectures*, CogSci 2017.
public struct PathwayEnvironment: Hashable, Sendable {
  /// The dimensions of the input, and as many of the output.
  public let dimensions: Int
  /// The features of a dimension.
  public let features: Int

  /// Creates an environment.
  ///
  /// - Throws: ``MultitaskingError`` for fewer than two dimensions or features, or for more than 100,000 stimuli.
  public init(dimensions: Int, features: Int) throws {
    guard dimensions >= 2, features >= 2 else {
      throw MultitaskingError(
        "an environment should have at least two dimensions of at least two features. Found \(dimensions) dimensions of \(features) features."
      )
    }
    var count = 1
    for _ in 0..<dimensions {
      guard count <= Self.mostStimuli / features else {
        throw MultitaskingError(
          "an environment should have at most \(Self.mostStimuli) stimuli. Found \(features)^\(dimensions).")
      }
      count *= features
    }
    self.dimensions = dimensions
    self.features = features
  }

  private static let mostStimuli = 100_000

  /// All tasks, with the inputs' dimension as the slower index.
  public var tasks: [Pathway] {
    (0..<dimensions).flatMap { input in (0..<dimensions).map { Pathway(input, $0) } }
  }

  /// The place of a task among ``tasks``.
  public func index(of task: Pathway) -> Int { task.input * dimensions + task.output }

  /// All stimuli, with the last dimension as the fastest index.
  public var stimuli: [[Int]] {
    (0..<dimensions).reduce([[]]) { stimuli, _ in
      stimuli.flatMap { stimulus in (0..<features).map { stimulus + [$0] } }
    }
  }

  /// All sets of `size` tasks with different inputs and different outputs, ordered by input.
  public func taskSets(of size: Int) -> [[Pathway]] {
    func sets(_ size: Int, from input: Int, without outputs: Set<Int>) -> [[Pathway]] {
      guard size > 0 else { return [[]] }
      return (input..<dimensions).flatMap { input in
        (0..<dimensions).filter { !outputs.contains($0) }.flatMap { output in
          sets(size - 1, from: input + 1, without: outputs.union([output])).map { [Pathway(input, output)] + $0 }
        }
      }
    }
    return sets(size, from: 0, without: [])
  }

  /// All patterns of `size` tasks at once.
  public func patterns(of size: Int) -> [PathwayPattern] {
    let stimuli = stimuli
    return taskSets(of: size).flatMap { tasks in stimuli.map { PathwayPattern($0, tasks) } }
  }

  /// The patterns of `size` tasks that all ask for different answers.
  ///
  /// - Throws: ``MultitaskingError`` for more tasks than features, or than dimensions: no pattern is incongruent.
  public func incongruentPatterns(of size: Int) throws -> [PathwayPattern] {
    guard size <= min(dimensions, features) else {
      throw MultitaskingError(
        "incongruent patterns should have at most as many tasks as there are dimensions and features. Found \(size) tasks, \(dimensions) dimensions and \(features) features."
      )
    }
    return patterns(of: size).filter(\.isIncongruent)
  }
}

/// A setting of the environment, a network or an agent that is not what it should be.
public struct MultitaskingError: Error, CustomStringConvertible, Hashable, Sendable {
  public let description: String

  /// Creates an error whose text says what should hold and what was found.
  public init(_ description: String) { self.description = description }
}
