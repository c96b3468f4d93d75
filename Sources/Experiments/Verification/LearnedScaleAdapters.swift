import Balancing
import Tasks
import Torch

extension Verification {
  /// Methods with learned scales, under the optimiser that the case names.
  static let learnedScaleAdapters: [String: GoldenAdapter] = [:]
}
