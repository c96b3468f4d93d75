import Components
import Foundation
import OrderedCollections
import Tasks

extension DataSource {
  /// Sentences with the tasks of their tags and labels. Inputs are `[longest, columns]`, see ``TextDataset``.
  ///
  /// - Throws: `DatasetError`, see ``TextSplits/init(_:)``.
  public static func text(_ data: TextData) throws -> DataSource { try TextSplits(data).source() }
}

extension TextSplits {
  /// The data.
  ///
  /// - Parameter words: the words that the network of several data sets knows; nil for those of training.
  /// - Throws: `DatasetError` for a task that no training sentence has, and for a wrong file of word vectors.
  public func source(words: WordCounts? = nil) throws -> DataSource {
    var tasks: [LearningTask] = [], classes: [String: TagClasses] = [:], unseen: [String] = []
    for task in data.tasks {
      let own = try tagClasses(of: task)
      classes[task] = own
      let isTag = data.format.tags.contains(task), name = data.name(task)
      tasks.append(isTag ? .tagging(name, tags: own.names) : .classification(name, classes: own.count))
      unseen += [unseenNote(of: task, own)].compactMap(\.self)
    }
    var source = try DataSource(
      texts: data.train[0], parts, data.words, data.bound, words: words, tasks: tasks
    ) { split in
      targets(split, classes)
    }
    source.notes = notes + unseen
    for task in data.tasks { source.classNames[data.name(task)] = classes[task]!.names }
    return source
  }

  /// The classes of words and of sentences.
  private func targets(
    _ split: Split, _ classes: [String: TagClasses]
  ) -> (tags: OrderedDictionary<String, [Int32]>, labels: OrderedDictionary<String, Field>) {
    let part = parts[split]!, corpus = part.corpus
    var tags: OrderedDictionary<String, [Int32]> = [:], labels: OrderedDictionary<String, Field> = [:]
    for task in data.tasks {
      let own = classes[task]!, name = data.name(task), kept = keptSentences(of: task, split)
      if let texts = corpus.tags[task] {
        let numbers = texts.all.map { Int32(own.number($0)) }
        var values = texts.numbers.map { $0 < 0 ? -1 : numbers[Int($0)] }
        if let kept {
          for (range, isKept) in zip(part.ranges, kept) where !isKept { for place in range { values[place] = -1 } }
        }
        tags[name] = values
      } else if let texts = corpus.labels[task] {
        labels[name] = Field(
          classes: part.sentences.enumerated().map { sample, sentence in
            guard kept?[sample] ?? true, let text = texts[sentence] else { return -1 }
            return Int64(own.number(text))
          })
      }
    }
    return (tags, labels)
  }

  /// Whether each sentence of a split keeps its label of a task; nil if all do.
  private func keptSentences(of task: String, _ split: Split) -> [Bool]? {
    guard split == .train, let genres = data.labelled[task].map(Set.init) else { return nil }
    let part = parts[split]!
    guard let texts = part.corpus.labels[CoNLLU.genre] else { return nil }
    return part.sentences.map { texts[$0].map(genres.contains) ?? false }
  }

  /// The texts of a task in a split with the number of each.
  private func counts(of task: String, _ split: Split) -> [String: Int] {
    let part = parts[split]!, kept = keptSentences(of: task, split)
    let texts = part.corpus.tags[task] ?? part.corpus.labels[task]!
    let isTag = part.corpus.tags[task] != nil
    var counts = Array(repeating: 0, count: texts.all.count)
    for (sample, sentence) in part.sentences.enumerated() where kept?[sample] ?? true {
      for place in isTag ? part.ranges[sample] : sentence..<sentence + 1 where texts.numbers[place] >= 0 {
        counts[Int(texts.numbers[place])] += 1
      }
    }
    return Dictionary(uniqueKeysWithValues: zip(texts.all, counts)).filter { $0.value > 0 }
  }

  private func tagClasses(of task: String) throws -> TagClasses {
    let known = counts(of: task, .train)
    guard !known.isEmpty else {
      throw DatasetError("`\(data.train[0])` should have `\(task)` in its training sentences. Found none.")
    }
    guard known.count <= Self.mostClasses else {
      throw DatasetError(
        "`\(task)` of `\(data.train[0])` should have at most \(Self.mostClasses) different values. Found \(known.count)."
      )
    }
    let others = [Split.validation, .test].flatMap { counts(of: task, $0).keys }
    return TagClasses(known.keys, others: Set(others))
  }

  /// The sentence on tags that training lacks; nil for none.
  private func unseenNote(of task: String, _ classes: TagClasses) -> String? {
    let others: [Split] = [.validation, .test]
    let found = others.map { split in counts(of: task, split).filter { classes.isUnseen($0.key) } }
    let names = Vocabulary.sorted(Set(found.flatMap { Array($0.keys) }))
    guard !names.isEmpty else { return nil }
    let shown = names.prefix(Self.mostNamed).map { Found.quoted($0) }.joined(separator: ", ")
    let places = zip(others, found).filter { !$1.isEmpty }.map { split, tags in
      "\(tags.values.reduce(0, +)) in \(split.rawValue)"
    }
    let more = names.count > Self.mostNamed ? ", …" : ""
    return "`\(data.name(task))`: training has no \(shown)\(more), which count as wrong: "
      + places.joined(separator: ", ")
  }

  private static let mostNamed = 5
  /// The largest number of classes, which a mistaken column would exceed.
  private static let mostClasses = 65_535
}
