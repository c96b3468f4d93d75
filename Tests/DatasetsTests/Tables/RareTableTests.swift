import TestSupport
import Testing

@testable import Datasets

/// Default metrics of tables go by how rare a class is.
@Suite struct RareTableTests {
  private let folder = TemporaryFolder()

  private func metrics(_ targets: [TableSchema.Target], seed: UInt64 = 0) throws -> [[String]] {
    let rows = (0..<100).map {
      "\($0),\($0 % 20 == 3 ? 1 : 0),\($0 % 2),\($0 % 20 == 3 ? "c" : $0 % 2 == 0 ? "a" : "b")"
    }
    var schema = TableSchema(
      train: folder.write("x,rare,half,kind\n" + rows.joined(separator: "\n") + "\n", "t.csv").path, targets: targets)
    schema.numeric = ["x"]
    schema.division.seed = seed
    return try DataSource.table(schema).tasks.map { $0.metrics.map(\.name) }
  }

  @Test(arguments: [0, 1, 2, 3] as [UInt64]) func everyDivisionHasTheSameMetrics(seed: UInt64) throws {
    #expect(
      try metrics([.init(name: "rare", kind: .binary), .init(name: "half", kind: .binary)], seed: seed) == [
        ["auc", "accuracy", "average-precision", "f1"], ["accuracy", "auc"],
      ])
  }

  @Test func aRareClassIsMeasuredByAveragePrecision() throws {
    #expect(
      try metrics([.init(name: "kind", kind: .classification, classes: ["a", "b", "c"])]) == [
        ["accuracy", "f1", "average-precision"]
      ])
  }

  @Test func theWordsForAnswersAreTheCells() throws {
    var schema = TableSchema(
      train: folder.write(
        "x,y,z\n1,no,a\n2,yes,b\n3,no,c\n4,yes,a\n5,no,b\n6,yes,c\n7,no,a\n8,yes,b\n9,no,c\n", "w.csv"
      ).path,
      targets: [
        .init(name: "y", kind: .binary, positive: ["yes"]), .init(name: "z", kind: .binary, positive: ["b", "a"]),
      ])
    schema.numeric = ["x"]
    let answers = try DataSource.table(schema).answers
    #expect(answers["y"]?.no == "no" && answers["y"]?.yes == "yes" && answers["y"]?.positive == "yes")
    #expect(answers["z"]?.no == "0" && answers["z"]?.yes == "1" && answers["z"]?.positive == "a, b")
  }
}
