import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite struct TableErrorTests {
  private let folder = TemporaryFolder()

  private func failure(_ text: String, _ change: (inout TableSchema) -> Void) -> String {
    let file = folder.write(text)
    var schema = TableSchema(train: file.path, targets: [.init(name: "y", kind: .regression)])
    schema.numeric = ["age"]
    change(&schema)
    return errorText { _ = try Table(schema) }.replacingOccurrences(of: folder.url.path + "/", with: "")
  }

  /// Divides by the column `part`; what is in neither split trains.
  private func byPart(_ schema: inout TableSchema, validation: String, test: String) {
    schema.division.rule = .column
    schema.division.column = "part"
    schema.division.validationValues = [validation]
    schema.division.testValues = [test]
  }

  private static let rows = "age,y,kind,part\n1,2,a,p\n2,3,b,q\n3,4,a,p\n4,5,b,q\n"

  @Test func anUnknownColumnIsNamedWithTheNearestOne() {
    #expect(
      failure(Self.rows) { $0.numeric = ["agee"] }
        == "`agee` is not a column of `table.csv`. Did you mean `age`? Its columns are `age`, `y`, `kind`, `part`.")
    #expect(
      failure(Self.rows) { $0.numeric = ["weight"] }
        == "`weight` is not a column of `table.csv`. Its columns are `age`, `y`, `kind`, `part`.")
  }

  @Test func aCellThatIsNoNumberIsNamedWithItsPlace() {
    #expect(
      failure("age,y\n1,2\n2,3\ntwo,4\n4,5\n") { _ in }
        == "`table.csv` line 4, column `age` should be a finite number. Found \"two\".")
    #expect(
      failure("age,y\n1,2\n2,1e999\n3,4\n4,5\n") { _ in }
        == "`table.csv` line 3, column `y` should be a finite number. Found \"1e999\".")
  }

  @Test func allUnknownColumnsAreNamedAtOnce() {
    #expect(
      failure(Self.rows) {
        ($0.numeric, $0.categorical) = (["agee", "0...1"], ["kidn"])
        ($0.division.rule, $0.division.column) = (.group, "who")
      }
        == "`agee` (did you mean `age`?), `0...1`, `kidn` (did you mean `kind`?), `who` are not columns of `table.csv`. "
        + "Its columns are `age`, `y`, `kind`, `part`.")
  }

  @Test func allColumnsOfTextsAreNamedAtOnce() {
    #expect(
      failure("age,kind,y\n1,a,2\n2,b,3\nthree,a,4\n4,a,x\n") { $0.numeric = ["age", "kind"] }
        == "3 columns of `table.csv` should hold finite numbers. Found other texts in `age` (1 cell, first in line 4: "
        + "\"three\"), `kind` (4 cells, first in line 2: \"a\"), `y` (1 cell, first in line 5: \"x\"). An input of texts "
        + "belongs to `inputs.categorical` or `inputs.drop`; a target of texts is `binary` or `classification`.")
  }

  @Test func whatWasFoundIsShort() {
    let long = String(repeating: "long", count: 1000)
    let message = failure("age,y\n1,2\n\(long),3\n") { _ in }
    #expect(message.hasSuffix("Found \"\(long.prefix(79))…\"."))
    #expect(failure("age,y\n1,2\n") { $0.numeric = [long] }.hasPrefix("`\(long.prefix(79))…` is not a column"))
  }

  @Test func aTargetIsNoInput() {
    #expect(failure(Self.rows) { $0.numeric = ["age", "y"] } == "`y` is a target (`y`) and should not be an input.")
  }

  @Test func aColumnIsAnInputOnce() {
    #expect(failure(Self.rows) { $0.categorical = ["age"] } == "`age` should be an input once. Found it twice.")
  }

  @Test func theGroupIsNoInput() {
    #expect(
      failure("age,y,part\n1,2,a\n2,3,b\n3,4,c\n") {
        $0.categorical = ["part"]
        $0.division.rule = .group
        $0.division.column = "part"
      } == "`part` divides the rows into groups and should not be an input.")
  }

  @Test func aClassThatIsNotListedIsNamedWithItsPlace() {
    #expect(
      failure(Self.rows) { $0.targets = [.init(name: "kind", kind: .classification, classes: ["a", "c"])] }
        .contains("column `kind` should be one of the classes a, c. Found \"b\"."))
  }

  @Test func aBinaryCellIsZeroOrOne() {
    #expect(
      failure(Self.rows) { $0.targets = [.init(name: "y", kind: .binary)] }.contains(
        "column `y` should be 0 or 1 (or `positive` should say what counts as 1). Found \""))
  }

  @Test func aPositiveCellOccurs() {
    #expect(
      failure("age,y\n1,Yes\n2,No\n3,Yes\n4,No\n") {
        $0.targets = [.init(name: "y", kind: .binary, positive: ["yes"])]
        $0.division.validation = 0.25
        $0.division.test = 0.25
      } == "`positive` of `y` should list cells of the column `y`. \"yes\" is none. Did you mean \"Yes\"?")
  }

  @Test func aBinaryCellOccursInTraining() {
    #expect(
      failure("age,y,part\n1,a,p\n2,b,p\n3,c,q\n4,a,r\n") {
        $0.targets = [.init(name: "y", kind: .binary, positive: ["a"])]
        byPart(&$0, validation: "q", test: "r")
      } == "`table.csv` line 4, column `y` should be one of the training split's cells a, b. Found \"c\".")
  }

  @Test func aMeanAndADeviationAreFinite() {
    func text(_ columns: String) -> String {
      failure("\(columns),part\n1e200,1,p\n-1e200,2,p\n3,3,q\n4,4,r\n") {
        byPart(&$0, validation: "q", test: "r")
      }
    }
    #expect(text("age,y") == "`age` of `table.csv` should have a finite mean and deviation. Found 0.0 and inf.")
    #expect(text("y,age") == "`y` of `table.csv` should have a finite mean and deviation. Found 0.0 and inf.")
  }

  @Test func everySplitHasRows() {
    #expect(
      failure(Self.rows) { $0.division.validation = 0 }
        == "The split `validation` of `table.csv` should have rows. Found none.")
    #expect(
      failure(Self.rows) {
        byPart(&$0, validation: "p", test: "q")
      } == "The split `train` of `table.csv` should have rows. Found none.")
  }

  @Test func sharesLeaveRowsToTrainOn() {
    #expect(
      failure(Self.rows) {
        $0.division.validation = 0.7; $0.division.test = 0.5
      }
        == "`validation` and `test` of `division` should leave rows to train on. Found 1.2.")
    #expect(
      failure(Self.rows) { $0.division.test = -0.1 } == "`test` of `division` should be a share in 0 ..< 1. Found -0.1."
    )
  }

  @Test func aDivisionByColumnNeedsOne() {
    #expect(
      failure(Self.rows) { $0.division.rule = .group }
        == "`column` of `division` should be given for the rule `group`. Found none.")
  }

  @Test func aValueBelongsToOneSplit() {
    #expect(
      failure(Self.rows) {
        byPart(&$0, validation: "p", test: "p")
      } == "`validationValues` and `testValues` should have no value in common. Found \"p\" in both.")
  }

  @Test func aTargetHasLabelsToTrainOn() {
    #expect(
      failure("age,y\n1,\n2,\n3,?\n4,\n") { _ in }
        == "`y` should have labels in the training split of `table.csv`. Found none.")
  }

  @Test func targetsHaveNamesOfTheirOwn() {
    #expect(
      failure(Self.rows) { $0.targets += [.init(name: "y", column: "kind", kind: .classification)] }
        == "Each target should have a name of its own. Found `y` twice.")
  }

  @Test func thereAreTargetsAndInputs() {
    #expect(failure(Self.rows) { $0.targets = [] } == "`targets` should name at least one column. Found none.")
    #expect(
      failure(Self.rows) { $0.numeric = [] }
        == "`numeric` and `categorical` should name at least one input column. Found none.")
  }

  @Test func aTestFileHasTheColumnsThatAreUsed() {
    let other = folder.write("age,z\n1,2\n", "test.csv")
    #expect(
      failure(Self.rows) { $0.test = other.path } == "`y` is not a column of `test.csv`. Its columns are `age`, `z`.")
  }

  @Test func aFloat64FileNeedsItsWidth() {
    #expect(failure("x") { $0.format = .float64 } == "`width` should be given for float64 files. Found none.")
  }
}
