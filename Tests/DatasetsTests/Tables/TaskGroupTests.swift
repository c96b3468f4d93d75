import Foundation
import TestSupport
import Testing

@testable import Datasets

/// Tables with a task for each value of a column.
@Suite("Groups of rows as tasks") struct TaskGroupTests {
  private let folder = TemporaryFolder()

  /// Pupils of three schools: eight of school 10, six of school 9 and four of school 2, row after row.
  private static let text: String = {
    let schools = Array(repeating: "10", count: 8) + Array(repeating: "9", count: 6) + Array(repeating: "2", count: 4)
    return schools.enumerated().reduce(into: "school,age,score,passed\n") { text, pupil in
      text += "\(pupil.element),\(pupil.offset),\(100 * pupil.offset),\(pupil.offset % 2)\n"
    }
  }()

  private func schema(_ text: String = text, _ change: (inout TableSchema) -> Void = { _ in }) -> TableSchema {
    var target = TableSchema.Target(name: "score", kind: .regression)
    target.taskBy = "school"
    var schema = TableSchema(train: folder.write(text).path, targets: [target])
    schema.numeric = ["age"]
    change(&schema)
    return schema
  }

  private func failure(_ text: String = text, _ change: (inout TableSchema) -> Void = { _ in }) -> String {
    errorText { _ = try Table(schema(text, change)) }.replacingOccurrences(of: folder.url.path + "/", with: "")
  }

  private func labels(_ table: Table, _ task: String, _ part: Table.Part) -> [Double] {
    let target = table.targets.first { $0.name == task }!
    return part.targets[task]!.filter { !$0.isNaN }.map { (Double($0) * target.deviation + target.mean).rounded() }
  }

  @Test func eachValueIsATaskInTheOrderOfNumbers() throws {
    #expect(try Table(schema()).targets.map(\.name) == ["score 2", "score 9", "score 10"])
  }

  @Test func aRowHasTheLabelOfItsOwnGroupOnly() throws {
    let table = try Table(schema())
    for (task, rows) in [("score 10", 0..<8), ("score 9", 8..<14), ("score 2", 14..<18)] {
      let all = [table.train, table.validation, table.test].flatMap { labels(table, task, $0) }
      #expect(all.sorted() == rows.map { Double(100 * $0) })
    }
    let values = table.train.targets.values
    for row in 0..<table.train.count { #expect(values.count { !$0[row].isNaN } == 1) }
  }

  @Test func scoresHaveTheScaleOfTheWholeColumn() throws {
    let table = try Table(schema())
    var plain = schema()
    plain.targets[0].taskBy = nil
    let own = Set(table.targets.map(\.mean))
    #expect(own.count == 1 && Set(table.targets.map(\.deviation)).count == 1)
    let rows = table.targets.flatMap { labels(table, $0.name, table.train) }
    #expect(abs(own.first! - rows.reduce(0, +) / Double(rows.count)) < 1e-9)
    #expect(try Table(plain).targets.map(\.name) == ["score"])
  }

  @Test func theRowsOfEachGroupAreDivided() throws {
    let table = try Table(schema { ($0.division.validation, $0.division.test) = (0.25, 0.25) })
    let counts = table.targets.map { target in
      [table.train, table.validation, table.test].map { labels(table, target.name, $0).count }
    }
    #expect(counts == [[2, 1, 1], [2, 2, 2], [4, 2, 2]])
  }

  @Test func foldsSpreadEachGroup() throws {
    for number in 1...4 {
      let table = try Table(schema { $0.division.fold = Fold(number, of: 4) })
      #expect(labels(table, "score 2", table.test).count == 1)
      #expect(labels(table, "score 10", table.test).count == 2)
    }
  }

  @Test func theColumnOfGroupsIsAnInputOnlyIfItIsNamed() throws {
    #expect(try Table(schema()).inputNames == ["age"])
    let named = try Table(schema { $0.categorical = ["school"] })
    #expect(named.inputNames == ["age", "school=10", "school=2", "school=9"])
    #expect(try Table(schema { $0.numeric.append("school") }).inputNames == ["age", "school"])
  }

  @Test func classesAndAnswersAreTasksByGroupsToo() throws {
    let table = try Table(
      schema {
        $0.targets += [
          .init(name: "grade", column: "passed", kind: .classification), .init(name: "passed", kind: .binary),
        ]
        $0.targets[1].taskBy = "school"
      })
    #expect(
      table.targets.map(\.name)
        == ["score 2", "score 9", "score 10", "grade 2", "grade 9", "grade 10", "passed"])
    #expect(table.targets[3].classes == ["0", "1"])
    let grades = table.train.targets["grade 2"]!, answers = table.train.targets["passed"]!
    #expect(zip(grades, answers).allSatisfy { $0 == -1 || $0 == $1 })
    #expect(grades.count { $0 >= 0 } == labels(table, "score 2", table.train).count)
    #expect(answers.allSatisfy { !$0.isNaN })
    let source = DataSource.table(table)
    #expect(source.targetNames["grade 2"] == "grade" && source.targetNames["passed"] == nil)
    #expect(source.tasks.map(\.labels.isComplete) == Array(repeating: false, count: 6) + [true])
  }

