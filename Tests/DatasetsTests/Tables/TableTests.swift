import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite struct TableTests {
  private let folder = TemporaryFolder()

  /// Six rows, the last two for validation and test.
  private static let rows = """
    age,colour,constant,score,alive,kind,part
    10,red,5,1,0,a,train
    20,blue,5,3,1,b,train
    30,red,5,,0,c,train
    ?,red,5,5,?,,train
    40,green,5,7,1,b,validation
    20,,5,3,0,a,test
    """

  private func schema(_ text: String = TableTests.rows, _ change: (inout TableSchema) -> Void = { _ in }) -> TableSchema
  {
    var schema = TableSchema(
      train: folder.write(text).path,
      targets: [
        .init(name: "score", kind: .regression), .init(name: "alive", kind: .binary),
        .init(name: "kind", kind: .classification),
      ])
    schema.numeric = ["age", "constant"]
    schema.absence = .mean
    schema.categorical = ["colour"]
    schema.division.rule = .column
    schema.division.column = "part"
    schema.division.validationValues = ["validation"]
    schema.division.testValues = ["test"]
    change(&schema)
    return schema
  }

  /// A missing label is NaN.
  private func isClose(_ found: [Float], _ expected: [Float]) -> Bool {
    TestSupport.isClose(found.map(Double.init), expected.map(Double.init), .absolute(1e-6), equalNaN: true)
  }

  @Test func inputsAreStandardisedAndOneHot() throws {
    let table = try Table(schema())
    // Training ages 10, 20, 30: mean 20, deviation √(200/3) = 8.1649658. A missing age takes the mean.
    let z: Float = 1.2247449
    #expect(table.inputNames == ["age", "constant", "colour=blue", "colour=red"])
    #expect(isClose(table.train.inputs, [-z, 0, 0, 1, 0, 0, 1, 0, z, 0, 0, 1, 0, 0, 0, 1]))
  }

  @Test func otherSplitsUseTheTrainingStatistics() throws {
    let table = try Table(schema())
    // 40 is 20/8.165 above the mean; green never occurs in training, and a missing category is none.
    #expect(isClose(table.validation.inputs, [2.4494898, 0, 0, 0]))
    #expect(isClose(table.test.inputs, [0, 0, 0, 0]))
  }

  @Test func targetsAreEncodedByTheirKind() throws {
    let table = try Table(schema())
    // Training scores 1, 3, 5: mean 3, deviation √(8/3) = 1.6329932.
    let z: Float = 1.2247449
    #expect(isClose(table.train.targets["score"]!, [-z, 0, .nan, z]))
    #expect(isClose(table.train.targets["alive"]!, [0, 1, 0, .nan]))
    #expect(isClose(table.train.targets["kind"]!, [0, 1, 2, -1]))
    #expect(isClose(table.validation.targets["score"]!, [2.4494898]))
    #expect(table.targets[2].classes == ["a", "b", "c"])
  }

  @Test func aRegressionTargetKeepsItsUnits() throws {
    let target = try Table(schema()).targets[0]
    #expect(target.mean == 3)
    #expect(abs(target.deviation - (8.0 / 3).squareRoot()) < 1e-12)
  }

  @Test func listedClassesGiveTheNumbers() throws {
    let table = try Table(schema { $0.targets[2].classes = ["c", "b", "a"] })
    #expect(isClose(table.train.targets["kind"]!, [2, 1, 0, -1]))
  }

  @Test func positiveCellsCountAsOne() throws {
    let table = try Table(
      schema { $0.targets[1] = .init(name: "warm", column: "kind", kind: .binary, positive: ["a", "c"]) })
    #expect(isClose(table.train.targets["warm"]!, [1, 0, 1, .nan]))
  }

  @Test func columnNamesMayHoldAnySign() throws {
    let text = "id#,\"Jitter(%), raw\",y:1\n1,2,3\n2,4,5\n3,6,7\n"
    var schema = TableSchema(train: folder.write(text).path, targets: [.init(name: "y:1", kind: .regression)])
    schema.numeric = ["Jitter(%), raw"]
    schema.division.rule = .group
    schema.division.column = "id#"
    #expect(try Table(schema).inputNames == ["Jitter(%), raw"])
  }

  @Test func float64ColumnsGoByNumber() throws {
    let values: [Double] = [1, 10, 100, 2, 20, 200, 3, 30, 300]
    let bytes = values.flatMap { v in (0..<8).map { UInt8(truncatingIfNeeded: v.bitPattern >> (8 * UInt64($0))) } }
    var schema = TableSchema(
      train: folder.write(bytes, "rows.f64").path, targets: [.init(name: "y", column: "2", kind: .regression)])
    schema.format = .float64
    schema.width = 3
    schema.numeric = ["0...1"]
    let table = try Table(schema)
    #expect(table.inputNames == ["0", "1"])
    #expect(table.train.count == 1 && table.validation.count == 1 && table.test.count == 1)
  }

  @Test func groupsStayTogether() throws {
    let text = "who,x,y\n" + (0..<60).map { "p\($0 % 10),\($0 % 10),\($0)" }.joined(separator: "\n")
    var schema = TableSchema(train: folder.write(text).path, targets: [.init(name: "y", kind: .regression)])
    schema.numeric = ["x"]
    schema.division.rule = .group
    schema.division.column = "who"
    let table = try Table(schema)
    let parts = [table.train, table.validation, table.test].map { Set($0.inputs) }
    #expect(parts.map(\.count) == [6, 2, 2])
    #expect(
      parts[0].isDisjoint(with: parts[1]) && parts[0].isDisjoint(with: parts[2]) && parts[1].isDisjoint(with: parts[2]))
    #expect([table.train.count, table.validation.count, table.test.count] as [Int] == [36, 12, 12])
  }

  @Test func aRandomDivisionDependsOnItsSeed() throws {
    let text = "x,y\n" + (0..<100).map { "\($0),\($0)" }.joined(separator: "\n")
    func train(seed: UInt64) throws -> Table.Part {
      var schema = TableSchema(train: folder.write(text).path, targets: [.init(name: "y", kind: .regression)])
      schema.numeric = ["x"]
      schema.division.seed = seed
      return try Table(schema).train
    }
    #expect(try train(seed: 1).inputs == train(seed: 1).inputs)
    #expect(try train(seed: 1).inputs != train(seed: 2).inputs)
    #expect(try train(seed: 1).count == 70)
  }

  @Test func aTestFileIsTakenWhole() throws {
    let test = folder.write("x,y\n1,2\n3,4\n", "test.csv")
    let text = "x,y\n" + (0..<20).map { "\($0),\($0)" }.joined(separator: "\n")
    var schema = TableSchema(train: folder.write(text).path, targets: [.init(name: "y", kind: .regression)])
    schema.numeric = ["x"]
    schema.test = test.path
    let table = try Table(schema)
    #expect([table.train.count, table.validation.count, table.test.count] as [Int] == [17, 3, 2])
  }

  @Test func otherFilesAreEncodedAsTheTrainingSplit() throws {
    let other = folder.write("colour,extra,constant,age\nred,1,5,40\ngreen,2,5,?\n", "other.csv")
    let rows = try Table(schema()).inputs(of: other)
    #expect(rows.count == 2)
    #expect(isClose(rows.values, [2.4494898, 0, 0, 1, 0, 0, 0, 0]))
  }

  @Test func aFileWithoutAnInputColumnIsRefused() throws {
    let other = folder.write("colour,constant\nred,5\n", "other.csv")
    let table = try Table(schema())
    #expect(
      errorText { _ = try table.inputs(of: other) }
        == "`age` is not a column of `\(other.path)`. Its columns are `colour`, `constant`.")
  }
}
