import Foundation
import Statistics
import Tasks
import TestSupport
import Testing

@testable import Datasets

@Suite struct SurvivalTableTests {
  private let folder = TemporaryFolder()

  private static let rows = """
    age,months,died,part
    10,5,1,train
    20,0,0,train
    30,,1,train
    40,7,,train
    50,2.5,0,train
    60,3,1,validation
    70,0,1,test
    """

  private func schema(_ text: String = SurvivalTableTests.rows, _ change: (inout TableSchema) -> Void = { _ in })
    -> TableSchema
  {
    var target = TableSchema.Target(name: "death", column: "months", kind: .survival)
    target.event = "died"
    var schema = TableSchema(train: folder.write(text).path, targets: [target])
    schema.numeric = ["age"]
    schema.division.rule = .column
    schema.division.column = "part"
    schema.division.validationValues = ["validation"]
    schema.division.testValues = ["test"]
    change(&schema)
    return schema
  }

  @Test func censoredTimesHaveAMinus() throws {
    let table = try Table(schema()), labels = table.train.targets(of: "death")
    #expect(labels.map(\.isNaN) == [false, false, true, true, false])
    #expect(labels[0] == 5 && labels[4] == -2.5)
    #expect(labels[1] == 0 && labels[1].sign == .minus)
    #expect(table.test.targets(of: "death")[0].sign == .plus)
    let task = try #require(DataSource.table(table).tasks.first)
    #expect(task.kind == .survival && task.outputs == 1 && !task.labels.isComplete)
  }

  /// Also where the values are in a file.
  @Test func aBatchOfCensoredTimesAloneCountsAsOneWithoutLabels() throws {
    for cache in [nil, folder.url.appending(path: "cache")] {
      let samples = try DataSource.table(schema(), cache: cache).train
      #expect(try samples.batch([0, 1]).labelled["death"] == true)
      #expect(try samples.batch([1, 2, 4]).labelled["death"] == false)
      #expect((samples as? InMemoryDataset)?.labelledSamples(of: ["death"]) == [0, 1, 4])
    }
  }

  /// Also where the values are in a file.
  @Test func aSampleWithoutATimeHasNoEvent() throws {
    for cache in [nil, folder.url.appending(path: "cache")] {
      let source = try DataSource.table(schema(), cache: cache)
      #expect(source.train.events(of: "death") == [true, false, false, false, false])
      #expect(source.test.events(of: "death") == [true])
      #expect(source.train.events(of: "other") == nil)
    }
  }

  @Test func partsOfTablesKnowTheirEvents() throws {
    let source = try DataSource.table(schema()), train = source.train
    #expect(Subset(of: train, indices: [4, 0, 0]).events(of: "death") == [false, true, true])
    #expect(train.keeping(["death"]).events(of: "death") == train.events(of: "death"))
    #expect(train.keeping(["other"]).events(of: "death") == nil)
    #expect(source.wholeSamples.events(of: "death") == [true, false, false, false, false, true, true])
    #expect(JoinedSamples([train, train.keeping(["other"])]).events(of: "death") == nil)
  }

  @Test func intervalsAreLearnedFromCensoredTimesToo() throws {
    for cache in [nil, folder.url.appending(path: "cache")] {
      let samples = try DataSource.table(schema { $0.targets[0].intervals = [0, 2, 4] }, cache: cache).train
      #expect(try samples.batch([1, 4]).labelled["death"] == true)
      #expect(try samples.batch([2, 3]).labelled["death"] == false)
    }
  }

  @Test func cellsThatMeanAnEventMayBeNamed() throws {
    let text = Self.rows.replacing(",1,t", with: ",dead,t").replacing(",0,t", with: ",alive,t").replacing(
      ",1,v", with: ",dead,v")
    let table = try Table(schema(text) { $0.targets[0].positive = ["dead"] })
    #expect(table.train.targets(of: "death").map(\.isNaN) == [false, false, true, true, false])
  }

