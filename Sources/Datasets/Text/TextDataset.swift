import OrderedCollections
import Tasks
import Torch

/// Sentences as samples. Inputs are codes `[longest, columns]` with zeros in front of shorter sentences; `longest` is that of the
/// batch. Targets are a class for each word, `[longest]` with −1 where there is none, and what sentences have.
public struct TextDataset: Dataset {
  let words: EncodedWords
  /// The words of each sample.
  let ranges: [Range<Int>]
  /// The classes of all words of the corpus, by task; −1 for none.
  let tags: OrderedDictionary<String, [Int32]>
  /// What the samples themselves have, by task.
  let labels: OrderedDictionary<String, Field>

  public var count: Int { ranges.count }

  public var lengths: [Int]? { ranges.map(\.count) }

  public var copiedValuesPerSample: Int? {
    let words = ranges.reduce(0) { $0 + $1.count } / max(1, count)
    return words * (self.words.columns + tags.count) + labels.count
  }

  public func batch(_ indices: [Int]) throws -> Batch {
    let chosen = indices.map { ranges[$0] }
    let length = chosen.map(\.count).max() ?? 0
    var targets: [(String, Tensor)] = [], labelled: [String: Bool] = [:]
    for (name, classes) in tags {
      targets.append((name, Self.targets(classes, chosen, length: length)))
      labelled[name] = chosen.contains { classes[$0].contains { $0 >= 0 } }
    }
    for (name, field) in labels {
      targets.append((name, field.gather(indices)))
      labelled[name] = field.anyLabel(indices)
    }
    return Batch(
      inputs: words.inputs(chosen), targets: TaskTensors(uniqueKeysWithValues: targets), labelled: labelled,
      count: indices.count)
  }

  public func labelledSamples(of tasks: [String]) -> [Int]? {
    let tags = tasks.compactMap { self.tags[$0] }, labels = tasks.compactMap { self.labels[$0] }
    return ranges.indices.filter { sample in
      tags.contains { $0[ranges[sample]].contains { $0 >= 0 } } || labels.contains { $0.anyLabel([sample]) }
    }
  }

  public func events(of task: String) -> [Bool]? { labels[task]?.events }

  /// The classes of some ranges of words, `[range, length]`, −1 in front of the shorter ones.
  private static func targets(_ classes: [Int32], _ ranges: [Range<Int>], length: Int) -> Tensor {
    let tensor = Tensor.empty([ranges.count, length], dtype: .int64)
    tensor.withUnsafeMutableBytes { bytes in
      guard var row = bytes.bindMemory(to: Int64.self).baseAddress else { return }
      for range in ranges {
        let padding = length - range.count
        row.update(repeating: -1, count: padding)
        row += padding
        for place in range {
          row.pointee = Int64(classes[place])
          row += 1
        }
      }
    }
    return tensor
  }

  func addContent(to fingerprint: inout Fingerprint) {
    words.addContent(to: &fingerprint, ranges)
    for (name, classes) in tags {
      fingerprint.add(name)
      for range in ranges { fingerprint.add(Array(classes[range])) }
    }
    for (name, field) in labels {
      fingerprint.add(name)
      field.addContent(to: &fingerprint)
    }
  }
}
