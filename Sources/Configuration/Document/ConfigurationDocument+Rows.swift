import Foundation

extension ConfigurationDocument {
  /// The experiment with the rows that `--balancing` picks. Rows of the experiment stay as they are written there; a
  /// method that it lacks has its defaults.
  ///
  /// - Parameter balancing: names of methods with commas between, or `all`; nil for the rows of the experiment.
  package func experiment(balancing: String?) throws -> ExperimentConfiguration {
    var configuration = try ExperimentConfiguration(reading: self, catalogue: .toolkit)
    guard let balancing else { return configuration }
    let given = balancing.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    guard !given.isEmpty else {
      throw ConfigurationError("`--balancing` should name at least one method. Found none.")
    }
    let names = given.flatMap { name in
      name == "all" ? configuration.methodsWithDefaults.filter { !given.contains($0) } : [name]
    }
    var rows = configuration.comparison.methods
    let others = names.filter { name in !rows.contains { $0.balancing.name == name } }
    if !others.isEmpty {
      var document = self
      try document.set("comparison.methods", to: "[\(others.joined(separator: ","))]", option: "--balancing")
      configuration = try ExperimentConfiguration(reading: document, catalogue: .toolkit)
      rows += configuration.comparison.methods
    }
    configuration.comparison.methods = names.flatMap { name in
      rows.filter { $0.balancing.name == name }.map { row in
        var row = row
        row.isOptional = !given.contains(name)
        return row
      }
    }
    return configuration
  }
}

extension ExperimentConfiguration {
  /// The methods that need no parameter of their own.
  package var methodsWithDefaults: [String] {
    catalogue.methods.filter { !$0.settings.contains { $0.isRequired } }.map(\.name)
  }
}
