import Tasks

extension VanishingCombination {
  /// What a method says that has no solution here.
  ///
  /// - Parameters:
  ///   - method: its name in configurations.
  ///   - tasks: the names of the gradients' tasks.
  func error(_ method: String, tasks: [String]) -> BalancingError {
    let names = members.map { tasks[$0] }
    let reason =
      switch (isZero, names.count) {
      case (true, 1): "the gradient of \(names.quotedList) is zero"
      case (true, _): "the gradients of \(names.quotedList) are zero"
      default: "a combination of the gradients of \(names.quotedList) with positive weights vanishes"
      }
    return BalancingError("`\(method)` has no solution: \(reason).")
  }
}
