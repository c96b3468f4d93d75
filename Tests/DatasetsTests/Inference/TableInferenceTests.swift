import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite("What the columns of a table are for is inferred") struct TableInferenceTests {
  private let folder = TemporaryFolder()

  /// Sixty rows: two honest inputs, a target of each kind, and columns that should not be inputs.
  private static func row(_ row: Int) -> [String: String] {
    var cells = ["same": "7", "nothing": "", "name": "person \(row)", "row id": "\(row + 1)"]
    cells["number"] = "\(Double(row * 7 % 13) / 4)"
    cells["colour"] = ["red", "green", "blue"][row * 5 % 3]
    cells["score"] = "\(row * 11 % 17 + 100)"
    cells["sick"] = row * 7 % 3 == 0 ? "yes" : "no"
    cells["grade"] = "\(row * 13 % 5 + 1)"
    cells["day"] = "2024-01-\(row % 28 + 1)"
    cells["zip"] = ["a", "b"][row / 12 % 2] + "\(row % 12)"
    return cells
  }

  private func table(_ columns: [String], _ change: (inout [String: String], Int) -> Void = { _, _ in }) -> URL {
    let lines = (0..<60).map { place in
      var row = Self.row(place)
      change(&row, place)
      return columns.map { row[$0] ?? "" }.joined(separator: ",")
    }
    return folder.write(([columns.joined(separator: ",")] + lines).joined(separator: "\n") + "\n")
  }

  private func roles(_ inference: TableInference) -> [String: TableInference.Role] {
    Dictionary(uniqueKeysWithValues: inference.columns.map { ($0.name, $0.role) })
  }

  private func schema(_ inference: TableInference) -> TableSchema {
    var schema = TableSchema(train: inference.file.path, targets: inference.targets.map(\.schema))
    schema.numeric = inference.columns.filter { $0.role == .numeric }.map(\.name)
    return schema
  }

  private func suspicion(_ inference: TableInference, _ column: String) -> TableSuspicion? {
    inference.suspicions.first { $0.column == column }
  }

  @Test func numbersAndCategoriesAreInputsWhatCannotBeOneIsDroppedAndSaysWhy() throws {
    let all = ["number", "colour", "score", "row id", "name", "same", "nothing", "day", "zip"]
    let inference = try TableInference(table(all), targets: ["score"])
    #expect(
      roles(inference) == [
        "number": .numeric, "colour": .categorical, "score": .target, "row id": .dropped, "name": .dropped,
        "same": .dropped, "nothing": .dropped, "day": .dropped, "zip": .dropped,
      ])
    let notes = Dictionary(uniqueKeysWithValues: inference.columns.map { ($0.name, $0.notes.joined(separator: "; ")) })
    #expect(notes["row id"]!.contains("identifies rows"))
    #expect(notes["name"]!.contains("a text of its own"))
    #expect(notes["same"]!.contains("same value"))
    #expect(notes["nothing"]!.contains("empty"))
    #expect(notes["day"]!.contains("dates"))
    #expect(notes["zip"]!.contains("24 different texts"))
    #expect(notes["colour"] == "3 texts: blue, green, red")
  }

  @Test func aTargetsKindFollowsFromItsValues() throws {
    let inference = try TableInference(
      table(["number", "score", "sick", "grade", "colour"]), targets: ["score", "sick", "grade", "colour"])
    #expect(inference.targets.map(\.schema.kind) == [.regression, .binary, .classification, .classification])
    #expect(inference.targets[1].schema.positive == ["yes"], "the rarer one")
    #expect(inference.targets[2].schema.classes == ["1", "2", "3", "4", "5"])
    #expect(inference.targets[3].schema.classes == ["blue", "green", "red"])
  }

  @Test func twoValuesOfWhichOneIsRareAreListedSoThatASplitMayLackIt() throws {
    let inference = try TableInference(
      table(["number", "sick"]) { $0["sick"] = $1 < 3 ? "yes" : "no" }, targets: ["sick"])
    #expect(inference.targets[0].schema.kind == .classification)
    #expect(inference.targets[0].schema.classes == ["no", "yes"])
    #expect(suspicion(inference, "sick")?.finding == "has a class with fewer than 20 rows: `yes` 3")
  }

  @Test func zeroAndOneNeedNoPositiveValueHoweverTheyAreSpelled() throws {
    let inference = try TableInference(
      table(["number", "sick"]) { $0["sick"] = $1 % 3 == 0 ? "1.0" : $1 == 1 ? "0.0" : "0" }, targets: ["sick"])
    #expect(inference.targets[0].schema.kind == .binary)
    #expect(inference.targets[0].schema.positive == ["1.0"])
    let table = try Table(schema(inference))
    #expect(Set(table.train.targets["sick"]!) == [0, 1])
  }

  @Test func aNumberThatStandsInBlocksAndFixesAnotherColumnDividesTheRows() throws {
    let inference = try TableInference(
      table(["who", "age", "number", "score"]) {
        $0["who"] = "\($1 / 6 + 1)"
        $0["age"] = "\(($1 / 6) * 7 % 10 + 40)"
      }, targets: ["score"])
    #expect(inference.group == "who")
    #expect(roles(inference)["age"] == .numeric)
    #expect(suspicion(inference, "who")?.finding.contains("10 values, each in a block of about 6 rows") == true)
  }

  @Test func aSortedInputIsNoIdentifier() throws {
    let inference = try TableInference(
      table(["level", "number", "score"]) { $0["level"] = "\($1 / 6 + 1)" }, targets: ["score"])
    #expect(inference.group == nil && roles(inference)["level"] == .numeric)
    let named = try TableInference(
      table(["patient", "number", "score"]) { $0["patient"] = "\($1 * 7 % 12)" }, targets: ["score"])
    #expect(named.group == "patient", "a name tells as well")
  }

  @Test func aColumnThatPredictsATargetAloneIsDroppedAndNamed() throws {
    let inference = try TableInference(
      table(["number", "result", "sick"]) { row, place in
        row["result"] = row["sick"] == "yes" ? "\(9 + place % 3)" : "1"
      },
      targets: ["sick"])
    #expect(roles(inference)["result"] == .dropped && roles(inference)["number"] == .numeric)
    #expect(suspicion(inference, "result")?.finding == "predicts `sick` almost without error on its own (AUC 1.000)")
    let twice = try TableInference(
      table(["number", "double", "score"]) { row, _ in row["double"] = "\(1 / Double(row["score"]!)!)" },
      targets: ["score"])
    #expect(suspicion(twice, "double")?.finding.hasSuffix("(rank correlation 1.000)") == true)
  }

  @Test func aColumnWhoseAbsencePredictsATargetOrOneOfTextsIsDropped() throws {
    let inference = try TableInference(
      table(["number", "stay", "ward", "sick"]) { row, place in
        row["stay"] = row["sick"] == "yes" ? "" : "\(place * 7 % 11)"
        row["ward"] = row["sick"] == "yes" ? ["a", "b"][place % 2] : ["c", "d"][place % 2]
      }, targets: ["sick"])
    #expect(
      suspicion(inference, "stay")?.finding.hasPrefix("is missing (or is not) almost exactly where `sick` is `") == true
    )
    #expect(suspicion(inference, "ward")?.kind == .leak)
    #expect(roles(inference)["number"] == .numeric)
  }

  @Test func aLeakNeedNotBeMonotone() throws {
    let inference = try TableInference(
      table(["number", "days", "sick"]) { row, place in
        row["days"] = row["sick"] == "yes" ? "\(place % 2 + 1)" : place % 3 == 1 ? "20" : "-1"
      }, targets: ["sick"])
    #expect(suspicion(inference, "days")?.kind == .leak)
  }

  @Test func aValueThatIsThereOrNotIsACategory() throws {
    let inference = try TableInference(
      table(["number", "ventilated", "score"]) { $0["ventilated"] = $1 * 5 % 7 < 3 ? "1" : "" }, targets: ["score"])
    #expect(roles(inference)["ventilated"] == .categorical)
    #expect(suspicion(inference, "ventilated") == nil)
  }

  @Test func aValueOfItsOwnInEveryRowPredictsNothingWhateverItIs() throws {
    let texts = SampledColumn("texts", places: Array(0..<100), count: 100)
    let target = SampledTarget("y", numbers: (0..<100).map { Double($0 * 37 % 101) })
    #expect(SoleInput(texts, of: target).strength < 0.5)
  }

  @Test func everythingThatIsWrongWithTheTargetsIsSaidAtOnce() {
    let file = table(["number", "score", "name", "same"])
    #expect(
      errorText { _ = try TableInference(file, targets: ["scoer", "weight"]) }.replacing(file.path, with: "t")
        == "`scoer` (did you mean `score`?), `weight` are not columns of `t`. Its columns are `number`, `score`, `name`, "
        + "`same`.")
    #expect(
      errorText { _ = try TableInference(file, targets: ["name", "same"]) }
        == "A target should hold numbers or classes. `name` holds a text of its own in almost every row; `same` has the "
        + "same value in every row.")
    #expect(
      errorText { _ = try TableInference(file, targets: ["number", "score"]) }.contains("other than the targets"))
  }

  @Test func areasAndRankCorrelationsAreThoseOfTheDefinitions() {
    // Pairs of (1, 0): 2>1, 2=2, 4>1, 4>2 of four: 3.5 / 4.
    #expect(Association.areas([1, 2, 2, 4], classes: [0, 0, 1, 1], count: 2) == [0.125, 0.875])
    #expect(Association.areas([1, 2], classes: [0, 0], count: 2) == [nil, nil])
    #expect(abs(Association.rankCorrelation([1, 2, 3, 4], [1, 4, 9, 16]) - 1) < 1e-12)
    // Differences of ranks 0, 1, 1, 0: 1 − 6 · 2 / (4 · 15).
    #expect(abs(Association.rankCorrelation([1, 2, 3, 4], [1, 3, 2, 4]) - 0.8) < 1e-12)
    #expect(Association.rankCorrelation([1, 1, 1], [1, 2, 3]) == 0)
  }

  @Test(arguments: [
    ("id", true), ("PatientID", true), ("user_id", true), ("subject#", true), ("RecordID", true), ("userid", true),
    ("humid", false), ("paid", false), ("width", false), ("age", false),
  ])
  func namesOfIdentifiers(name: String, isIdentifier: Bool) { #expect(IdentifierName.fits(name) == isIdentifier) }
}
