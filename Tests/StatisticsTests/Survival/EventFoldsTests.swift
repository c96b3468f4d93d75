import Testing

@testable import Statistics

@Suite struct EventFoldsTests {
  @Test(arguments: 2..<9) func foldsAreEvenInSizeAndInEvents(_ count: Int) throws {
    let data = try GeneratedFeatures(67, columns: 1, seed: 3).data
    let folds = try EventFolds(data, count: count, seed: 4)
    #expect(folds.heldOut.flatMap(\.self).sorted() == Array(0..<67))
    let sizes = folds.heldOut.map(\.count), events = folds.heldOut.map { $0.count { data.events[$0] } }
    #expect(sizes.max()! - sizes.min()! <= 1 && events.max()! - events.min()! <= 1)
    for fold in 0..<count {
      #expect((folds.training(fold) + folds.heldOut[fold]).sorted() == Array(0..<67))
    }
  }

  @Test func someIndividualsAloneMayBeDivided() throws {
    let data = try GeneratedFeatures(67, columns: 1, seed: 3).data, some = Array(stride(from: 0, to: 67, by: 2))
    let folds = try EventFolds(data, among: some, count: 3)
    #expect(folds.heldOut.flatMap(\.self).sorted() == some && folds.training(1).allSatisfy { $0 % 2 == 0 })
  }
}
