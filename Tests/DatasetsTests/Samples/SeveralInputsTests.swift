import Testing
import Torch

@testable import Datasets

/// Samples of several tensors in memory.
@Suite struct SeveralInputsTests {
  private let volumes = Field([1, 2, 3, 4, 5, 6], shape: [2])
  private let numbers = Field([7, 8, 9], shape: [1])
  private let targets = Field([0, 1, 0], absence: .nan)

  private func dataset(_ names: [String] = ["volumes", "clinical"]) -> InMemoryDataset {
    InMemoryDataset(inputs: [(names[0], volumes), (names[1], numbers)], targets: ["t": targets])
  }

  @Test func aBatchHasEachTensorUnderItsName() throws {
    let batch = try dataset().batch([2, 0])
    #expect(batch.inputs.tensors.map(\.name) == ["volumes", "clinical"])
    #expect(batch.inputs["volumes"]!.array(of: Float.self) == [5, 6, 1, 2])
    #expect(batch.inputs["clinical"]!.array(of: Float.self) == [9, 7])
  }

  @Test func allNumbersOfASampleAreCopied() {
    #expect(dataset().copiedValuesPerSample == 4)
  }

  @Test func aTensorThatStandsAloneHasTheUsualName() throws {
    let batch = try InMemoryDataset(inputs: volumes, targets: ["t": targets]).batch([0])
    #expect(batch.inputs.tensors.map(\.name) == [Inputs.usualName])
  }

  private func fingerprint(_ dataset: InMemoryDataset) -> String {
    var fingerprint = Fingerprint()
    dataset.addContent(to: &fingerprint)
    return fingerprint.text
  }

  @Test func theFingerprintSeesNamesAndValuesOfFurtherTensors() {
    let other = InMemoryDataset(
      inputs: [("volumes", volumes), ("clinical", Field([7, 8, 0], shape: [1]))], targets: ["t": targets])
    #expect(fingerprint(dataset()) == fingerprint(dataset()))
    #expect(fingerprint(dataset()) != fingerprint(other))
    #expect(fingerprint(dataset()) != fingerprint(dataset(["volumes", "age"])))
    #expect(fingerprint(dataset()) != fingerprint(InMemoryDataset(inputs: volumes, targets: ["t": targets])))
  }
}
