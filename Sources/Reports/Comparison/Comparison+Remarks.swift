import Runs

extension Comparison {
  /// The methods' remarks on their runs, a sentence or two for each row: the first run's remarks, and the number of
  /// others with some.
  static func remarks(of runs: [RunFolder.Finished]) -> [String] {
    var labels: [String] = []
    for run in runs where !labels.contains(run.result.label) { labels.append(run.result.label) }
    return labels.compactMap { label in
      let own = runs.map(\.result).filter { $0.label == label && $0.remarks?.isEmpty == false }
        .sorted { $0.repetition < $1.repetition }
      guard let first = own.first, let remarks = first.remarks else { return nil }
      let others = own.count - 1
      let more = others == 0 ? "" : others == 1 ? " Another run says the like." : " \(others) other runs say the like."
      return "\(label), \(first.repetition.name): \(remarks.joined(separator: " "))\(more)"
    }
  }
}
