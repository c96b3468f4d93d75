import Tasks

extension PowerLawPoint {
  /// The weights, or an error that names the tasks that keep them from existing.
  ///
  /// - Parameters:
  ///   - method: the asking method's name in configurations.
  ///   - tasks: the names of the gradients' tasks.
  static func weights(
    _ gramian: Gramian, alpha: Double, method: String, tasks: [String]
  ) throws(BalancingError) -> [Double] {
    if let vanishing = VanishingCombination(of: gramian) { throw vanishing.error(method, tasks: tasks) }
    guard let point = PowerLawPoint(gramian, alpha: alpha) else {
      throw BalancingError(
        "`\(method)` found no solution for \(tasks.quotedList): the inner products of their gradients are those of no "
          + "vectors, or the weights are beyond what a number in double precision holds.")
    }
    return point.weights
  }
}
