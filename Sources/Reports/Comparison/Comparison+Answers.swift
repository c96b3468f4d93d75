import Foundation
import Printing
import Runs
import Tasks

/// The answers on the test split that a run keeps.
package struct KeptAnswers: Sendable, Hashable {
  /// The row that the run belongs to.
  package var label: String
  package var seed: Int
  package var folder: URL
  package var record: AnswerRecord
}

extension Comparison {
  /// A table with sentences above it.
  typealias AnswerTable = (table: ReportTable, about: [String])

  /// Reads the answers that the runs of the best row and of single-task training kept. If there are several seeds, it
  /// reads the run that would be recommended. A record that cannot be read is named among the problems.
  mutating func readAnswers() {
    guard options.split == "test" else { return }
    for row in [best ?? multiTask.first, singleTask].compactMap({ $0 }) {
      for run in candidates[row.label] ?? [] {
        do throws(ResultsError) {
          guard let record = try AnswerRecord(in: run.folder) else { continue }
          keptAnswers.append(KeptAnswers(label: row.label, seed: run.seed, folder: run.folder, record: record))
        } catch {
          problems.append("\(error)")
        }
      }
    }
  }

  /// The answers to a task, one for each row.
  func answers(to task: String) -> [(label: String, answers: AnswerRecord.TaskAnswers)] {
    keptAnswers.flatMap { kept in
      kept.record.tasks.filter { $0.task == task }.map { (kept.label, $0) }
    }
  }

  /// The tables of which answers were given for which labels, and how often answers of a certain confidence are right.
  var answerTables: [AnswerTable] {
    [yesOrNoTable].compactMap { $0 } + shownTasks.compactMap(confusionTable) + [calibrationTable].compactMap { $0 }
  }

  /// The rows whose runs are shown, in words: "EW (seed 1) and Single-task (seed 0)".
  private var shownRuns: String {
    var names: [String] = []
    for label in keptAnswers.map(\.label) {
      let seeds = Set(keptAnswers.filter { $0.label == label }.map(\.seed)).sorted().map(String.init)
      let name = "\(label) (\(seeds.count == 1 ? "seed" : "seeds") \(seeds.joined(separator: ", ")))"
      if !names.contains(name) { names.append(name) }
    }
    return "Counts of the test split, by the run with the lowest validation loss: \(NumberText.list(names))."
  }

  /// A table with a row for each yes-or-no task; nil if there is none.
  private var yesOrNoTable: AnswerTable? {
    let binary = tasks.map {
      (task: $0, rows: answers(to: $0).filter { $0.answers.isBinary && !$0.answers.counts.isEmpty })
    }
    .filter { !$0.rows.isEmpty }
    guard let labels = binary.map({ $0.rows.map(\.label) }).max(by: { $0.count < $1.count }) else { return nil }
    let titles = ["yes found", "yes missed", "no taken for yes", "no found"]
    var columns = [
      ReportTable.Column(title: "Task", isNumeric: false), ReportTable.Column(title: "Yes is", isNumeric: false),
    ]
    columns += labels.flatMap { label in titles.map { .init(title: $0, group: label) } }
    let rows = binary.map { task, rows -> [ReportTable.Cell] in
      [.init(text: task), .init(text: rows[0].answers.classes[1])]
        + labels.flatMap { label -> [ReportTable.Cell] in
          guard let counts = rows.first(where: { $0.label == label })?.answers.counts else {
            return Array(repeating: .absent, count: titles.count)
          }
          return [counts[1][1], counts[1][0], counts[0][1], counts[0][0]].map { .init(text: NumberText.grouped($0)) }
        }
    }
    let table = ReportTable(title: "Yes or no: answers by label", columns: columns, rows: rows, naming: 2)
    return (table, [shownRuns + " Yes is answered at a probability of one half."])
  }

