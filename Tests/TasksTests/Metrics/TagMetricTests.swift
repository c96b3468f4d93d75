import TestSupport
import Testing
import Torch

@testable import Tasks

/// Metrics of tagged sequences: spans by conlleval's rules, and sequences without a mistake.
@Suite struct TagMetricTests {
  private static let tags = ["O", "B-NP", "I-NP", "B-VP", "I-VP"]
  private let task = LearningTask.tagging("chunk", tags: tags)

  /// Certain predictions of some tags, `[sequence, tags, element]`.
  private func logits(_ rows: [[Int64]]) -> Tensor {
    numbers(rows).clamp(min: 0).oneHot(Self.tags.count).to(.float32).transpose(1, 2)
  }

  private func numbers(_ rows: [[Int64]]) -> Tensor {
    Tensor(rows.flatMap(\.self), shape: [rows.count, rows[0].count])
  }

  private func metrics(_ batches: [(predicted: [[Int64]], labels: [[Int64]])]) throws -> [String: Double?] {
    let evaluation = try task.measured(by: ["span-f1", "span-precision", "span-recall", "accuracy", "exact-match"])
      .evaluation()
    for batch in batches { evaluation.update(logits(batch.predicted), numbers(batch.labels)) }
    return Dictionary(uniqueKeysWithValues: try evaluation.compute().map { ($0.metric.name, $0.value) })
  }

  @Test func anInsideTagBehindAnotherTypeBeginsASpan() {
    func spans(_ tags: Int...) -> [[Int]] {
      TagSpans(Self.tags).spans(tags).map { [$0.elements.lowerBound, $0.elements.upperBound, $0.type] }
    }
    let (np, vp) = (1, 2)
    #expect(spans(0, 2, 2, 4, 0) == [[1, 3, np], [3, 4, vp]])
    #expect(spans(1, 1, 2, 3, 4, 4) == [[0, 1, np], [1, 3, np], [3, 6, vp]])
    #expect(spans(0, 0).isEmpty && spans().isEmpty)
  }

  @Test func aSpanEndsBehindAnEndAndASingleTagIsOne() {
    let found = TagSpans(["O", "B-x", "I-x", "E-x", "S-x"]).spans([1, 2, 3, 2, 4, 4, 2]).map(\.elements)
    #expect(found == [0..<3, 3..<4, 4..<5, 5..<6, 6..<7])
  }

  /// F1 of the whole split is not the mean of its batches' F1.
  @Test func spansAreCountedOverTheSplit() throws {
    let right: (predicted: [[Int64]], labels: [[Int64]]) = ([[1, 1, 1, 1]], [[1, 1, 1, 1]])
    let wrong: (predicted: [[Int64]], labels: [[Int64]]) = ([[0, 0, 0, 1]], [[0, 1, 2, 0]])
    let found = try metrics([right, wrong])
    #expect(try isClose(#require(found["span-f1"]!), 0.8, .absolute(1e-12)))
    #expect(try isClose(#require(found["exact-match"]!), 0.5, .absolute(1e-12)))
    #expect(try isClose(#require(found["accuracy"]!), 5 / 8, .absolute(1e-12)))
    let (first, second) = (try metrics([right])["span-f1"]!, try metrics([wrong])["span-f1"]!)
    #expect(first == 1 && second == 0)
  }

  @Test func placesWithoutALabelAreLeftOut() throws {
    let bare = try metrics([([[1, 2, 0]], [[1, 2, 0]]), ([[3]], [[1]])])
    // Padding in front, a sequence without labels, and an unlabelled place in the middle, across which a span goes on.
    let padded = try metrics([
      ([[4, 1, 3, 2, 0], [3, 3, 3, 3, 3]], [[-1, 1, -1, 2, 0], [-1, -1, -1, -1, -1]]), ([[0, 3]], [[-1, 1]]),
    ])
    #expect(padded == bare)
    #expect(bare["span-f1"]! == 0.5 && bare["exact-match"]! == 0.5)
  }

  /// A tag of the test split that training does not have is a span that no prediction can find.
  @Test func aTagBeyondTheKnownOnesCountsAsWrong() throws {
    let statistic = SpanStatistic(tags: Self.tags), exact = ExactMatchStatistic(ClassLabels(Self.tags.count).decision)
    let (predicted, labels) = (logits([[1, 2, 3], [1, 0, 0]]), numbers([[1, 5, 5], [1, 0, 6]]))
    statistic.update(predicted, labels)
    exact.update(predicted, labels)
    #expect(try statistic.summary() == SpanCounts(correct: 1, labelled: 4, predicted: 3))
    #expect(try exact.summary() == 0)
  }

  @Test func nothingToFindIsZeroAndNoLabelIsNothing() throws {
    #expect(try metrics([([[0, 0]], [[0, 0]])])["span-f1"]! == 0)
    let none = try metrics([([[1, 1]], [[-1, -1]])])
    #expect(none.values.allSatisfy { $0 == nil })
  }

  @Test func spansAreOfTagsThatMarkThem() throws {
    #expect(task.metrics.map(\.name) == ["span-f1", "accuracy", "exact-match"])
    let words = LearningTask.tagging("pos", tags: ["NOUN", "VERB"])
    #expect(words.metrics.map(\.name) == ["accuracy", "exact-match"])
    #expect(errorText { try words.measured(by: ["span-f1"]) }.hasPrefix("`span-f1` is not a metric of class labels."))
  }
}
