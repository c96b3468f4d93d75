import Configuration

extension ConfigurationDocument {
  /// The documents of the experiments for each of which a comparison is made, `comparison.each`; this one alone without it.
  ///
  /// - Throws: the errors of reading the document and, for subsets of the tasks, its data.
  package func comparedExperiments() throws -> [ConfigurationDocument] {
    let configuration = try experiment(balancing: nil)
    guard let each = configuration.comparison.each else { return [self] }
    let tasks = each.tasks == nil ? [] : try configuration.selectedTasks(of: configuration.comparedData()).map(\.name)
    return try each.documents(of: self, name: configuration.name, tasks: tasks)
  }
}
