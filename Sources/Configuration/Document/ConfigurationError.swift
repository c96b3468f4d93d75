import Foundation

/// An error in a configuration: one sentence on what should hold, one on what was found, and the place.
///
/// `` `balancing.temperature` should be positive. Found -1. (experiment.yaml:9) ``
package struct ConfigurationError: Error, Equatable, Sendable, CustomStringConvertible, LocalizedError {
  /// The sentences without the place.
  package let message: String
  /// The file and line, or the option of the command line, that holds the cause; nil if there is none.
  package let place: String?

  package init(_ message: String, at place: String? = nil) {
    self.message = message
    self.place = place
  }

  package init(_ message: String, at origin: ConfigurationOrigin) {
    self.init(message, at: origin == .default ? nil : origin.description)
  }

  package var description: String { place.map { "\(message) (\($0))" } ?? message }
  package var errorDescription: String? { description }
}

/// The origin of a value of the configuration.
package enum ConfigurationOrigin: Hashable, Sendable, CustomStringConvertible {
  /// A line of a file, counted from 1.
  case file(name: String, line: Int)
  /// An option of the command line, for example `--set`.
  case option(String)
  /// The default, if no value was given.
  case `default`

  package var description: String {
    switch self {
    case .file(let name, let line): "\(name):\(line)"
    case .option(let name): name
    case .default: "default"
    }
  }
}
