import Foundation
import OrderedCollections
import Tasks

/// CIFAR-10: colour pictures of 32 × 32 pixels, each of one of ten classes, and yes-or-no tasks that follow from the classes.
///
/// Source: A. Krizhevsky, [Learning Multiple Layers of Features from Tiny
/// Images](https://www.cs.toronto.edu/~kriz/learning-features-2009-TR.pdf), 2009.
public struct CIFAR10: Sendable, Hashable {
  /// The names of the classes, in the order of their numbers.
  public static let classNames = [
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
  ]
  /// The height and width of a picture in pixels.
  public static let side = 32
  /// The name of the task of ten classes.
  public static let classTask = "class"

  /// A yes-or-no task: whether a picture shows one of some classes.
  public struct DerivedTask: Sendable, Hashable {
    public var name: String
    /// The numbers of the classes whose pictures are answered with yes.
    public var classes: Set<Int>

    public init(_ name: String, classes: Set<Int>) {
      self.name = name
      self.classes = classes
    }
  }

  /// The files of training pictures, plain or gzip, in their order.
  public var train: [URL]
  /// The file of test pictures.
  public var test: URL
  /// The tasks besides ``classTask``.
  public var derived: [DerivedTask]
  /// The share of the training pictures that is held out for validation. With 0 every picture is trained on, and a fifth
  /// of them serves as validation too.
  public var validation: Double
  /// The seed that decides which pictures are held out.
  public var seed: UInt64

  public init(train: [URL], test: URL, derived: [DerivedTask] = [], validation: Double = 0.1, seed: UInt64 = 0) {
    self.train = train
    self.test = test
    self.derived = derived
    self.validation = validation
    self.seed = seed
  }

  /// The names of the tasks.
  public var taskNames: [String] { tasks.map(\.name) }

  /// The tasks.
  package var tasks: [LearningTask] {
    [.classification(Self.classTask, classes: Self.classNames.count, isComplete: true)]
      + derived.map { .binary($0.name, isComplete: true) }
  }
}

extension DataSource {
  /// CIFAR-10 with the task `class` and the derived tasks, which are judged by accuracy and AUC. Inputs are `[3, 32, 32]`
  /// in 0 … 1.
  ///
  /// - Throws: `DatasetError` if a file is damaged or missing, or holds too few pictures.
  public static func cifar10(_ settings: CIFAR10) throws -> DataSource {
    let training = try settings.train.map { try CIFAR10File($0) }, test = try CIFAR10File(settings.test)
    let pictures = settings.dataset(training), tested = settings.dataset([test])
    let paths = training.map { "`\($0.path)`" }.joined(separator: ", ")
    var held = DenseDivision()
    (held.validationShare, held.seed) = (settings.validation, settings.seed)
    let division = try held.indices(count: pictures.count, hasValidation: false, hasTest: true, of: paths)
    guard !division.train.isEmpty, !division.validation.isEmpty else {
      throw DatasetError(
        "\(paths) should hold pictures to train on and to validate with. Found \(pictures.count) in all.")
    }
    var fingerprint = Fingerprint()
    for task in settings.derived {
      fingerprint.add(task.name)
      fingerprint.add(task.classes.sorted())
    }
    for part in [pictures, tested] { part.addContent(to: &fingerprint) }
    fingerprint.add(division.validation)
    var source = DataSource(
      name: "cifar10", train: Subset(of: pictures, indices: division.train),
      validation: Subset(of: pictures, indices: division.validation), test: tested,
      tasks: settings.tasks,
      input: .image(channels: 3, height: CIFAR10.side, width: CIFAR10.side), fingerprint: fingerprint.text)
    source.classNames = [CIFAR10.classTask: CIFAR10.classNames]
    for task in settings.derived {
      func named(_ answer: Bool) -> [String] {
        CIFAR10.classNames.indices.filter { task.classes.contains($0) == answer }.map { CIFAR10.classNames[$0] }
      }
      source.answers[task.name] = Answers(no: named(false), yes: named(true))
    }
    return source
  }
}

extension CIFAR10 {
  /// The pictures of some files, one file after another.
  fileprivate func dataset(_ files: [CIFAR10File]) -> InMemoryDataset {
    let labels = files.flatMap(\.labels)
    var targets: OrderedDictionary = [Self.classTask: Field(classes: labels.map(Int8.init))]
    for task in derived { targets[task.name] = Field(labels.map { task.classes.contains(Int($0)) ? 1 : 0 }) }
    return InMemoryDataset(
      inputs: Field(image: files.flatMap(\.pictures), shape: [3, Self.side, Self.side]), targets: targets)
  }
}
