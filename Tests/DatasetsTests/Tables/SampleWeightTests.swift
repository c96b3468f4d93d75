import Foundation
import TestSupport
import Testing
import Torch

@testable import Datasets

/// A column of a table that weighs its rows.
@Suite("Weights of samples") struct SampleWeightTests {
  private let folder = TemporaryFolder()

  /// Twelve rows with the weights 0, 1, 2, 0, 1, 2 …; six are for training, three each for validation and test.
  private static let text: String = {
    (0..<12).reduce(into: "x,y,z,w,part\n") { text, row in
      text += "\(row),\(3 * row),\(row % 2),\(row % 3),\(row < 6 ? "l" : row < 9 ? "v" : "t")\n"
    }
  }()

  private func schema(_ text: String = text, _ change: (inout TableSchema) -> Void = { _ in }) -> TableSchema {
    var schema = TableSchema(
      train: folder.write(text).path,
      targets: [.init(name: "y", kind: .regression), .init(name: "z", kind: .binary)])
    schema.numeric = ["x"]
    schema.sampleWeight = "w"
    (schema.division.rule, schema.division.column) = (.column, "part")
    (schema.division.validationValues, schema.division.testValues) = (["v"], ["t"])
    change(&schema)
    return schema
  }

  private func failure(_ text: String = text, _ change: (inout TableSchema) -> Void = { _ in }) -> String {
    errorText { _ = try Table(schema(text, change)) }.replacingOccurrences(of: folder.url.path + "/", with: "")
  }

  @Test func rowsHaveTheWeightsOfTheColumn() throws {
    let source = try DataSource.table(schema())
    #expect(source.train.weights == [0, 1, 2, 0, 1, 2])
    #expect(source.test.weights == [0, 1, 2])
    #expect(source.sampleWeight == "w")
    #expect(try source.train.batch([2, 0]).weights?.floats == [2, 0])
  }

  @Test func aTableWithoutTheColumnHasNone() throws {
    let source = try DataSource.table(schema { $0.sampleWeight = nil })
    #expect(source.train.weights == nil && source.sampleWeight == nil)
    #expect(try source.train.batch([0]).weights == nil)
    #expect(try source.wholeSamples.weights == nil && source.wholeSamples.batch([0, 7]).weights == nil)
  }

  @Test func weightsAreNoPartOfInputsAndScales() throws {
    let weighted = try Table(schema()), plain = try Table(schema { $0.sampleWeight = nil })
    #expect(weighted.inputNames == ["x"])
    #expect(weighted.train.inputs == plain.train.inputs && weighted.train.targets == plain.train.targets)
    #expect(weighted.fingerprint != plain.fingerprint)
  }

  @Test func weightsGoWithTheirSamples() throws {
    let source = try DataSource.table(schema())
    #expect(try source.first(train: 3).train.weights == [0, 1, 2])
    #expect(try source.first(train: 3).sampleWeight == "w")
    #expect(source.train.keeping(["y"]).weights == source.train.weights)
    #expect(source.wholeSamples.weights == [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2])
    // Samples of two splits, in an order of their own.
    #expect(try source.wholeSamples.batch([8, 1, 9]).weights?.floats == [2, 1, 0])
    let part = try source.train.batch([0, 1, 2, 3]).part(1, of: 2)
    #expect(part.weights?.floats == [2, 0])
  }

  @Test func samplesWithoutWeightCountAsUnlabelled() throws {
    let source = try DataSource.table(schema())
    #expect(source.train.labelledSamples(of: ["y"]) == [1, 2, 4, 5])
    #expect(try source.train.batch([0, 3]).labelled == ["y": false, "z": false])
    #expect(try source.train.batch([0, 1]).labelled == ["y": true, "z": true])
  }

  @Test func aKeptTableHasTheWeights() throws {
    let cache = folder.url.appending(path: "cache")
    let schema = schema()
    let made = try Table(schema, cache: cache), opened = try Table(schema, cache: cache)
    let inMemory = try Table(schema).fingerprint
    #expect(opened.train.weights == made.train.weights && opened.test.weights == [0, 1, 2])
    #expect(opened.fingerprint == made.fingerprint && made.fingerprint == inMemory)
    var plain = schema
    plain.sampleWeight = nil
    #expect(try Table(plain, cache: cache).train.weights == nil)
  }

