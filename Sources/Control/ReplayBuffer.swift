import Foundation
import Statistics

/// What was seen, done and paid, of each task apart, with rewards as they came.
///
/// Rewards are divided when they are read, by the standard deviation of the task's rewards that are in the buffer then, so that tasks with
/// rewards of different sizes weigh the same.
///
/// Source: V. Kurin et al., *In Defense of the Unitary Scalarization for Deep Multi-Task Learning*, NeurIPS 2022, appendix on Meta-World.
public struct ReplayBuffer: Sendable {
  /// A step of a task.
  public struct Transition: Hashable, Sendable {
    public var observation: [Float]
    public var action: [Float]
    public var reward: Double
    public var next: [Float]

    public init(_ observation: [Float], action: [Float], reward: Double, next: [Float]) {
      self.observation = observation
      self.action = action
      self.reward = reward
      self.next = next
    }
  }

  /// The transitions of each task that are kept.
  public let capacity: Int
  private var transitions: [[Transition]]
  private var oldest: [Int]

  /// Standard deviations below this count as none: rewards are then read as they are.
  static let leastDeviation = 1e-8

  public init(tasks: Int, capacity: Int) {
    precondition(tasks > 0 && capacity > 0, "a buffer should have tasks and room. Found \(tasks) and \(capacity).")
    self.capacity = capacity
    transitions = Array(repeating: [], count: tasks)
    oldest = Array(repeating: 0, count: tasks)
  }

  /// The number of a task's transitions.
  public func count(_ task: Int) -> Int { transitions[task].count }

  /// Keeps a transition, in place of the task's oldest one if there is no room.
  ///
  /// - Throws: ``ControlError`` for a reward that is not finite.
  public mutating func add(_ transition: Transition, task: Int) throws {
    guard transition.reward.isFinite else {
      throw ControlError("a reward of task \(task) should be finite. Found \(transition.reward).")
    }
    if transitions[task].count < capacity {
      transitions[task].append(transition)
    } else {
      transitions[task][oldest[task]] = transition
      oldest[task] = (oldest[task] + 1) % capacity
    }
  }

  /// What a task's rewards are divided by: their standard deviation over all that are kept; 1 where they do not differ.
  public func rewardScale(_ task: Int) -> Double {
    let own = transitions[task]
    guard !own.isEmpty else { return 1 }
    let count = Double(own.count), mean = own.reduce(0) { $0 + $1.reward } / count
    let deviation = (own.reduce(0) { $0 + ($1.reward - mean) * ($1.reward - mean) } / count).squareRoot()
    return deviation < Self.leastDeviation ? 1 : deviation
  }

  /// Draws transitions of a task, each equally likely, also again.
  public func sample(_ count: Int, task: Int, random: inout SplitMix64) -> [Transition] {
    precondition(!transitions[task].isEmpty, "task \(task) should have transitions.")
    return (0..<count).map { _ in random.pick(transitions[task]) }
  }
}