  @Test func aKeptTableIsTheSameAndApartFromThatWithoutGroups() throws {
    let cache = folder.url.appending(path: "cache")
    var plain = schema()
    plain.targets[0].taskBy = nil
    _ = try Table(plain, cache: cache)
    let first = try Table(schema(), cache: cache), again = try Table(schema(), cache: cache)
    #expect(again.targets.map(\.name) == ["score 2", "score 9", "score 10"])
    for (task, values) in first.train.targets {
      #expect(values.map(\.bitPattern) == again.train.targets[task]!.map(\.bitPattern))
    }
    #expect(try first.fingerprint == again.fingerprint && Table(plain, cache: cache).fingerprint != first.fingerprint)
    #expect(DataSource.table(again).targetNames == DataSource.table(first).targetNames)
  }

  @Test func aGroupWithFewerRowsThanSplitsIsRefused() {
    #expect(
      failure(Self.text + "7,1,5,1\n7,2,6,0\n")
        == "Each value of `school` of `table.csv` should have a row with a `score` in every split, as it is a task (`task-by`). "
        + "Found 2 rows of \"7\": 0 train, 1 validation, 1 test.")
    #expect(failure(Self.text + "7,1,5,1\n").contains("Found 1 row of \"7\": "))
  }

  @Test func aGroupWithoutALabelInASplitIsRefused() {
    #expect(failure(Self.text + "7,1,5,1\n7,2,,0\n7,3,,0\n7,4,,0\n").contains("Found 1 row of \"7\": "))
  }

  @Test func aGroupOfOneFileOnlyIsRefused() {
    let test = folder.write("school,age,score\n2,1,5\n9,1,5\n", "test.csv").path
    #expect(failure { $0.test = test }.contains("rows of \"10\": 7 train, 1 validation, 0 test."))
    let strange = folder.write("school,age,score\n2,1,5\n9,1,5\n10,1,5\n11,1,5\n", "strange.csv").path
    #expect(
      failure { $0.test = strange }
        == "`strange.csv` line 5, column `school` should have a value that `table.csv` has too, as each value is a task (`task-by`). "
        + "Found \"11\".")
  }

  @Test func aRowWithoutAGroupIsRefused() {
    #expect(
      failure(Self.text + ",1,5,1\n")
        == "`table.csv` line 20, column `school` should have a value, as each value is a task (`task-by`). Found none.")
  }

  @Test func moreTasksThanTenThousandAreRefused() {
    let rows = (0..<10_001).reduce(into: "school,age,score\n") { $0 += "\($1),1,\($1)\n" }
    #expect(
      failure(rows)
        == "`school` of `table.csv` should make at most 10000 tasks (`task-by`). Found 10001: does it name rows instead of groups?"
    )
  }

  @Test func columnsThatDoNotFitAreRefused() {
    #expect(failure { $0.targets[0].taskBy = "shcool" }.contains("shcool"))
    #expect(
      failure { $0.targets[0].taskBy = "score" }
        == "`score` makes groups of rows (`task-by`) and should not be a target.")
    #expect(
      failure {
        $0.targets.append(.init(name: "passed", kind: .binary))
        $0.targets[1].taskBy = "age"
        $0.numeric = ["passed"]
      } == "`task-by` should name one column in all targets that have it. Found `age` and `school`.")
    #expect(
      failure { $0.targets.append(.init(name: "score 9", column: "passed", kind: .binary)) }
        == "Each task should have a name of its own. Found `score 9` twice: `name` gives a target another.")
  }
}
