import Foundation
import TestSupport
import Testing
import Torch

@testable import Training

/// A checkpoint that is not what was written is refused, and reading one changes nothing.
@Suite struct CheckpointDamageTests {
  private static let files = ["model.safetensors", "optimizer.safetensors", "state.json", "training.safetensors"]

  private func checkpoint(_ step: Int, count: Int = 40) -> Checkpoint {
    let weight = Tensor([Float](repeating: Float(step), count: count)).requiringGrad()
    let group = ParameterGroup("all", [("w", weight)], learningRate: 1)
    var position = TrainingPosition()
    (position.epoch, position.step, position.seconds) = (step, step, 0.1)
    return Checkpoint(
      model: [("w", weight.detach())], optimizer: Adam([group]).state(),
      working: [("generator.network", Generator(seed: 1).state)], position: position)
  }

  private func withStore(_ body: (CheckpointStore, URL) throws -> Void) throws {
    let scratch = TemporaryFolder(), folder = scratch.url.appending(path: "run")
    try body(CheckpointStore(folder: folder), folder)
  }

  @Test(arguments: files) func aFlippedBitIsRefusedByName(name: String) throws {
    try withStore { store, folder in
      try store.save(checkpoint(1), as: "last")
      let file = folder.appending(path: "last").appending(path: name)
      let whole = try Data(contentsOf: file)
      for bit in stride(from: 0, to: whole.count * 8, by: max(1, whole.count * 8 / 97)) {
        var damaged = whole
        damaged[bit / 8] ^= 1 << UInt8(bit % 8)
        try damaged.write(to: file)
        #expect {
          _ = try store.load("last")
        } throws: {
          "\($0)".contains("`\(file.path)` should")
        }
      }
      try whole.write(to: file)
      #expect(try store.load("last")?.position.step == 1)
    }
  }

  /// The state as it was written before there were checksums.
  private func withoutChecksums(_ file: URL, _ change: (inout [String: Any]) -> Void = { _ in }) throws {
    var state = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
    state["files"] = nil
    state["checksum"] = nil
    change(&state)
    try JSONSerialization.data(withJSONObject: state).write(to: file)
  }

  @Test func aCheckpointFromBeforeChecksumsIsRead() throws {
    try withStore { store, folder in
      try store.save(checkpoint(3), as: "last")
      try withoutChecksums(folder.appending(path: "last/state.json"))
      let loaded = try #require(try store.load("last"))
      #expect(loaded.position.step == 3 && loaded.model[0].tensor[0].item() == 3)
    }
  }

  @Test(arguments: [
    ("epoch", Int.min), ("step", Int.min), ("step", -1), ("batch", Int.max), ("bestEpoch", 99),
    ("epochsWithoutImprovement", -1), ("seconds", -1),
  ])
  func aPositionThatCannotBeIsRefusedByKey(key: String, value: Int) throws {
    try withStore { store, folder in
      try store.save(checkpoint(3), as: "last")
      let file = folder.appending(path: "last/state.json")
      try withoutChecksums(file) { $0[key] = value }
      #expect {
        _ = try store.position(of: "last")
      } throws: {
        let text = "\($0)"
        return text.hasPrefix("`\(file.path)` should hold a training's position. `\(key)` should be ")
          && text.contains("Found \(value)")
      }
    }
  }

  @Test func readingRenamesNothing() throws {
    try withStore { store, folder in
      try store.save(checkpoint(2), as: "best")
      for suffix in ["new", "old"] {
        let place = folder.appending(path: "best.\(suffix)")
        try FileManager.default.moveItem(at: folder.appending(path: "best"), to: place)
        #expect(try store.load("best")?.position.step == 2)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["best.\(suffix)"])
        try FileManager.default.moveItem(at: place, to: folder.appending(path: "best"))
      }
    }
  }

  @Test func whatAKilledWriterLeftIsTidiedAway() throws {
    try withStore { store, folder in
      try store.save(checkpoint(1), as: "last.old")
      try store.save(checkpoint(2), as: "last")
      try store.save(checkpoint(3), as: "best.new")
      try FileManager.default.createDirectory(at: folder.appending(path: "last.new"), withIntermediateDirectories: true)
      try store.tidy()
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["best", "last"])
      #expect(try store.load("last")?.position.step == 2)
      #expect(try store.load("best")?.position.step == 3)
    }
  }

  @Test func aReaderBesideAWriterAlwaysHasAWholeOne() throws {
    try withStore { store, _ in
      try store.save(checkpoint(1), as: "last")
      let isDone = DispatchSemaphore(value: 0)
      DispatchQueue.global().async {
        for step in 2...60 {
          do { try store.save(checkpoint(step), as: "last") } catch { Issue.record("\(error)") }
        }
        isDone.signal()
      }
      var latest = 1
      while isDone.wait(timeout: .now()) == .timedOut {
        let loaded = try #require(try store.load("last"))
        #expect(loaded.model[0].tensor[7].item() == Double(loaded.position.step))
        #expect(loaded.position.step >= latest)
        latest = loaded.position.step
      }
      #expect(try store.load("last")?.position.step == 60)
    }
  }

  @Test func aFolderThatIsGoneIsNotMadeAgain() throws {
    try withStore { _, folder in
      var store = CheckpointStore(folder: folder.appending(path: "checkpoints"))
      store.makesParents = false
      #expect {
        try store.save(checkpoint(1), as: "last")
      } throws: {
        "\($0)" == "`\(store.folder.path)` could not be made: No such file or directory."
      }
      #expect(!FileManager.default.fileExists(atPath: folder.path))
    }
  }
}
