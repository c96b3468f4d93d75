import Components
import Configuration
import Corruptions
import Datasets
import Runs

extension TrainedRun {
  /// The figures of a split under corruptions, and those of its plain pictures.
  ///
  /// - Parameter progress: called with the share that is done, from 0 to 1, and with what is evaluated next.
  /// - Throws: `ConfigurationError` for a run without pictures, `DatasetError` for pictures that cannot be corrupted.
  package func evaluate(
    on split: Split, under settings: CorruptionSettings, progress: (Double, String) -> Void = { _, _ in }
  ) throws -> CorruptionFigures {
    try refuseAllSamples()
    let cells = settings.kinds.flatMap { kind in settings.severities.map { (kind, $0) } }
    // Before any work, so that data without pictures are refused at once.
    _ = try parts.evaluationLoader(split) { $0 }
    progress(0, "plain")
    let plain = try evaluate(on: split)
    var figures: [CorruptionFigures.Cell] = []
    for (number, (kind, severity)) in cells.enumerated() {
      progress(Double(number + 1) / Double(cells.count + 1), "\(kind.name), severity \(severity)")
      let loader = try parts.loader(of: split, under: kind, severity: severity, settings)
      figures.append(
        .init(
          kind: kind.name, severity: severity,
          figures: RunFigures(
            split: split.rawValue, figures: try self.figures(loader, split), definitions: parts.definitions)))
    }
    return CorruptionFigures(
      split: split.rawValue, columns: columns(settings), seed: settings.seed, plain: plain, cells: figures)
  }

  /// The columns of constants that the pictures of the run's sets get.
  private func columns(_ settings: CorruptionSettings) -> [String] {
    let columns = parts.data.sets.compactMap { set -> String? in
      guard case .image(_, let height, let width) = set.input else { return nil }
      return (settings.column ?? .usual(height: height, width: width)).rawValue
    }
    return Set(columns).sorted()
  }
}
