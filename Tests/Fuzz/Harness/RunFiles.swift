import Foundation

@testable import Printing
@testable import Runs
@testable import Training

/// Readers of what a run leaves on disk.
enum RunFiles {
  nonisolated(unsafe) static let harnesses: [String: Harness] = [
    "tfevents": { _ = EventFile.events(Array($0)) },
    "protobuf": { _ = TrainingEvent(Array($0)) },
    "json": { bytes in
      guard let kind = bytes.first else { return }
      let data = Data(UnsafeRawBufferPointer(rebasing: bytes[1...]))
      switch kind % 6 {
      case 0: _ = try JSONText.decoder.decode(RunResult.self, from: data)
      case 1: _ = TrainingEvent(try JSONText.decoder.decode(EpochRecord.self, from: data)).encoded(at: 0)
      case 2: _ = try JSONText.decoder.decode(RunJob.self, from: data)
      case 3: _ = try JSONText.decoder.decode(SearchRecord.self, from: data)
      case 4: _ = try JSONDecoder().decode(TrainingPosition.self, from: data)
      default: _ = try JSONText.decoder.decode(RunEnvironment.self, from: data).summary
      }
    },
  ]
}
