/// How a log becomes examples, and how predictions on them are judged: each choice by itself, and the two sets of choices
/// that belong together. Figures of the two are never compared.
///
/// Source of ``published``: L. Kirchdorfer, K. Amiri Elyasi, H. Stuckenschmidt, "On the Potential of Multi-Task Learning in
/// Predictive Process Monitoring", code and supplement.
public struct EventLogProtocol: Sendable, Hashable {
  /// In which order events stand, and what times between them are.
  public enum Order: String, Sendable, CaseIterable {
    /// By the clocks as they are written, whatever their zones; at equal times as the published experiments' unstable sort
    /// leaves them.
    case published
    /// By instants, so that zones and summer time count; at equal instants as in the file.
    case stable
  }

  /// What is divided among the splits.
  public enum Division: String, Sendable, CaseIterable {
    /// Prefixes at random, so that nearly every test prefix has others of its case in the training split.
    case prefix
    /// Cases at random, each with all of its prefixes.
    case `case`
  }

  /// What vocabularies, the range of hours and the scales of times are taken from.
  public enum Constants: String, Sendable, CaseIterable {
    /// All events, those of test cases too.
    case log
    /// The events of training cases. Other labels share a code of their own.
    case train
  }

  /// Whether the times of a prefix are scaled logarithms or seconds.
  public enum TimeScaling: String, Sendable, CaseIterable {
    /// Scaled where a time is among the tasks; a network for the next activity alone gets seconds.
    case whenTimeTask = "when-time-task"
    case always
  }

  /// From where the remaining time counts.
  public enum RemainingTime: String, Sendable, CaseIterable {
    /// From the event after the prefix.
    case nextEvent = "next-event"
    /// From the last event of the prefix.
    case prefixEnd = "prefix-end"
  }

  /// How rows in front of a prefix can be told from events.
  public enum Padding: String, Sendable, CaseIterable {
    /// Not at all: 0 is also the code of the first activity, resource and weekday.
    case sharedCode = "shared-code"
    /// 0 is the code of padding alone, and the others begin at 1.
    case ownCode = "own-code"
  }

  /// What losses and metrics on a split are the mean of.
  public enum Averages: String, Sendable, CaseIterable {
    case batches, samples
  }

  /// In which order batches come.
  public enum Shuffling: String, Sendable, CaseIterable {
    /// As the published experiments' generator drew it, which shuffles validation in each epoch as well.
    case published
    /// The loader shuffles training; validation and test keep their order.
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
  /// Cells that stand for "no case".
  public var missingCases: [String]
  /// The last events of a prefix that an input holds; nil for all, where no case may be longer than ``longestAllowed``.
  public var longest: Int?

  /// Events of a case beyond which ``longest`` should be given: every sample is as long as the longest case, so that a split's
  /// samples grow with its square.
  public static let longestAllowed = 4096

  /// As the published experiments were made, with their faults.
  public static let published = EventLogProtocol(
    order: .published, division: .prefix, constants: .log, timeScaling: .whenTimeTask, remainingTime: .nextEvent,
    padding: .sharedCode, averages: .batches, shuffling: .published, missingCases: readerWords)

  /// Without leakage from test cases and with usual definitions.
  public static let clean = EventLogProtocol(
    order: .stable, division: .case, constants: .train, timeScaling: .always, remainingTime: .prefixEnd,
    padding: .ownCode, averages: .samples, shuffling: .train, missingCases: [""])

  /// What the published experiments' CSV reader takes for a missing value; a case of the log Sepsis is named `NA`.
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
