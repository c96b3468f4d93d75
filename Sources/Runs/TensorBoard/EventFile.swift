import Foundation

/// The event file of a run, which TensorBoard shows while it trains: an event for each line of `metrics.jsonl`.
///
/// It holds nothing that the run's other files do not, so it is not flushed to the disk. What a kill or a power cut
/// removes is written again when the run continues.
package struct EventFile {
  let url: URL
  private let folder: RunFolder
  private let settings: RunSettings
  private let now: @Sendable () -> Double

  package static let prefix = "events.out.tfevents."
  /// The ending that tells our file from those of others.
  private static let suffix = ".equipoise"

  /// Opens the folder's event file, or names a new one.
  package init(
    in folder: RunFolder, _ settings: RunSettings,
    now: @escaping @Sendable () -> Double
  ) {
    (self.folder, self.settings, self.now) = (folder, settings, now)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.url.path)) ?? []
    let existing = names.filter { $0.hasPrefix(Self.prefix) && $0.hasSuffix(Self.suffix) }.min()
    let host = ProcessInfo.processInfo.hostName
    url = folder.url.appending(
      path: existing ?? "\(Self.prefix)\(Int(now())).\(host.isEmpty ? "host" : host).\(getpid())\(Self.suffix)")
  }

  /// Makes the file agree with the records: events after the last record, torn events and the figures of an earlier end
  /// are removed, and missing ones are added. Call it before a training starts or continues.
  ///
  /// The file is cut and never replaced, so that a TensorBoard that watches it continues.
  package func match(_ records: [EpochRecord]) throws(ResultsError) {
    let path = url.path
    let bytes = FileManager.default.fileExists(atPath: path) ? [UInt8](try RunFolder.contents(of: url)) : []
    var (end, kept) = Self.wholePart(bytes, records)
    let descriptor = try ResultsError.opening(path, O_RDWR)
    defer { close(descriptor) }
    // A torn event would hide every event that is written after it.
    if end < bytes.count, ftruncate(descriptor, off_t(end)) != 0 { throw ResultsError.last("write", path) }
    if end == 0 {
      try write(opening())
      kept = 0
    }
    try write(records[kept...].flatMap { EventFrame.wrap(TrainingEvent($0).encoded(at: now())) })
  }

  /// Adds an epoch.
  package func append(_ record: EpochRecord) throws(ResultsError) {
    try write(EventFrame.wrap(TrainingEvent(record).encoded(at: now())))
  }

  /// Adds the figures of the selected epoch.
  package func finish(_ result: RunResult) throws(ResultsError) {
    try write(EventFrame.wrap(TrainingEvent(final: result).encoded(at: now())))
  }

  /// The scalars of a file, event by event, as far as it is whole.
  static func events(_ bytes: [UInt8]) -> [TrainingEvent] {
    var (position, events) = (0, [TrainingEvent]())
    while let frame = EventFrame.read(bytes, at: position), let event = TrainingEvent(frame.content) {
      if !event.scalars.isEmpty { events.append(event) }
      position = frame.end
    }
    return events
  }

  // MARK: parts

  /// The number of frames before the first epoch: version, configuration, hyper-parameters.
  private static let openingFrames = 3

  /// The end of the part that agrees with the records, and the number of records in it. A torn opening agrees with
  /// none.
  private static func wholePart(_ bytes: [UInt8], _ records: [EpochRecord]) -> (end: Int, epochs: Int) {
    var end = 0
    for _ in 0..<openingFrames {
      guard let frame = EventFrame.read(bytes, at: end) else { return (0, 0) }
      end = frame.end
    }
    var epochs = 0
    while epochs < records.count, let frame = EventFrame.read(bytes, at: end),
      let event = TrainingEvent(frame.content), event.step == records[epochs].step,
      event.scalars.first?.tag == TrainingEvent.epochTag
    {
      end = frame.end
      epochs += 1
    }
    return (end, epochs)
  }

  private func opening() -> [UInt8] {
    let time = now()
    // The file as it stands, with the origins that its comments tell; four blanks make it code.
    let file = (try? Data(contentsOf: folder.url.appending(path: "config.yaml"))) ?? Data()
    let text = String(decoding: file, as: UTF8.self).split(whereSeparator: \.isNewline).map { "    \($0)" }.joined(
      separator: "\n")
    return [
      TrainingEvent.version(at: time), TrainingEvent.text("configuration", text, at: time),
      TrainingEvent.hyperparameters(hyperparameters, at: time),
    ].flatMap(EventFrame.wrap)
  }

  /// The values that people vary, for the HParams page; the configuration's text has the rest.
  private static let varied = [
    "balancing.", "network.", "seed", "training.batch", "training.epochs", "training.learning-rate",
    "training.weight-decay", "training.optimizer",
  ]

  private var hyperparameters: [(name: String, value: TrainingEvent.Hyperparameter)] {
    settings.values.filter { entry in Self.varied.contains { entry.path.hasPrefix($0) } }.map { entry in
      switch entry.value {
      case .number(let number): (entry.path, .number(number))
      case .text(let text): (entry.path, entry.truth.map { .truth($0) } ?? .text(text))
      }
    }
  }

  private func write(_ bytes: [UInt8]) throws(ResultsError) {
    guard !bytes.isEmpty else { return }
    let descriptor = try ResultsError.opening(url.path, O_WRONLY | O_APPEND)
    defer { close(descriptor) }
    try ResultsError.appending(Data(bytes), to: descriptor, url.path)
  }
}
