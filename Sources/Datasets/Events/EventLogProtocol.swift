/// The protocol by which a log becomes examples and predictions are judged. Each choice is a setting, and there are two
/// sets of choices that belong together, ``published`` and ``clean``. Figures of the two are not comparable.
///
/// Source of ``published``: L. Kirchdorfer, K. Amiri Elyasi, H. Stuckenschmidt, "On the Potential of Multi-Task
/// Learning in Predictive Process Monitoring", code and supplement.
public struct EventLogProtocol: Sendable, Hashable {
  /// The order of events, and the meaning of the times between them.
  public enum Order: String, Sendable, CaseIterable {
    /// The order of the clocks as they are written; zones are ignored. Events of equal times are in the order in which
    /// the published experiments' unstable sort leaves them.
    case published
    /// The order of instants, so that zones and summer time count. Events of equal instants are in the order of the
    /// file.
    case stable
  }

  /// The units that are divided among the splits.
  public enum Division: String, Sendable, CaseIterable {
    /// Prefixes at random, so that nearly every test prefix has others of its case in the training split.
    case prefix
    /// Cases at random, each with all of its prefixes.
    case `case`
  }

  /// The events from which vocabularies, the range of hours and the scales of times are learned.
  public enum Constants: String, Sendable, CaseIterable {
    /// All events, including those of test cases.
    case log
    /// The events of training cases. All other labels share one code.
    case train
  }

  /// Whether the times of a prefix are scaled logarithms or seconds.
  public enum TimeScaling: String, Sendable, CaseIterable {
    /// Scaled if a time is among the tasks. A network for the next activity alone gets seconds.
    case whenTimeTask = "when-time-task"
    case always
  }

  /// The moment from which the remaining time counts.
  public enum RemainingTime: String, Sendable, CaseIterable {
    /// The remaining time counts from the event after the prefix.
    case nextEvent = "next-event"
    /// The remaining time counts from the last event of the prefix.
    case prefixEnd = "prefix-end"
  }

  /// The code of the rows in front of a prefix.
  public enum Padding: String, Sendable, CaseIterable {
    /// The code 0, which is also the code of the first activity, resource and weekday.
    case sharedCode = "shared-code"
    /// The code 0 for padding alone; the other codes begin at 1.
    case ownCode = "own-code"
  }

  /// The units over which losses and metrics on a split are averaged.
  public enum Averages: String, Sendable, CaseIterable {
    case batches, samples
  }

  /// The order of batches.
  public enum Shuffling: String, Sendable, CaseIterable {
    /// The order of the published experiments' generator, which shuffles validation in each epoch too.
    case published
    /// Training is shuffled by the loader; validation and test keep their order.
    case train
  }

  public var order: Order
  public var division: Division
  public var constants: Constants
  public var timeScaling: TimeScaling
  public var remainingTime: RemainingTime
  public var padding: Padding
  public var averages: Averages
  public var shuffling: Shuffling
  /// The cells that mean "no case".
  public var missingCases: [String]
  /// The number of last events of a prefix that an input holds. With nil it holds all, and no case may be longer than
  /// ``longestAllowed``.
  public var longest: Int?

  /// The number of events of a case from which ``longest`` has to be set. Every sample is as long as the longest case,
  /// so a split's samples grow with its square.
  public static let longestAllowed = 4096

  /// The choices of the published experiments, with their faults.
  public static let published = EventLogProtocol(
    order: .published, division: .prefix, constants: .log, timeScaling: .whenTimeTask, remainingTime: .nextEvent,
    padding: .sharedCode, averages: .batches, shuffling: .published, missingCases: readerWords)

  /// The choices without leakage from test cases and with usual definitions.
  public static let clean = EventLogProtocol(
    order: .stable, division: .case, constants: .train, timeScaling: .always, remainingTime: .prefixEnd,
    padding: .ownCode, averages: .samples, shuffling: .train, missingCases: [""])

  /// The words that the published experiments' CSV reader reads as a missing value; a case of the log Sepsis is named
  /// `NA`.
  static let readerWords = [
    "", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA",
    "NULL", "NaN", "None", "n/a", "nan", "null",
  ]

  /// The choices in words, for a fingerprint.
  var words: [String] {
    [
      order.rawValue, division.rawValue, constants.rawValue, timeScaling.rawValue, remainingTime.rawValue,
      padding.rawValue, averages.rawValue, shuffling.rawValue,
    ] + missingCases + (longest.map { ["longest \($0)"] } ?? [])
  }
}
