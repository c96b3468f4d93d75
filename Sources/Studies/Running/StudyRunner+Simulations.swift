import Datasets
import Equipoise
import Experiments
import Foundation
import Printing
import Reports
import Runs
import Synchronization

extension StudyRunner {
  /// The file of a simulation's figures.
  private struct Record: Codable {
    /// The version that calculated them: another one may calculate otherwise.
    var equipoise: String
    var figures: [String: Double]
  }

  /// The simulations that are run: those that the tested claims need.
  package var simulations: [StudySimulation] {
    study.simulations(scale).filter { isNeeded($0.group) }
  }

  private func file(of simulation: StudySimulation) -> URL {
    folder.appending(path: "simulations/\(simulation.group)/\(simulation.name).json")
  }

  private func record(of simulation: StudySimulation) -> StudyEvidence.Simulation? {
    guard let bytes = try? Data(contentsOf: file(of: simulation)),
      let record = try? JSONText.decoder.decode(Record.self, from: bytes), record.equipoise == Toolkit.version
    else { return nil }
    return .init(group: simulation.group, name: simulation.name, figures: record.figures)
  }

  /// Runs the simulations of which no figures are there, several at a time. Each leaves a file when it ends.
  ///
  /// - Throws: `ComparisonInterrupted` when asked to stop, `OthersAwaited` while simulations of other shares are missing, and what a
  ///   simulation throws.
  func simulate(
    shard: RunShard?, shouldStop: @escaping @Sendable () -> Bool, began: (String) -> Void
  ) throws -> [StudyEvidence.Simulation] {
    let all = simulations
    let groups = all.map(\.group).reduce(into: [String]()) { if $0.last != $1 { $0.append($1) } }
    for group in groups {
      let missing = all.filter { $0.group == group && record(of: $0) == nil && shard?.owns($0) ?? true }
      guard !missing.isEmpty else { continue }
      began("\(group): \(missing.count) simulations")
      try FileManager.default.createDirectory(
        at: folder.appending(path: "simulations/\(group)"), withIntermediateDirectories: true)
      let failure = Mutex<(any Error)?>(nil)
      ParallelLoop.run(missing.count) { place in
        guard !shouldStop(), failure.withLock({ $0 == nil }) else { return }
        do {
          let record = Record(equipoise: Toolkit.version, figures: try missing[place].figures())
          try AtomicFile.write(try JSONText.encoder().encode(record), to: file(of: missing[place]))
        } catch {
          failure.withLock { $0 = error }
        }
      }
      if let error = failure.withLock({ $0 }) { throw error }
      if shouldStop() { throw ComparisonInterrupted() }
    }
    let records = all.map { record(of: $0) }
    let waiting = records.count { $0 == nil }
    guard waiting == 0 else { throw OthersAwaited(waiting: waiting, isLast: true) }
    return records.compactMap { $0 }
  }
}

extension RunShard {
  /// Whether a simulation belongs to this share.
  fileprivate func owns(_ simulation: StudySimulation) -> Bool {
    owns(String(SHA256.hexadecimal(of: Data("\(simulation.group)/\(simulation.name)".utf8)).prefix(16)))
  }
}
