/// The files of other runs from which a run's network starts.
package enum StartFiles: Sendable, Hashable {
  /// One for the trunk.
  case trunk(String)
  /// One for each task's trunk and head.
  case tasks([String: String])

  /// The values of `network` that say so, each with its keys.
  var values: [(key: [String], file: String)] {
    switch self {
    case .trunk(let file): [(["pretrained"], file)]
    case .tasks(let files): files.sorted { $0.key < $1.key }.map { (["starts", $0.key], $0.value) }
    }
  }
}

extension NetworkConfiguration {
  /// This network with start values from files.
  package func starting(from files: StartFiles) -> NetworkConfiguration {
    var network = self
    network.pretrained = if case .trunk(let file) = files { file } else { nil }
    network.starts = if case .tasks(let files) = files { files } else { [:] }
    return network
  }
}
