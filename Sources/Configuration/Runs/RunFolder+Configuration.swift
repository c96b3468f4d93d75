import Runs

extension RunFolder {
  /// The configuration of the run.
  ///
  /// - Throws: `ResultsError` with the file's whole path: a message about `config.yaml` alone would not say whose.
  package func configuration() throws -> ExperimentConfiguration {
    let file = try file("config.yaml", what: "a run's configuration")
    do {
      return try ExperimentConfiguration(reading: ConfigurationDocument(contentsOf: file), catalogue: .toolkit)
    } catch let error as ConfigurationError {
      throw ResultsError.damaged(path: file.path, line: nil, reason: error.description)
    }
  }
}
