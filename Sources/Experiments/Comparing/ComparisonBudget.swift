import Balancing
import Configuration

/// The time that a comparison's methods may take.
///
/// Methods are trained in their order. The time of the next one is estimated from those before it, by the passes that a
/// step of each makes. A method that is not expected to fit is left out, and a cheaper one after it may still fit. The
/// first method is always trained, because nothing is known before it.
package struct ComparisonBudget: Hashable, Sendable {
  package let seconds: Double

  /// The longest budget, a hundred years, so that every sum of times is a whole number of seconds.
  private static let longest = 100 * 365 * 86_400.0

  /// Reads seconds, minutes or hours: "90s", "30m", "1.5h". Nil for any other text, and for a time that is not
  /// positive.
  package init?(_ text: String) {
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600]
    guard let unit = text.last.flatMap({ units[$0] }), let number = Double(text.dropLast()), number > 0,
      number * unit <= Self.longest
    else { return nil }
    seconds = number * unit
  }

  func clock() -> Clock { Clock(seconds: seconds, start: .now) }

  /// The clock of a budget that is running.
  struct Clock {
    let seconds: Double
    let start: ContinuousClock.Instant
    /// The seconds of one processor's training for one unit of cost, over all trainings so far.
    private var spent = 0.0
    private var units = 0.0

    init(seconds: Double, start: ContinuousClock.Instant) {
      self.seconds = seconds
      self.start = start
    }

    /// The reason why some trainings are not begun; nil if they are.
    ///
    /// - Parameters:
    ///   - cost: the cost of one training, relative to one of a single backward pass.
    ///   - width: the number of trainings at a time.
    func refusal(of trainings: Int, cost: Double, width: Int) -> String? {
      guard trainings > 0, units > 0 else { return nil }
      let left = seconds - start.duration(to: .now).seconds
      let rounds = (Double(trainings) / Double(width)).rounded(.up)
      let expected = rounds * cost * spent / units
      guard expected > left else { return nil }
      return "\(trainings) trainings would take about \(Self.text(expected)), and \(Self.text(max(left, 0))) were left."
    }

    /// Learns from trainings that have ended.
    mutating func observe(_ trainings: Int, cost: Double, width: Int, seconds: Double) {
      guard trainings > 0 else { return }
      units += (Double(trainings) / Double(width)).rounded(.up) * cost
      spent += seconds
    }

    private static func text(_ seconds: Double) -> String {
      seconds < 120 ? "\(Int(seconds.rounded())) s" : "\(Int((seconds / 60).rounded())) min"
    }
  }
}

extension BalancingConfiguration {
  /// The passes of a training through the shared network, relative to those of the plain sum. A backward pass counts as
  /// two forward passes.
  func trainingCost(tasks: Int) -> Double {
    let weighting = (try? Catalogue.find(losses?.method ?? method).card.cost) ?? .init()
    var backward = weighting.backwardPasses(tasks: tasks)
    if let regulariser { backward += regulariser.form == .exact ? 2 : 2 * tasks }
    let further = scope == .shared ? Double(tasks - 1) / Double(every ?? 1) : 0
    let passes = Double(weighting.forwardPasses) + 2 * (Double(backward) + further)
    return (sharpness == nil ? passes : 2 * passes) / 3
  }
}
