import Foundation

extension ExperimentConfiguration {
  /// Checks the values that depend on the machine, for an experiment that is to be trained here. A run from another
  /// machine can always be read.
  ///
  /// - Throws: `ConfigurationError` for more threads than this machine has processors.
  package func checkMachine(processors: Int = ProcessInfo.processInfo.processorCount) throws {
    guard let threads = training.threads, threads > processors else { return }
    throw ConfigurationError(
      "`training.threads` should be at most \(processors), the number of this machine's processors, or `auto`. "
        + "Found \(threads).", at: resolved.root.child("training")?.child("threads")?.origin ?? .default)
  }
}