  /// A table with a row for each label of a task of classes, a column for each answer; nil for another task.
  private func confusionTable(_ task: String) -> AnswerTable? {
    let rows = answers(to: task).filter { !$0.answers.isBinary && !$0.answers.counts.isEmpty }
    guard let first = rows.first?.answers, rows.allSatisfy({ $0.answers.groups == first.groups }) else { return nil }
    var columns = [ReportTable.Column(title: "Label", isNumeric: false)]
    for (label, answers) in rows {
      columns += answers.groups.map { .init(title: $0, group: "answers of \(label)") }
      columns.append(.init(title: "found", detail: "%", group: "answers of \(label)"))
    }
    let cells = first.groups.indices.map { index -> [ReportTable.Cell] in
      [.init(text: first.groups[index])]
        + rows.flatMap { _, answers -> [ReportTable.Cell] in
          let counts = answers.counts[index]
          let total = counts.reduce(0, +)
          let share = total == 0 ? "–" : NumberText.fixed(100 * counts[index] / total, 1)
          return (counts.map { NumberText.grouped($0) } + [share]).map { .init(text: $0) }
        }
    }
    var about = [shownRuns]
    if !first.rest.isEmpty {
      let named = first.rest.prefix(Self.mostRestNamed)
      let more = first.rest.count > named.count ? ["\(first.rest.count - named.count) more"] : []
      about.append("Of many classes, those with the most labels. The others: \(NumberText.list(named + more)).")
    }
    return (ReportTable(title: "Classes of \(task): answers by label", columns: columns, rows: cells), about)
  }

  /// The largest number of classes without a row that are named. If there are more, they are counted.
  private static let mostRestNamed = 40

  /// A table with a row for each task and method; nil if nothing was kept.
  private var calibrationTable: AnswerTable? {
    let width = 1 / Double(Calibration.count)
    var columns = [
      ReportTable.Column(title: "Task", isNumeric: false), ReportTable.Column(title: "Method", isNumeric: false),
      ReportTable.Column(title: "ECE", arrow: "↓"), ReportTable.Column(title: "Answers"),
    ]
    columns += (0..<Calibration.count).map { bin in
      let ends = [bin, bin + 1].map { NumberText.printed((Double($0) * width * 100).rounded() / 100) }
      return .init(title: "\(ends[0])–\(ends[1])", group: "share right (of how many) at confidence")
    }
    let rows = shownTasks.flatMap { task in
      answers(to: task).compactMap { label, answers -> [ReportTable.Cell]? in
        guard let calibration = answers.calibration, let error = calibration.expectedError else { return nil }
        let bins = calibration.bins.map { bin in
          bin.samples == 0 ? "–" : "\(NumberText.fixed(bin.share, 2)) (\(NumberText.grouped(bin.samples)))"
        }
        return ([task, label, NumberText.fixed(error, 3), NumberText.grouped(calibration.samples)] + bins)
          .map { .init(text: $0) }
      }
    }
    guard !rows.isEmpty else { return nil }
    let about = [
      "Right is the share of right answers among those of a confidence, the probability of the answered class; for yes or no it is "
        + "the share of yes among those of a probability of yes.",
      "ECE: the expected calibration error, the mean distance of share and confidence over the answers, in "
        + "\(Calibration.count) equal ranges.",
    ]
    return (ReportTable(title: "Calibration", columns: columns, rows: rows, naming: 2), about)
  }

  /// A CSV table with a line for each task, method, label and answer; nil if nothing was kept.
  var confusionCSV: String? {
    var lines: [[String]] = []
    for kept in keptAnswers {
      for answers in kept.record.tasks {
        let groups = answers.groups
        for (label, counts) in answers.counts.enumerated() {
          for (answer, count) in counts.enumerated() {
            lines.append([
              context.experiment, kept.label, "\(kept.seed)", answers.task, groups[label], groups[answer],
              NumberText.count(count),
            ])
          }
        }
      }
    }
    let header = ["experiment", "label", "seed", "task", "class", "answer", "count"]
    return lines.isEmpty ? nil : CSVText.lines([header] + lines)
  }

  /// A CSV table with a line for each task, method and range of confidence; nil if nothing was kept.
  var calibrationCSV: String? {
    var lines: [[String]] = []
    for kept in keptAnswers {
      for answers in kept.record.tasks {
        for (index, bin) in answers.bins.enumerated() {
          let ends: [String] = [index, index + 1].map { NumberText.full(Double($0) / Double(Calibration.count)) }
          let shares: [String] = bin.samples == 0 ? ["", ""] : [bin.confidence, bin.share].map(NumberText.full)
          let place: [String] = [context.experiment, kept.label, "\(kept.seed)", answers.task]
          lines.append(place + ends + [NumberText.count(bin.samples)] + shares)
        }
      }
    }
    let header = [
      "experiment", "label", "seed", "task", "confidence_from", "confidence_to", "answers", "mean_confidence",
      "share_right",
    ]
    return lines.isEmpty ? nil : CSVText.lines([header] + lines)
  }
}
