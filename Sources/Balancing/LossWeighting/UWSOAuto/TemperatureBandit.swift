import Components
import Foundation
import Torch

/// A few relative temperatures that take turns within one run: those under which the losses fell most hold more often.
///
/// A temperature, in units of the running mean inverse loss, is an arm of a bandit, and holds for a number of steps. Its reward is how
/// far the mean of log L over tasks and steps fell from that of the arm before, less the running mean of these falls, in units of
/// their running size, cut to −1 … 1. The next arm has the highest mean reward and bonus for being rarely used, both
/// discounted: what happened long ago counts less.
///
/// At the end of an arm's steps the losses are read once, which waits for the device.
///
/// Source of the choice: discounted UCB, Garivier, Moulines, "On Upper-Confidence Bound Policies for Switching Bandit Problems" (ALT
/// 2011).
final class TemperatureBandit: TemperatureRule {
  private let temperatures: [Double]
  private let window: Int
  private let running: RunningInverseLoss
  /// Minus Σ of the mean of log (1 / L) over the arm's steps so far.
  private let total: Tensor
  /// `[2, arm]` on the host: the discounted sum of each arm's rewards, and of its turns.
  private let turns: Tensor
  /// On the host, by ``Place``.
  private let course: Tensor

  /// What the numbers of the course are.
  private enum Place: Int, CaseIterable {
    /// The arm that holds, and its steps so far.
    case arm, steps
    /// The arms that have had their steps.
    case ended
    /// The mean of log L in the last arm's steps; the running mean of its falls, and of their size.
    case last, usualFall, size
  }

  /// The share of the past in the running mean and size of the falls, and in the turns.
  private static let beta = 0.9
  private static let discount = 0.95
  /// The weight of the bonus for being rarely used.
  private static let bonus = 0.5

  /// - Parameters:
  ///   - temperatures: the arms; they have a first turn each in this order.
  ///   - window: the steps of a turn.
  ///   - beta: the share of the past in the running mean inverse loss.
  init(_ temperatures: [Double], window: Int, beta: Double, _ setup: BalancingSetup) {
    self.temperatures = temperatures
    self.window = window
    running = RunningInverseLoss(beta: beta, setup)
    total = Tensor.zeros([], dtype: setup.dtype, device: setup.device)
    turns = Tensor.zeros([2, temperatures.count], dtype: .float64)
    course = Tensor.zeros([Place.allCases.count], dtype: .float64)
  }

  func logits(_ inverses: Tensor, _ presence: Presence?) -> Tensor {
    var course = course.array(of: Double.self)
    let mean = running.observe(inverses, presence)
    let logits = inverses / (mean * temperatures[Int(course[Place.arm.rawValue])])
    withoutGradients {
      let sum = (presence?.fill(inverses, with: 1) ?? inverses).log().sum()
      total.addInPlace(presence.map { -sum / $0.count(inverses.dtype) } ?? -sum / Double(inverses.count))
    }
    course[Place.steps.rawValue] += 1
    if Int(course[Place.steps.rawValue]) == window { endTurn(&course) }
    withoutGradients { _ = self.course.copyInPlace(Tensor(course)) }
    return logits
  }

  /// Rewards the arm and chooses the next one.
  private func endTurn(_ course: inout [Double]) {
    let mean = total.item() / Double(window), arm = Int(course[Place.arm.rawValue])
    var turns = turns.array(of: Double.self).map { $0 * Self.discount }
    if course[Place.ended.rawValue] > 0 {
      let fall = course[Place.last.rawValue] - mean, usual = course[Place.usualFall.rawValue]
      let size = course[Place.size.rawValue]
      let newSize = size > 0 ? Self.beta * size + (1 - Self.beta) * abs(fall) : abs(fall)
      let reward = newSize > 0 ? max(-1, min(1, (fall - usual) / newSize)) : 0
      turns[arm] += reward.isFinite ? reward : -1
      turns[temperatures.count + arm] += 1
      course[Place.usualFall.rawValue] = Self.beta * usual + (1 - Self.beta) * fall
      course[Place.size.rawValue] = newSize
    }
    withoutGradients {
      total.zeroInPlace()
      _ = self.turns.copyInPlace(Tensor(turns, shape: [2, temperatures.count]))
    }
    course[Place.last.rawValue] = mean
    course[Place.ended.rawValue] += 1
    course[Place.steps.rawValue] = 0
    course[Place.arm.rawValue] = Double(next(turns))
  }

  private func next(_ turns: [Double]) -> Int {
    let (rewards, counts) = (turns.prefix(temperatures.count), Array(turns.suffix(temperatures.count)))
    if let unused = counts.firstIndex(of: 0) { return unused }
    let all = log(max(1, counts.reduce(0, +)))
    let bounds = zip(rewards, counts).map { $0 / $1 + Self.bonus * (all / $1).squareRoot() }
    return bounds.indices.max { bounds[$0] < bounds[$1] } ?? 0
  }

  var memory: [String: Tensor] {
    ["mean-inverse-loss": running.mean, "turns": turns, "total": total, "course": course]
  }

  func check(_ loaded: [String: Tensor]) throws(SettingError) {
    let course = loaded["course"]!.array(of: Double.self)
    let (arm, steps) = (course[Place.arm.rawValue], course[Place.steps.rawValue])
    guard temperatures.indices.map(Double.init).contains(arm), steps >= 0, steps < Double(window),
      steps == steps.rounded()
    else {
      throw SettingError(
        "`course` of `uw-so-auto` should begin with one of \(temperatures.count) temperatures, from 0, and fewer than "
          + "\(window) steps. Found \(arm) and \(steps).")
    }
  }

  func reset() {
    running.reset()
    withoutGradients { for tensor in [total, turns, course] { tensor.zeroInPlace() } }
  }
}
