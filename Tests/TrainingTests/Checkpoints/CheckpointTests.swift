import Foundation
import TestSupport
import Testing
import Torch
import Training

/// A whole checkpoint exists at every moment of its replacement.
@Suite struct CheckpointTests {
  private func checkpoint(_ step: Int) -> Checkpoint {
    let weight = Tensor([Float(step)]).requiringGrad()
    let group = ParameterGroup("all", [("w", weight)], learningRate: 1)
    var position = TrainingPosition()
    position.step = step
    return Checkpoint(
      model: [("w", weight.detach())], optimizer: Adam([group]).state(), working: [], position: position)
  }

  private func withStore(_ body: (CheckpointStore, URL) throws -> Void) throws {
    let scratch = TemporaryFolder(), folder = scratch.url.appending(path: "run")
    try body(CheckpointStore(folder: folder), folder)
  }

  @Test func theLatestIsLoaded() throws {
    try withStore { store, _ in
      #expect(try store.load("last") == nil)
      try store.save(checkpoint(1), as: "last")
      try store.save(checkpoint(2), as: "last")
      let loaded = try #require(try store.load("last"))
      #expect(loaded.position.step == 2 && loaded.model[0].tensor.item() == 2)
    }
  }

  @Test func anExchangeCutOffAfterItsFirstRenamingIsCompleted() throws {
    try withStore { store, folder in
      try store.save(checkpoint(2), as: "last")
      try FileManager.default.moveItem(at: folder.appending(path: "last"), to: folder.appending(path: "last.new"))
      try store.save(checkpoint(1), as: "other")
      try FileManager.default.moveItem(at: folder.appending(path: "other"), to: folder.appending(path: "last.old"))
      #expect(try store.load("last")?.position.step == 2)
      try store.save(checkpoint(3), as: "last")
      #expect(try store.load("last")?.position.step == 3)
    }
  }

  @Test func anExchangeCutOffBeforeItsLastRemovalIsNoObstacle() throws {
    try withStore { store, folder in
      try store.save(checkpoint(1), as: "last.old")
      try store.save(checkpoint(2), as: "last")
      try store.save(checkpoint(3), as: "last")
      #expect(try store.load("last")?.position.step == 3)
    }
  }

  @Test func aCheckpointOfAnotherRunIsRefused() throws {
    try withStore { _, folder in
      try CheckpointStore(folder: folder, run: "a").save(checkpoint(1), as: "last")
      try CheckpointStore(folder: folder, run: "b").save(checkpoint(1), as: "best")
      let file = folder.appending(path: "last/state.json").path
      #expect {
        _ = try CheckpointStore(folder: folder, run: "b").load("last")
      } throws: {
        "\($0)" == "`\(file)` should belong to the run b. Found a."
      }
      let model = folder.appending(path: "best/model.safetensors")
      try FileManager.default.removeItem(at: model)
      try FileManager.default.copyItem(at: folder.appending(path: "last/model.safetensors"), to: model)
      #expect {
        _ = try CheckpointStore(folder: folder, run: "b").load("best")
      } throws: {
        "\($0)".hasPrefix("`\(model.path)` should have the checksum ")
      }
    }
  }

  @Test func aHalfWrittenOneIsPassedOver() throws {
    try withStore { store, folder in
      try store.save(checkpoint(1), as: "last")
      let torn = folder.appending(path: "last.new")
      try FileManager.default.createDirectory(at: torn, withIntermediateDirectories: true)
      try Data("torn".utf8).write(to: torn.appending(path: "model.safetensors"))
      #expect(try store.load("last")?.position.step == 1)
      try store.save(checkpoint(2), as: "last")
      #expect(try store.load("last")?.position.step == 2)
    }
  }

  @Test func theFirstOneCutOffWhileItIsWrittenIsNone() throws {
    try withStore { store, folder in
      try store.save(checkpoint(1), as: "last")
      try FileManager.default.moveItem(at: folder.appending(path: "last"), to: folder.appending(path: "last.new"))
      try FileManager.default.removeItem(at: folder.appending(path: "last.new/state.json"))
      #expect(try store.load("last") == nil)
      try store.save(checkpoint(2), as: "last")
      #expect(try store.load("last")?.position.step == 2)
    }
  }

  @Test func thePositionAloneIsRead() throws {
    try withStore { store, folder in
      #expect(try store.position(of: "last") == nil)
      try store.save(checkpoint(3), as: "last")
      try FileManager.default.removeItem(at: folder.appending(path: "last/model.safetensors"))
      #expect(try store.position(of: "last")?.step == 3)
    }
  }

  @Test func aDamagedPositionNamesItsFile() throws {
    try withStore { store, folder in
      try store.save(checkpoint(1), as: "last")
      let file = folder.appending(path: "last/state.json")
      try Data("{".utf8).write(to: file)
      #expect {
        _ = try store.load("last")
      } throws: {
        "\($0)".hasPrefix("`\(file.path)` should hold a training's position.")
      }
    }
  }
}
