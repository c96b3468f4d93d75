import Components
import Torch

/// The sequences of events that the cards of the encoders are made for: `[batch, length, 6]`. Each event has the codes
/// of activity, resource and weekday, as numbers, and three numbers (hour, time since the event before, time since the
/// start). Shorter sequences are filled up in front with events of six zeros.
///
/// The cards and their defaults are those of the process-monitoring benchmark.
enum EventSequence {
  /// The columns of an event.
  static let columns = 6
  /// The number of columns, from the first, that hold codes.
  static let codes = 3

  /// The numbers of codes of the first columns, which an embedding needs; nil if the samples do not say them.
  static func codes(of input: InputDescription) -> [Int]? {
    guard case .sequence(_, let columns) = input else { return nil }
    let codes: [Int] = columns.prefix(Self.codes).compactMap { if case .code(let count) = $0 { count } else { nil } }
    return codes.count == Self.codes ? codes : nil
  }

  /// The vectors of `width` numbers that the benchmark's transformer makes of events: weekday in 3 numbers, activity and
  /// resource in half of the rest each, and the three numbers.
  ///
  /// - Parameters:
  ///   - codes: the numbers of activities, resources and weekdays.
  ///   - width: even and more than 6.
  static func embedded(_ codes: [Int], width: Int) -> [ColumnEmbedding.Column] {
    let numbers = columns - Self.codes
    let rest = width - numbers - weekdayWidth
    require(rest > 0 && rest % 2 == 0, "`hidden` should be even and more than \(width - rest). Found \(width).")
    return zip(codes, [rest / 2, rest / 2, weekdayWidth]).map { .code(count: $0, width: $1) }
      + Array(repeating: .number, count: numbers)
  }

  private static let weekdayWidth = 3

  /// The columns of a sample as numbers, codes too, as the benchmark's recurrent and convolutional encoders read them.
  static func numbers(of input: InputDescription) -> [ColumnEmbedding.Column] {
    Array(repeating: .number, count: input.shape[1])
  }

  /// The samples in the words of an error.
  static let words = "sequences of events, [length, \(columns)]"

  /// The source of the encoders' defaults.
  static let source = "the process-monitoring benchmark"

  static let hidden = Setting("hidden", .wholeNumber(.width), default: 128, "width of every layer", source: source)
  static let layers = Setting("layers", .wholeNumber(.layers), default: 2, "number of layers", source: source)

  static func dropout(_ meaning: String) -> Setting {
    Setting("dropout", .number(.properFraction), default: 0.1, meaning, source: source)
  }

  /// Draws the linear layers of the heads by Xavier's uniform rule, as the benchmark does.
  static let start: @Sendable (Module, Settings, Generator) -> Void = { module, _, generator in
    module.drawLinearLayersByXavier(generator)
  }
}
