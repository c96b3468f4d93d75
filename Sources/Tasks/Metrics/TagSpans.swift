/// The spans of tagged sequences by conlleval's rules: `B-NP` begins a span of the type `NP`, `I-NP` goes on with it, and `O` is in none.
///
/// An `I-` that follows `O` or another type begins a span as well. `E-` and `S-` end one. The number of no tag, such as that of a tag
/// that training does not have, is in a span of a type of its own.
///
/// Source: [conlleval](https://www.clips.uantwerpen.be/conll2000/chunking/output.html), the evaluation of CoNLL-2000.
public struct TagSpans: Sendable {
  /// Neighbouring elements of one type.
  public struct Span: Hashable, Sendable {
    public let elements: Range<Int>
    /// The number of the type, in the order in which the tags name types.
    public let type: Int
  }

  /// A tag's part in a span.
  private enum Part { case outside, begin, inside, end, single }

  private let tags: [(part: Part, type: Int)]

  /// - Parameter names: the tags in the order of their numbers.
  public init(_ names: [String]) {
    var types: [Substring] = []
    tags = names.map { name in
      let halves = name.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
      let type = halves.count > 1 ? halves[1] : ""
      let known = types.firstIndex(of: type)
      if known == nil { types.append(type) }
      return (Self.part(halves[0]), known ?? types.count - 1)
    }
  }

  private static func part(_ prefix: Substring) -> Part {
    switch prefix {
    case "O": .outside
    case "B": .begin
    case "E": .end
    case "S": .single
    default: .inside
    }
  }

  /// Whether some tags mark spans: one of them begins with `B-` or `I-`.
  public static func areMarked(by names: [String]) -> Bool {
    names.contains { $0.hasPrefix("B-") || $0.hasPrefix("I-") }
  }

  /// The spans of a sequence in their order.
  ///
  /// - Parameter numbers: the number of each element's tag.
  public func spans(_ numbers: some Sequence<Int>) -> [Span] {
    var found: [Span] = [], start: Int? = nil, count = 0
    var before: (part: Part, type: Int) = (.outside, 0)
    func close() { if let first = start { found.append(Span(elements: first..<count, type: before.type)) } }
    for number in numbers {
      let tag = tags.indices.contains(number) ? tags[number] : (.inside, ~number)
      let goesOn =
        start != nil && [.inside, .end].contains(tag.part) && ![.end, .single].contains(before.part)
        && tag.type == before.type
      if !goesOn {
        close()
        start = tag.part == .outside ? nil : count
      }
      before = tag
      count += 1
    }
    close()
    return found
  }
}

/// The numbers of spans over a split, of which precision, recall and F1 are made. Each is 0 where it is not defined.
public struct SpanCounts: Hashable, Sendable {
  /// The predicted spans with the elements and the type of a true one.
  public var correct: Double
  /// The spans of the labels.
  public var labelled: Double
  /// The spans of the predictions.
  public var predicted: Double

  /// The share of predicted spans that are right.
  public var precision: Double { ConfusionMatrix.share(correct, predicted) ?? 0 }
  /// The share of true spans that were found.
  public var recall: Double { ConfusionMatrix.share(correct, labelled) ?? 0 }
  /// The harmonic mean of precision and recall.
  public var f1: Double { ConfusionMatrix.share(2 * correct, labelled + predicted) ?? 0 }
}