  @Test func theDivisionSpreadsEvents() throws {
    let text = "age,months,died\n" + (0..<100).map { "\($0),\($0 % 17),\($0 % 5 == 0 ? 1 : 0)" }.joined(separator: "\n")
    let table = try Table(schema(text) { $0.division = .init() })
    for part in [table.train, table.validation, table.test] {
      let events = part.targets(of: "death").count { $0.sign == .plus }
      #expect(abs(Double(events) - Double(part.count) / 5) <= 1)
    }
  }

  @Test func whatIsNoSurvivalTimeIsRefused() {
    func refused(_ text: String = Self.rows, _ change: (inout TableSchema) -> Void = { _ in }) -> String {
      errorText { _ = try Table(schema(text, change)) }
    }
    #expect(
      refused(Self.rows.replacing("2.5", with: "-2.5")).contains(
        "line 6, column `months` should be a time of at least 0. Found -2.5."))
    #expect(refused(Self.rows.replacing("3,1,v", with: "3,2,v")).contains("line 7, column `died` should be 0 or 1"))
    #expect(
      refused(Self.rows.replacing(",1,train", with: ",0,train")).contains(
        "`death` should have events in the training split of"))
    #expect(
      refused { $0.numeric = ["age", "died"] }.contains("`died` is a target (`death`) and should not be an input."))
    #expect(
      refused { $0.targets[0].positive = ["dead"] }.contains(
        "`event-value` of `death` should list cells of the column `died`."))
    #expect(
      refused { $0.targets[0].event = "part" }.contains("column `part` should be 0 or 1 (or `event-value` should say"))
    #expect(refused { $0.targets[0].event = nil }.contains("`event` of `death` should be a column that says whether"))
    #expect(refused { $0.targets[0].event = "gone" }.contains("`gone`"))
    #expect(
      refused { $0.targets[0].intervals = [1, 2] }.contains(
        "should be 0 and further times in ascending order. Found [1.0, 2.0]."))
    #expect(
      refused { $0.targets[0].kind = .regression }.contains("should stand with survival times. Found a regression."))
  }

  /// The linear fits and their concordance on the published test rows, computed with lifelines 0.30.3.
  @Test(
    .enabled(
      if: dataFolder("survival-deepsurv") != nil,
      "the folder `survival-deepsurv` of real data is not present; set EQUIPOISE_DATA to use it"),
    arguments: [
      ("metabric", 9, -5752.291709328936, 0.6407633608553124, 0.6323629818136677),
      ("gbsg", 7, -6570.248032112146, 0.6625285215873538, 0.6562913310087772),
      ("support", 14, -39956.98541187741, 0.5693584244500163, 0.5830743459351149),
      ("whas", 6, -3281.460828315257, 0.8211058763298801, 0.8160032357005629),
    ])
  func linearFitsOfRealDataAgree(
    _ name: String, _ width: Int, _ logLikelihood: Double, _ train: Double, _ test: Double
  ) throws {
    let folder = try #require(dataFolder("survival-deepsurv"))
    var target = TableSchema.Target(name: "death", column: "time", kind: .survival)
    target.event = "event"
    var schema = TableSchema(train: folder.appending(path: "\(name).csv.gz").path, targets: [target])
    schema.numeric = (0..<width).map { "x\($0)" }
    schema.absence = .mean
    schema.division.rule = .column
    schema.division.column = "split"
    // The file has no validation rows; those for test are taken twice.
    schema.division.testValues = ["test"]
    schema.validation = schema.train
    let table = try Table(schema)
    func data(_ part: Table.Part) -> (rows: [[Double]], times: SurvivalTimes) {
      let labels = part.targets(of: "death").map(Double.init), inputs = part.inputs.map(Double.init)
      return (
        (0..<part.count).map { Array(inputs[$0 * width..<($0 + 1) * width]) },
        SurvivalTimes(labels.map { abs($0) }, events: labels.map { $0.sign == .plus })
      )
    }
    let (training, held) = (data(table.train), data(table.test))
    let fit = try CoxRegression(training.rows, training.times)
    #expect(abs(fit.logLikelihood - logLikelihood) < 1e-3)
    let found = [training, held].map { Concordance($0.rows.map(fit.risk), $0.times).value! }
    #expect(abs(found[0] - train) < 1e-4 && abs(found[1] - test) < 1e-4)
  }
}
