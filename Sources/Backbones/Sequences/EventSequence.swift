import Components
import Torch

/// The input of the encoders of event sequences: `[batch, length, 6]`. Each event has the codes of activity, resource
/// and weekday, as numbers, and three numbers (hour, time since the event before, time since the start). Shorter
/// sequences are filled up in front with events of six zeros.
///
/// The encoders are those of the process-monitoring benchmark, with its defaults.
enum EventSequence {
  /// The columns of an event.
  static let columns = 6
  /// The number of columns, from the first, that hold codes.
  static let codes = 3

  /// Checks that the shape of one sample is `[length, 6]`.
  static func check(_ input: [Int], length: Int?, of network: String) throws {
    guard input.count == 2, input[1] == columns, input[0] > 0, length == nil || input[0] == length else {
      let expected = length.map(String.init) ?? "length"
      throw ShapeError("the input of \(network) should be [\(expected), \(columns)]. Found \(input).")
    }
  }

  /// The numbers of codes of the first columns, which an embedding needs; nil if the samples do not say them.
  static func codes(of input: InputDescription) -> [Int]? {
    guard case .sequence(_, let columns) = input else { return nil }
    let codes: [Int] = columns.prefix(Self.codes).compactMap { if case .code(let count) = $0 { count } else { nil } }
    return codes.count == Self.codes ? codes : nil
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

  /// A mask `[batch, length]`, true for the events in front that are all zeros; never for the last one.
  static func padding(_ x: Tensor) -> Tensor {
    let isFilled = x.detach().abs().sum([2]).greater(0).to(.int64)
    let last = isFilled.select(1, index: -1)
    withoutGradients { _ = last.fillInPlace(1) }
    return isFilled.cumsum(1).equal(0)
  }
}
