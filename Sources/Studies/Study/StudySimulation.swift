/// A calculation of a study that no experiment describes, such as the life of an agent: it trains what it needs itself and gives numbers.
///
/// Equal calculations give the same bits: everything random in it follows from seeds of its own.
package struct StudySimulation: Sendable {
  /// What claims name: the simulations of a group answer one question.
  package let group: String
  /// A name that no other of the group has. The file of the figures bears it.
  package let name: String
  /// Calculates the figures, on any thread and next to others.
  package let figures: @Sendable () throws -> [String: Double]

  /// Creates a simulation.
  ///
  /// - Parameters:
  ///   - group: without slashes.
  ///   - name: without slashes.
  package init(_ group: String, _ name: String, figures: @escaping @Sendable () throws -> [String: Double]) {
    precondition(!group.contains("/") && !name.contains("/"), "a simulation's name should be a file's. Found \(name).")
    self.group = group
    self.name = name
    self.figures = figures
  }
}
