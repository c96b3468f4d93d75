import ExperimentFixtures
import Foundation
import Tasks
import TestSupport
import Testing

@testable import Printing
@testable import Reports
@testable import Runs

/// What a run keeps of its answers, and what a report makes of it.
@Suite struct AnswerRecordTests {
  func answers(_ task: String, classes: Int, isBinary: Bool = false) -> AnswerRecord.TaskAnswers {
    // The later classes have more labels; one of each is taken for the first class.
    var counts = Array(repeating: 0.0, count: classes * classes)
    for label in 0..<classes {
      counts[label * classes + label] += Double(label + 1)
      counts[label * classes] += 1
    }
    let bins = (0..<Calibration.count).map { bin in
      Calibration.Bin(samples: bin == 9 ? 40 : 0, confidence: bin == 9 ? 0.95 : 0, share: bin == 9 ? 0.75 : 0)
    }
    return .init(
      task, ConfusionMatrix(classes: classes, counts: counts), Calibration(bins),
      names: (0..<classes).map { "c\($0)" }, isBinary: isBinary)
  }

  /// A small comparison whose runs lie in folders with records.
  func comparison(_ scratch: borrowing TemporaryFolder, _ record: AnswerRecord) throws -> Comparison {
    var experiment = SmallExperiment()
    experiment.folder = scratch.url
    for run in experiment.runs() {
      let folder = try RunFolder.create(at: try #require(run.folder))
      var own = record
      own.tasks.removeAll { !run.result.tasks.contains($0.task) }
      try folder.write(JSONText.encoder(.prettyPrinted).encode(own), as: AnswerRecord.fileName)
    }
    var comparison = try experiment.comparison()
    comparison.readAnswers()
    return comparison
  }

  @Test func ofManyClassesThoseWithTheMostLabelsHaveRows() {
    let many = answers("kind", classes: 30)
    #expect(many.classes == (10..<30).map { "c\($0)" } && many.rest == (0..<10).map { "c\($0)" })
    #expect(many.groups.last == "10 others" && many.counts.count == 21)
    #expect(many.counts[0][0] == 11 && many.counts[0][20] == 1, "c10 as itself, and as c0, which is among the others")
    #expect(many.counts[20][20] == 55 + 10)
    let total: Double = many.counts.joined().reduce(0, +)
    #expect(total == 495)
    #expect(answers("kind", classes: 20).rest.isEmpty)
  }

  @Test func aRecordComesBackFromItsFile() throws {
    let scratch = TemporaryFolder()
    let record = AnswerRecord([answers("kind", classes: 3)], pictures: .init(samples: 2, tasks: ["parts"]))
    try RunFolder(scratch.url).write(JSONText.encoder(.prettyPrinted).encode(record), as: AnswerRecord.fileName)
    #expect(try AnswerRecord(in: scratch.url) == record)
    // Counts are written as whole numbers, as before there were weights.
    let text = try String(contentsOf: scratch.url.appending(path: AnswerRecord.fileName), encoding: .utf8)
    #expect(!text.contains(".0") && text.contains("\"samples\" : 40"))
    #expect(try AnswerRecord(in: scratch.url.appending(path: "none")) == nil)
  }

  @Test(arguments: [
    ("\"samples\" : 40", "\"samples\" : -1", "`bins` of `kind` should have counts, and shares from 0 to 1."),
    ("\"c0\",", "\"c0\", \"more\",", "`counts` of `kind` should be 4 rows of 4. Found 3."),
    ("\"share\" : 0.75", "\"share\" : 7.5", "`bins` of `kind` should have counts, and shares from 0 to 1."),
  ])
  func aDamagedRecordIsNamedAndLeftOut(old: String, new: String, reason: String) throws {
    let scratch = TemporaryFolder()
    var comparison = try comparison(scratch, AnswerRecord([answers("kind", classes: 3)]))
    #expect(comparison.problems.isEmpty && !comparison.keptAnswers.isEmpty)
    for run in comparison.candidates["EW"] ?? [] {
      let file = run.folder.appending(path: AnswerRecord.fileName)
      let text = try String(contentsOf: file, encoding: .utf8)
      #expect(text.contains(old))
      try Data(text.replacing(old, with: new).utf8).write(to: file)
    }
    comparison.keptAnswers = []
    comparison.readAnswers()
    #expect(!comparison.keptAnswers.contains { $0.label == "EW" })
    #expect(comparison.problems.contains { $0.hasSuffix(reason) }, "\(comparison.problems)")
  }

  @Test func theReportShowsTheBestRowNextToSingleTaskTraining() throws {
    let scratch = TemporaryFolder()
    let comparison = try comparison(scratch, AnswerRecord([answers("kind", classes: 3)]))
    #expect(Set(comparison.keptAnswers.map(\.label)) == ["EW", "single-task"])
    let table = try #require(comparison.answerTables.first?.table)
    #expect(table.title == "Classes of kind: answers by label")
    #expect(table.columns.map(\.title) == ["Label", "c0", "c1", "c2", "found", "c0", "c1", "c2", "found"])
    #expect(table.rows[2].prefix(5).map(\.text) == ["c2", "1", "0", "3", "75.0"])
    let calibration = try #require(comparison.answerTables.last?.table)
    #expect(calibration.rows.map { $0[1].text } == ["EW", "single-task"])
    #expect(calibration.rows[0][2].text == "0.200" && calibration.rows[0].last?.text == "0.75 (40)")
    #expect(comparison.markdown().contains("## Calibration"))
    #expect(try comparison.html().contains("Classes of kind: answers by label"))
    #expect(try #require(Plot.calibration(comparison)).panels.map(\.title) == ["kind"])
    #expect(comparison.confusionCSV?.contains("small,EW,0,kind,c2,c0,1\r\n") == true)
    #expect(comparison.calibrationCSV?.contains("small,EW,0,kind,0.9,1.0,40,0.95,0.75\r\n") == true)
    let files = try comparison.write(to: scratch.url.appending(path: "report")).map(\.lastPathComponent)
    #expect(files.suffix(2) == ["confusion.csv", "calibration.csv"])
  }

  @Test func yesOrNoTasksShareATable() throws {
    let scratch = TemporaryFolder()
    let comparison = try comparison(scratch, AnswerRecord([answers("kind", classes: 2, isBinary: true)]))
    let table = try #require(comparison.answerTables.first?.table)
    #expect(table.title == "Yes or no: answers by label")
    #expect(table.rows.map { $0.prefix(6).map(\.text) } == [["kind", "c1", "2", "1", "0", "2"]])
  }

  @Test func runsWithoutARecordHaveNoSection() throws {
    var comparison = try SmallExperiment().comparison()
    comparison.readAnswers()
    #expect(comparison.answerTables.isEmpty && Plot.calibration(comparison) == nil && comparison.confusionCSV == nil)
  }
}
