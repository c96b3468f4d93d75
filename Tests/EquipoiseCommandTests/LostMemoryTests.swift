import Foundation
import Testing

/// A store that another program cuts off while a training reads it.
@Suite struct LostMemoryTests {
  @Test func aTrainingWhoseStoreIsCutOffSaysWhyItEnds() throws {
    let program = try TinyTable.program()
    let cache = program.folder.appending(path: "runs/.cache")
    let output = try program.run(
      ["train", "tiny.yaml", "--set", "training.epochs=1000000"], killAfter: 1,
      when: {
        // Once its records are there, the training reads its samples again and again.
        guard let run = try? program.runs(of: "tiny").first, program.has("\(run)/metrics.jsonl") else { return false }
        for store in (try? FileManager.default.contentsOfDirectory(atPath: cache.path)) ?? [] {
          truncate(cache.appending(path: "\(store)/train-inputs.npy").path, 0)
        }
        return false
      })
    #expect(output.killed && output.status == SIGBUS)
    #expect(output.error.contains("A file became shorter while it was read"))
  }

  /// Removing or exchanging a store takes nothing from those that have it open.
  @Test func aTrainingWhoseStoreIsRemovedGoesOn() throws {
    let program = try TinyTable.program()
    let output = try program.run(
      ["train", "tiny.yaml", "--set", "training.epochs=1000000"], killAfter: 1, signal: SIGTERM,
      when: {
        guard let run = try? program.runs(of: "tiny").first, program.has("\(run)/metrics.jsonl") else { return false }
        guard (try? FileManager.default.removeItem(at: program.folder.appending(path: "runs/.cache"))) != nil else {
          return false
        }
        Thread.sleep(forTimeInterval: 0.5)
        return true
      })
    #expect(!output.killed && output.status == 130)
  }
}
