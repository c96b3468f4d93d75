import Foundation
import Statistics

/// A benchmark of control with many tasks: a point mass has to reach a goal that it does not see, one for each task.
///
/// Task k of K has its goal at angle 2πk/K on the unit circle. A step is v ← 0.8 v + 0.2 R a, p ← p + 0.1 v, with each coordinate of p held
/// within ±1.5 and of the action a within ±1; R turns by half a circle in tasks with an odd number if `isTurned`. The reward is the
/// negative distance to the goal, times a scale that differs between tasks by a factor of up to 100. What is seen is p, v and which task it
/// is. The benchmark is this project's own and needs no physics engine.
public struct ReachTasks: Hashable, Sendable {
  /// The number of tasks.
  public let count: Int
  /// Whether actions of every second task act in the opposite direction.
  public let isTurned: Bool

  /// The distance to the goal below which a task is solved.
  public static let reach = 0.1
  /// The steps of an episode.
  public static let horizon = 40
  /// The numbers of an action.
  public static let actions = 2
  /// Start positions have coordinates within ±0.2.
  static let startRange = 0.2
  private static let border = 1.5

  /// Creates the tasks.
  ///
  /// - Throws: ``ControlError`` for a number outside of 2 to 100.
  public init(count: Int, isTurned: Bool) throws {
    guard (2...100).contains(count) else {
      throw ControlError("there should be 2 to 100 tasks. Found \(count).")
    }
    self.count = count
    self.isTurned = isTurned
  }

  /// The position and the velocity of the mass.
  public struct State: Hashable, Sendable {
    public var position: SIMD2<Double>
    public var velocity: SIMD2<Double>

    public init(_ position: SIMD2<Double>, velocity: SIMD2<Double> = .zero) {
      self.position = position
      self.velocity = velocity
    }
  }

  /// The numbers that are seen: position, velocity, and 1 at the task's place.
  public var observations: Int { 4 + count }

  /// The goal of a task.
  public func goal(_ task: Int) -> SIMD2<Double> {
    let angle = 2 * Double.pi * Double(task) / Double(count)
    return [cos(angle), sin(angle)]
  }

  /// The factor of a task's rewards, from 0.1 to 10.
  public func scale(_ task: Int) -> Double {
    pow(10, -1 + 2 * Double(3 * task % count) / Double(count - 1))
  }

  /// A state at the start of an episode.
  public func start(_ random: inout SplitMix64) -> State {
    func coordinate() -> Double { Double(random.uniform(-Float(Self.startRange), Float(Self.startRange))) }
    return State([coordinate(), coordinate()])
  }

  /// The state after an action, and its reward.
  public func step(_ task: Int, _ state: State, _ action: SIMD2<Double>) -> (state: State, reward: Double) {
    let force = action.clamped(lowerBound: -.one, upperBound: .one)
    var next = state
    next.velocity = 0.8 * state.velocity + 0.2 * (isTurned && task % 2 == 1 ? -force : force)
    next.position = (state.position + 0.1 * next.velocity)
      .clamped(lowerBound: SIMD2(repeating: -Self.border), upperBound: SIMD2(repeating: Self.border))
    return (next, -scale(task) * distance(task, next))
  }

  /// The distance from the goal.
  public func distance(_ task: Int, _ state: State) -> Double {
    let way = state.position - goal(task)
    return (way * way).sum().squareRoot()
  }

  /// Whether a state is at the goal.
  public func isReached(_ task: Int, _ state: State) -> Bool { distance(task, state) < Self.reach }

  /// What is seen of a state, `observations` numbers.
  public func observation(_ task: Int, _ state: State) -> [Float] {
    var seen = [Float](repeating: 0, count: observations)
    seen[0] = Float(state.position.x)
    seen[1] = Float(state.position.y)
    seen[2] = Float(state.velocity.x)
    seen[3] = Float(state.velocity.y)
    seen[4 + task] = 1
    return seen
  }
}

/// A number of tasks, a reward or a setting of control that is not what it should be.
public struct ControlError: Error, CustomStringConvertible, Hashable, Sendable {
  public let description: String

  /// Creates an error whose text says what should hold and what was found.
  public init(_ description: String) { self.description = description }
}
