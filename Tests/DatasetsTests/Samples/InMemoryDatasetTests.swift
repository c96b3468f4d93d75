import TestSupport
import Testing

@testable import Datasets

@Suite struct InMemoryDatasetTests {
  private func dataset() -> InMemoryDataset {
    InMemoryDataset(
      inputs: Field(image: [0, 51, 255, 102, 204, 153], shape: [2]),
      targets: [
        "kind": Field(classes: [-1, 2, 1] as [Int8]), "value": Field([.nan, 1.5, .nan], absence: .nan),
        "depth": Field([0, 0, 0, 3, 0, 0], shape: [2], absence: .zero),
      ])
  }

  @Test func aBatchHoldsTheSamplesInTheirOrder() throws {
    let batch = try dataset().batch([2, 0])
    #expect(batch.count == 2)
    #expect(batch.inputs.sole.shape == [2, 2])
    #expect(batch.inputs.sole.floats == [0.8, 0.6, 0, 0.2])
    #expect(batch.targets["kind"]!.array(of: Int64.self) == [1, -1])
    #expect(batch.targets["depth"]!.shape == [2, 2])
  }

  @Test func typesAreWhatTasksExpect() throws {
    let batch = try dataset().batch([0])
    #expect(batch.inputs.sole.dtype == .float32)
    #expect(batch.targets["kind"]!.dtype == .int64)
    #expect(batch.targets["value"]!.dtype == .float32)
    #expect(Array(batch.targets.keys) == ["kind", "value", "depth"])
  }

  @Test(arguments: [
    ([0], ["kind": false, "value": false, "depth": false]), ([1], ["kind": true, "value": true, "depth": true]),
    ([0, 2], ["kind": true, "value": false, "depth": false]),
  ]) func aBatchKnowsWhichTasksHaveLabels(indices: [Int], labelled: [String: Bool]) throws {
    #expect(try dataset().batch(indices).labelled == labelled)
  }

  @Test func aSubsetIsThePartAskedFor() throws {
    let batch = try dataset().first(2).batch([1])
    #expect(batch.targets["kind"]!.array(of: Int64.self) == [2])
    #expect(try dataset().first(2).count == 2)
  }

  @Test func aRandomSubsetDependsOnItsSeed() throws {
    let many = InMemoryDataset(inputs: Field((0..<100).map { Float($0) }), targets: [:])
    func values(_ seed: UInt64) throws -> [Float] {
      try many.sample(10, seed: seed).batch(Array(0..<10)).inputs.sole.floats
    }
    #expect(try values(1) == values(1))
    #expect(try values(1) != values(2))
    #expect(try Set(values(1)).count == 10)
  }

  @Test func refusesASubsetLargerThanTheWhole() {
    #expect(
      errorText { _ = try dataset().first(4) }
        == "`count` of a subset should lie in 1 … 3, the samples there are. Found 4.")
  }

  @Test func fingerprintsTellContentApart() {
    func text(_ values: [Float], _ name: String) -> String {
      var fingerprint = Fingerprint()
      InMemoryDataset(inputs: Field(values), targets: [name: Field(values)]).addContent(to: &fingerprint)
      return fingerprint.text
    }
    #expect(text([1, 2, 3], "a") == text([1, 2, 3], "a"))
    #expect(Set([text([1, 2, 3], "a"), text([1, 3, 2], "a"), text([1, 2, 3], "b"), text([1, 2], "a")]).count == 4)
    #expect(text([1], "a").count == 16)
  }
}
