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

  /// A mask `[batch, length]`, true for the events in front that are all zeros; never for the last one.
  static func padding(_ x: Tensor) -> Tensor {
    let isFilled = x.detach().abs().sum([2]).greater(0).to(.int64)
    let last = isFilled.select(1, index: -1)
    withoutGradients { _ = last.fillInPlace(1) }
    return isFilled.cumsum(1).equal(0)
  }
}
