import Components
import Foundation
import OrderedCollections
import Statistics
import Tasks

/// Omniglot: characters of several alphabets, each drawn by 20 people, with a task for each alphabet or for each character.
///
/// A drawing belongs to one alphabet and has no label of the tasks of the others. The drawers are divided, so that a person
/// whose drawings are tested drew nothing that is trained on. The division is the same for every character.
///
/// Source: B. M. Lake, R. Salakhutdinov, J. B. Tenenbaum, [Human-level concept learning through probabilistic program
/// induction](https://www.science.org/doi/10.1126/science.aab3050), Science 350, 2015.
public struct Omniglot: Sendable, Hashable {
  /// The way in which drawings become tasks.
  public enum Tasks: String, Sendable, Hashable, CaseIterable {
    /// A task for each alphabet, with a class for each of its characters. It has the alphabet's name.
    case alphabets
    /// A yes-or-no task for each character: whether a drawing shows it or another one of its alphabet. The tasks are named
    /// `Greek 1`, `Greek 2`, …
    case characters
  }

  public var tasks = Tasks.alphabets
  /// The alphabets that are read, in the order of the file; nil for all.
  public var alphabets: [String]?
  /// The number of tasks, the first ones in the order of the file; nil for all. Drawings of other alphabets are left out.
  public var first: Int?
  /// The number of drawers whose drawings are for validation.
  public var validation = 4
  /// The number of drawers whose drawings are for test.
  public var test = 4
  /// The seed that decides which drawers these are.
  public var seed: UInt64 = 0

  public init() {}

  /// The drawers of each character.
  package static let drawers = 20
  /// The numbers of drawers that can be held out for a split, one for each of the others left.
  package static let heldOut = 1...drawers - 2

  /// The drawers of each split, from 1.
  func division() -> [Split: Set<Int>] {
    var random = SplitMix64(key: seed, 0x6472_6177_6572)
    let order = random.permutation(Self.drawers).map { $0 + 1 }
    return [
      .test: Set(order[..<test]), .validation: Set(order[test..<test + validation]),
      .train: Set(order[(test + validation)...]),
    ]
  }
}

extension Omniglot {
  /// A task: an alphabet, or one character of it.
  fileprivate struct Question {
    var name: String
    var alphabet: Int
    var character: Int?

    /// The task's labels of some drawings: classes, or 1 and 0.
    func field(_ labels: [OmniglotFiles.Label]) -> Field {
      guard let character else {
        return Field(classes: labels.map { Int64($0.alphabet == alphabet ? $0.character : -1) })
      }
      return Field(
        labels.map { $0.alphabet == alphabet ? ($0.character == character ? 1 : 0) : .nan }, absence: .nan)
    }

    func task(_ alphabet: OmniglotFiles.Alphabet, isComplete: Bool) -> LearningTask {
      guard character != nil else {
        return .classification(name, classes: alphabet.characters, isComplete: isComplete)
      }
      let share = 1 / Double(alphabet.characters)
      return .binary(name, isComplete: isComplete).measured(forShares: [1 - share, share])
    }
  }

  /// The tasks in the order of the file.
  fileprivate func questions(_ files: OmniglotFiles) throws -> [Question] {
    let names = files.alphabets.map(\.name)
    for name in alphabets ?? [] where !names.contains(name) {
      throw DatasetError(
        "`\(Found.cut(name))` is not an alphabet of `\(files.list)`.\(Suggestion.sentence(for: name, among: names))"
          + " The alphabets are \(names.quotedList).")
    }
    let all = files.alphabets.enumerated().filter { alphabets?.contains($1.name) ?? true }.flatMap { index, alphabet in
      switch tasks {
      case .alphabets: [Question(name: alphabet.name, alphabet: index)]
      case .characters:
        (0..<alphabet.characters).map {
          Question(name: "\(alphabet.name) \($0 + 1)", alphabet: index, character: $0)
        }
      }
    }
    let count = first ?? all.count
    guard (1...max(1, all.count)).contains(count) else {
      throw DatasetError(
        "`first` should lie in 1 … \(all.count), the \(tasks) of `\(files.list)` that are read. Found \(count).")
    }
    return Array(all.prefix(count))
  }
}

extension DataSource {
  /// Omniglot with a task for each alphabet, judged by accuracy, or for each character, judged by AUC.
  /// Inputs are `[1, 28, 28]` in 0 … 1.
  ///
  /// - Parameter folder: holds `images-28x28-idx3-ubyte`, `labels-idx2-ubyte` (plain or gzip) and `alphabets.txt`.
  /// - Throws: `DatasetError` if a file or a setting is wrong.
  public static func omniglot(folder: URL, _ settings: Omniglot = Omniglot()) throws -> DataSource {
    let held = settings.validation + settings.test
    precondition(
      min(settings.validation, settings.test) > 0 && held < Omniglot.drawers,
      "`validation` and `test` should be positive and leave some of \(Omniglot.drawers) drawers. Found \(held) in all.")
    let files = try OmniglotFiles(folder: folder), questions = try settings.questions(files)
    let alphabets = Set(questions.map(\.alphabet)), drawers = settings.division(), pixels = files.height * files.width
    func dataset(_ split: Split) throws -> InMemoryDataset {
      let drawings = files.labels.indices.filter {
        alphabets.contains(files.labels[$0].alphabet) && drawers[split]!.contains(files.labels[$0].drawer)
      }
      let labels = drawings.map { files.labels[$0] }, drawn = Set(labels.map(\.alphabet))
      for alphabet in alphabets.sorted() where !drawn.contains(alphabet) {
        throw DatasetError(
          "`\(files.path)` should have drawings of `\(Found.cut(files.alphabets[alphabet].name))` for `\(split)`, by the "
            + "drawers \(drawers[split]!.sorted().map(String.init).joined(separator: ", ")). Found none.")
      }
      return InMemoryDataset(
        inputs: Field(
          image: drawings.flatMap { files.images[$0 * pixels..<($0 + 1) * pixels] },
          shape: [1, files.height, files.width]),
        targets: OrderedDictionary(uniqueKeysWithValues: questions.map { ($0.name, $0.field(labels)) }))
    }
    return DataSource(
      name: "omniglot", train: try dataset(.train), validation: try dataset(.validation), test: try dataset(.test),
      tasks: questions.map { $0.task(files.alphabets[$0.alphabet], isComplete: alphabets.count == 1) },
      input: .image(channels: 1, height: files.height, width: files.width))
  }
}
