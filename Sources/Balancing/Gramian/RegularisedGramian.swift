import Components
import Tasks

/// A Gramian with something added to its diagonal, as UPGrad and DualProj solve their programs for it.
struct RegularisedGramian {
  static let settings = [
    Setting(
      "reg-eps", .number(.nonNegative), default: 1e-4,
      "added to the diagonal of the Gramian divided by its trace; 0 for none, which excludes every conflict",
      source: "TorchJD, the authors' library"),
    Setting(
      "norm-eps", .number(.nonNegative), default: 0,
      "where the trace of the Gramian is below, the gradients count as zero and the weights are the preference",
      source: "the paper, which has no such bound (1e-4 in TorchJD)"),
  ]

  private let regEps: Double
  private let normEps: Double

  init(_ settings: Settings) {
    regEps = settings.number("reg-eps")
    normEps = settings.number("norm-eps")
  }

  /// G / tr G + ε I; a multiple of the unit matrix where G is zero or below the bound.
  func callAsFunction(_ gramian: Gramian) -> Gramian {
    let trace = gramian.trace
    let factor = trace > 0 && trace >= normEps ? (1 / trace).squareRoot() : 0
    var result = gramian.scaled(by: Array(repeating: factor, count: gramian.count))
    for index in 0..<gramian.count { result[index, index] += regEps }
    return result
  }
}
