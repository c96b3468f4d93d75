import Foundation

/// The values of a run's configuration, in the order of its file.
///
/// A run's folder keeps its configuration in `config.yaml`. This floor does not know that format: it is given a ``Reader``.
package struct RunSettings: Sendable {
  /// One value of the configuration.
  package struct Value: Sendable {
    /// The dotted path, as `training.learning-rate`.
    package let path: String
    /// The value; a list of scalars is one text.
    package let value: RunValue
    /// The truth value that `true` or `false` stands for; nil for every other value.
    package let truth: Bool?
    /// The number of its line in the file, from 1; nil if it is not known.
    package let line: Int?
    /// Whether the value can change a result: folders of output cannot.
    package let isRelevant: Bool

    package init(path: String, value: RunValue, truth: Bool?, line: Int?, isRelevant: Bool) {
      self.path = path
      self.value = value
      self.truth = truth
      self.line = line
      self.isRelevant = isRelevant
    }
  }

  /// Reads the content of `config.yaml`; nil for a file that is no configuration.
  package typealias Reader = @Sendable (Data) -> RunSettings?

  package let values: [Value]

  package init(_ values: [Value]) { self.values = values }
}
