import Foundation
import Torch

/// One way down: a method with an optimiser from one start, until it is at the minimum or out of updates.
package struct LandscapePath: Sendable {
  /// The end of a path.
  package enum Ending: Hashable, Sendable {
    /// The mean loss came within the gap of the minimum with this update.
    case reached(Int)
    /// The mean loss did not reach the minimum in all updates.
    case outOfIterations
    /// A method without memory came to exactly the place where it had been before, so it would never arrive.
    case circles(Int)
    /// The parameters stopped being numbers.
    case notFinite(Int)
    /// The method had no answer.
    case failed(Int, String)
  }

  /// A place on the path, after a number of updates.
  package struct Stop: Hashable, Sendable {
    package var iteration: Int
    package var point: Landscape.Point
  }

  package let method: String
  package let optimizer: LandscapeConfiguration.Optimizer
  package let learningRate: Double
  /// The number of the start, from 0.
  package let start: Int
  package let ending: Ending
  /// The start, the end, and places between at even distances: as many as a picture needs.
  package let stops: [Stop]

  /// The number of updates until the minimum; nil if it was not reached.
  package var reached: Int? { if case .reached(let iteration) = ending { iteration } else { nil } }

  /// Follows a method down.
  ///
  /// - Throws: `SettingError` for a method that cannot be made.
  init(
    _ method: LandscapeConfiguration.Method, _ optimizer: LandscapeConfiguration.Optimizer, learningRate: Double,
    start: Int, of configuration: LandscapeConfiguration
  ) throws {
    let direction = try LandscapeDirection(method, seed: configuration.seed)
    var descent = LandscapeDescent(optimizer, learningRate: learningRate)
    var scales = direction.learned.map { _ in LandscapeDescent(optimizer, learningRate: learningRate) }
    let goal = Landscape.leastMean + configuration.gap
    var point = configuration.starts[start]
    var values = Landscape.values(at: point)
    var trail = LandscapeTrail(point)
    // Brent's way to find a circle: the place at the last power of two.
    var seen = point
    let canCircle = direction.isStateless && optimizer == .gd
    var ending = Ending.outOfIterations
    for iteration in 1...configuration.iterations {
      do {
        let (step, learned) = try direction(at: point, values, learningRate: learningRate)
        let moved = descent.step([point.x, point.y], along: [step.x, step.y])
        point = Landscape.Point(moved[0], moved[1])
        for index in learned.indices {
          let tensor = direction.learned[index]
          let values = scales[index].step(tensor.array(of: Double.self), along: learned[index])
          withoutGradients { _ = tensor.copyInPlace(Tensor(values, shape: tensor.shape)) }
        }
        guard point.isFinite else {
          ending = .notFinite(iteration)
          break
        }
        values = Landscape.values(at: point)
        try direction.updated(to: point, values, learningRate: learningRate)
      } catch {
        ending = .failed(iteration, "\(error)")
        break
      }
      trail.add(point, iteration)
      if values.mean < goal {
        ending = .reached(iteration)
        break
      }
      if canCircle {
        if point == seen {
          ending = .circles(iteration)
          break
        }
        if iteration & (iteration - 1) == 0 { seen = point }
      }
    }
    self.method = method.label
    self.optimizer = optimizer
    self.learningRate = learningRate
    self.start = start
    self.ending = ending
    stops = trail.stops
  }
}

/// Gradient descent or Adam on a few numbers in double precision.
///
/// Adam: Kingma, Ba, "Adam: A Method for Stochastic Optimization" (ICLR 2015), with its β and ε.
struct LandscapeDescent {
  private let optimizer: LandscapeConfiguration.Optimizer
  private let learningRate: Double
  private var first: [Double] = []
  private var second: [Double] = []
  private var powers = (1.0, 1.0)

  private static let beta = (0.9, 0.999)
  private static let epsilon = 1e-8

  init(_ optimizer: LandscapeConfiguration.Optimizer, learningRate: Double) {
    self.optimizer = optimizer
    self.learningRate = learningRate
  }

  mutating func step(_ values: [Double], along gradient: [Double]) -> [Double] {
    var values = values
    guard optimizer == .adam else {
      for index in values.indices { values[index] -= learningRate * gradient[index] }
      return values
    }
    if first.isEmpty {
      first = values.map { _ in 0 }
      second = first
    }
    powers = (powers.0 * Self.beta.0, powers.1 * Self.beta.1)
    for index in values.indices {
      first[index] = Self.beta.0 * first[index] + (1 - Self.beta.0) * gradient[index]
      second[index] = Self.beta.1 * second[index] + (1 - Self.beta.1) * gradient[index] * gradient[index]
      let size = (second[index] / (1 - powers.1)).squareRoot() + Self.epsilon
      values[index] -= learningRate / (1 - powers.0) * first[index] / size
    }
    return values
  }
}

/// A path in few places, of any length: when it has too many it drops every second one and takes steps twice as long
/// from then on.
struct LandscapeTrail {
  private var kept: [LandscapePath.Stop]
  private var last: LandscapePath.Stop
  private var stride = 1

  private static let most = 512

  init(_ start: Landscape.Point) {
    last = LandscapePath.Stop(iteration: 0, point: start)
    kept = [last]
  }

  mutating func add(_ point: Landscape.Point, _ iteration: Int) {
    last = LandscapePath.Stop(iteration: iteration, point: point)
    guard iteration % stride == 0 else { return }
    kept.append(last)
    guard kept.count > Self.most else { return }
    stride *= 2
    kept.removeAll { $0.iteration % stride != 0 }
  }

  var stops: [LandscapePath.Stop] { kept.last == last ? kept : kept + [last] }
}