  @Test func aGroupNeedsAWeightInEverySplit() {
    func failure(_ text: String) -> String {
      self.failure(text) { schema in
        schema.targets.removeLast()
        schema.targets[0].taskBy = "z"
      }
    }
    #expect(failure(Self.text) == "no error")
    // The only test row of the group 0.
    let none = failure(Self.text.replacing("10,30,0,1,t", with: "10,30,0,0,t"))
    #expect(
      none.hasPrefix("Each value of `z` of `") && none.contains("should have a row with a `y` in every split"),
      "\(none)")
  }

  @Test(arguments: [
    ("-1", "-1.0"), ("", "none"), ("?", "none"), ("1e39", "1e+39"),
  ]) func aCellThatIsNoWeightIsRefused(cell: String, found: String) {
    #expect(
      failure(Self.text.replacing("4,12,0,1,l", with: "4,12,0,\(cell),l")).hasSuffix(
        " line 6, column `w` should be a weight: a finite number of at least 0, in single precision. Found \(found)."))
  }

  @Test(arguments: ["much", "inf"]) func aTextIsNoWeight(cell: String) {
    #expect(
      failure(Self.text.replacing("4,12,0,1,l", with: "4,12,0,\(cell),l")).hasSuffix(
        " line 6, column `w` should be a finite number. Found \"\(cell)\"."))
  }

  @Test func aSplitWithoutAnyWeightIsRefused() {
    let text = Self.text.replacing("10,30,0,1,t", with: "10,30,0,0,t").replacing("11,33,1,2,t", with: "11,33,1,0,t")
    let message = failure(text)
    #expect(message.hasPrefix("The split `test` of `"), "\(message)")
    #expect(message.hasSuffix("should have a row whose weight, column `w`, is above 0. Found 0 in all 3 rows."))
  }

  @Test func theColumnOfWeightsHasNoOtherUse() {
    #expect(failure { $0.numeric = ["x", "w"] } == "`w` is the sample weight and should not be an input.")
    #expect(
      failure { $0.targets[0] = .init(name: "t", column: "w", kind: .regression) }
        == "`w` is the sample weight and should not be a target (`t`).")
    #expect(failure { $0.sampleWeight = "prat" }.contains("Did you mean `part`?"))
  }
}

@Suite("Columns that are named like weights") struct WeightNameTests {
  @Test(arguments: [
    "fnlwgt", "instance_weight", "sample-weight", "SampleWeight", "instance weight", "sampleweight", "PERWT",
  ])
  func namesOfSurveysFit(name: String) { #expect(WeightName.fits(name)) }

  @Test(arguments: ["weight", "body_weight", "weight_kg", "Weight", "samples", "wt", "birthweight"])
  func weightsOfThingsDoNot(name: String) { #expect(!WeightName.fits(name)) }

  @Test func theyAreNoInputOfADraft() throws {
    let folder = TemporaryFolder()
    let rows = (0..<60).map { "\($0 * 7 % 13).5,\($0 * 11 % 17 + 100),\($0 * 5 % 9 * 1000 + 1)" }
    let file = folder.write((["x,y,fnlwgt"] + rows).joined(separator: "\n"))
    let inference = try TableInference(file, targets: ["y"])
    #expect(inference.columns.map(\.role) == [.numeric, .target, .dropped])
    #expect(inference.columns[2].notes.last == "is named like the weight of a sample")
    #expect(inference.suspicions.map(\.sentence).contains { $0.contains("`sample-weight`") })
  }

  @Test func aWeightThatIsUsedAsOneIsNotDoubted() throws {
    let folder = TemporaryFolder()
    let rows = (0..<60).map { "\($0 * 7 % 13).5,\($0 * 11 % 17 + 100),\($0 * 5 % 9 * 1000 + 1)" }
    var schema = TableSchema(
      train: folder.write((["x,y,fnlwgt"] + rows).joined(separator: "\n")).path,
      targets: [.init(name: "y", kind: .regression)])
    (schema.numeric, schema.sampleWeight) = (["x"], "fnlwgt")
    #expect(try schema.suspicions().isEmpty)
  }
}
