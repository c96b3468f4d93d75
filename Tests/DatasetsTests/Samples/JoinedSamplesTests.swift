import Testing

@testable import Datasets

/// Several data sets as one.
@Suite struct JoinedSamplesTests {
  private func part(_ numbers: [Float], labels: [Float]) -> InMemoryDataset {
    InMemoryDataset(inputs: Field(numbers), targets: ["a": Field(labels, absence: .nan)])
  }

  private var joined: JoinedSamples {
    JoinedSamples([
      part([0, 1, 2], labels: [10, .nan, 12]), part([3], labels: [.nan]), part([4, 5], labels: [14, 15]),
    ])
  }

  @Test func aBatchHasTheSamplesOfAllPartsInTheirOrder() throws {
    let batch = try joined.batch([5, 0, 3, 4, 0])
    #expect(batch.inputs.sole.floats == [5, 0, 3, 4, 0])
    #expect(batch.targets["a"]!.nanToNumber(nan: -1).floats == [15, 10, -1, 14, 10])
    #expect(batch.count == 5 && batch.labelled == ["a": true])
  }

  @Test func aBatchOfOnePartIsThatOfThePart() throws {
    let batch = try joined.batch([3])
    #expect(batch.inputs.sole.floats == [3] && batch.labelled == ["a": false])
  }

  @Test func theLabelledSamplesAreThoseOfAllParts() throws {
    #expect(joined.count == 6 && joined.labelledSamples(of: ["a"]) == [0, 2, 4, 5])
    #expect(try joined.labelled(for: ["a"]).count == 4)
  }
}
