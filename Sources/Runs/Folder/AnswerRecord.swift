import Foundation
import Printing
import Tasks

/// The file `answers.json` in a run's folder: how the run's answers on the test split compare with the labels, and
/// which samples it keeps as pictures. A report reads it instead of the data.
package struct AnswerRecord: Codable, Sendable, Hashable {
  /// The answers of one task.
  package struct TaskAnswers: Codable, Sendable, Hashable {
    package var task: String
    /// Whether the classes are no and yes, in this order.
    package var isBinary: Bool
    /// The classes that have a row and a column each: all, or if there are many those with the most labels, in the
    /// order of the task.
    package var classes: [String]
    /// The other classes, which share the last row and column.
    package var rest: [String]
    /// The counts, or the sums of the samples' weights: rows are labels, columns answers. Empty for a task of too many
    /// classes.
    package var counts: [[Double]]
    /// The bins of a reliability diagram, ``Tasks/Calibration/count`` of them; empty without labels.
    package var bins: [Bin]
  }

  package struct Bin: Codable, Sendable, Hashable {
    package var samples: Double
    package var confidence: Double
    package var share: Double

    package init(samples: Double, confidence: Double, share: Double) {
      self.samples = samples
      self.confidence = confidence
      self.share = share
    }
  }

  /// The first test samples, kept as PNGs in the run's folder.
  package struct Pictures: Codable, Sendable, Hashable {
    /// The number of samples that are kept.
    package static let count = 3

    /// The name of the file of a sample's input.
    package static func input(_ sample: Int) -> String { "sample-\(sample + 1).png" }

    /// The name of the file of a sample's target or prediction.
    package static func file(_ sample: Int, task: Int, isTarget: Bool) -> String {
      "sample-\(sample + 1)-\(isTarget ? "target" : "prediction")-\(task + 1).png"
    }

    package var samples: Int
    /// The tasks in the order of the files' numbers.
    package var tasks: [String]

    package init(samples: Int, tasks: [String]) {
      self.samples = samples
      self.tasks = tasks
    }
  }

  /// The largest number of classes with a row of their own.
  static let mostClasses = 20
  static let currentSchema = 1
  package static let fileName = "answers.json"

  package private(set) var schema = AnswerRecord.currentSchema
  package var tasks: [TaskAnswers]
  package var pictures: Pictures?

  package init(_ tasks: [TaskAnswers], pictures: Pictures? = nil) {
    self.tasks = tasks
    self.pictures = pictures
  }

  /// Reads the record in a run's folder; nil if there is none, as for runs of version 0.1.
  ///
  /// - Throws: ``ResultsError`` if it cannot be read, or says what cannot be.
  package init?(in folder: URL) throws(ResultsError) {
    let file = folder.appending(path: Self.fileName)
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    self = try RunFolder.decode(Self.self, from: file, schemas: 1...Self.currentSchema, isMarked: true)
    if let fault = tasks.lazy.compactMap(\.fault).first {
      throw .damaged(path: file.path, line: nil, reason: fault)
    }
    if let pictures, !(0...Pictures.count).contains(pictures.samples) {
      throw .damaged(
        path: file.path, line: nil,
        reason: "`samples` should be from 0 to \(Pictures.count). Found \(pictures.samples).")
    }
  }
}

extension AnswerRecord.TaskAnswers {
  /// Creates the record of a task.
  ///
  /// - Parameter names: the names of the classes, in order; numbers if there are none.
  package init(_ task: String, _ matrix: ConfusionMatrix?, _ calibration: Calibration?, names: [String], isBinary: Bool)
  {
    self.task = task
    self.isBinary = isBinary
    bins = calibration?.bins.map { .init(samples: $0.samples, confidence: $0.confidence, share: $0.share) } ?? []
    guard let matrix else {
      (classes, rest, counts) = ([], [], [])
      return
    }
    func name(_ index: Int) -> String { names.count == matrix.classes ? names[index] : "\(index)" }
    let all = Array(0..<matrix.classes)
    let labelled = all.map(matrix.labelled)
    let order = all.sorted { (labelled[$1], $0) < (labelled[$0], $1) }
    let shown = all.count <= AnswerRecord.mostClasses ? all : order.prefix(AnswerRecord.mostClasses).sorted()
    let others = Set(all).subtracting(shown).sorted()
    let groups = shown.map { [$0] } + (others.isEmpty ? [] : [others])
    classes = shown.map(name)
    rest = others.map(name)
    counts = groups.map { labels in
      groups.map { answers in labels.reduce(0) { sum, label in answers.reduce(sum) { $0 + matrix[label, $1] } } }
    }
  }

  /// The names of rows and columns.
  package var groups: [String] { classes + (rest.isEmpty ? [] : ["\(rest.count) others"]) }

  package var calibration: Calibration? {
    bins.isEmpty
      ? nil : Calibration(bins.map { .init(samples: $0.samples, confidence: $0.confidence, share: $0.share) })
  }

  /// The contradiction in the record; nil for a sound record.
  fileprivate var fault: String? {
    let size = groups.count
    if isBinary && !counts.isEmpty && size != 2 {
      return "`classes` of `\(task)` should be 2. Found \(size)."
    }
    guard classes.count <= AnswerRecord.mostClasses, rest.count <= AnswerTally.mostClasses else {
      return "`classes` of `\(task)` should be at most \(AnswerRecord.mostClasses). Found \(classes.count)."
    }
    guard counts.isEmpty || (counts.count == size && counts.allSatisfy { $0.count == size }) else {
      return "`counts` of `\(task)` should be \(size) rows of \(size). Found \(counts.count)."
    }
    if let count = counts.joined().first(where: { !(0...Self.mostSamples).contains($0) }) {
      return "`counts` of `\(task)` should be from 0 to 2^53. Found \(NumberText.count(count))."
    }
    guard bins.isEmpty || bins.count == Calibration.count else {
      return "`bins` of `\(task)` should be \(Calibration.count). Found \(bins.count)."
    }
    let isSound = bins.allSatisfy {
      (0...Self.mostSamples).contains($0.samples) && (0...1).contains($0.confidence) && (0...1).contains($0.share)
    }
    return isSound ? nil : "`bins` of `\(task)` should have counts, and shares from 0 to 1."
  }

  /// The largest number of samples, so that sums over twenty rows stay whole.
  private static let mostSamples = 0x1p53
}
