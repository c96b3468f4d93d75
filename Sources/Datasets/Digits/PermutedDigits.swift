import Foundation
import OrderedCollections
import Statistics
import Tasks

/// One of several tasks with the pictures of MNIST or Fashion-MNIST whose classes have an order of their own in each task: Permuted
/// Labels.
///
/// In task t class c is called π_t(c), for a random permutation π_t. Tasks share no picture: from a random order of the training
/// file each takes its training and validation pictures, and from one of the test file its test pictures.
///
/// Source: the data of the authors of H. Zakerinia, A. Behjati, C. Lampert, [More Flexible PAC-Bayesian Meta-Learning by Learning
/// Learning Algorithms](https://arxiv.org/abs/2402.04054), ICML 2024, after R. Amit, R. Meir, [Meta-Learning by Adjusting Priors
/// Based on Extended PAC-Bayes Theory](https://arxiv.org/abs/1711.01244), ICML 2018.
public struct PermutedDigits: Sendable, Hashable {
  /// The task's number, from 1.
  public var task = 1
  /// The number of tasks among which the files are divided.
  public var tasks = 10
  /// The number of the task's pictures in each split.
  public var train = 600
  public var validation = 400
  public var test = 1000
  /// The seed of the permutations and of the orders of the files.
  public var seed: UInt64 = 0

  public init() {}

  /// The name of the task.
  public var taskName: String { "task \(task)" }

  /// What has a random stream of its own.
  private enum Stream: UInt64 { case permutation, training, test }

  /// The name of each class in this task.
  public var permutation: [Int] {
    var random = SplitMix64(key: seed, Stream.permutation.rawValue, UInt64(task))
    return random.permutation(DigitFiles.classes)
  }

  /// Reads the task's pictures as vectors of their pixels, `[height · width]` in 0 … 1.
  ///
  /// - Parameter folder: holds the four IDX files of MNIST or Fashion-MNIST, plain or gzip.
  /// - Throws: `DatasetError` if a file is missing or damaged, or the pictures are too few for all tasks.
  public func source(folder: URL) throws -> DataSource {
    let (training, test) = (try DigitFiles(folder: folder, part: "train"), try DigitFiles(folder: folder, part: "t10k"))
    let own = try places(in: training, train + validation, "`train` and `validation`", .training)
    let tested = try places(in: test, self.test, "`test`", .test)
    return DataSource(
      name: folder.lastPathComponent, train: dataset(training, own.prefix(train)),
      validation: dataset(training, own.suffix(validation)), test: dataset(test, tested),
      tasks: [.classification(taskName, classes: DigitFiles.classes, isComplete: true)],
      input: .vector(training.height * training.width))
  }

  /// The places of the task's pictures in a file.
  private func places(
    in files: DigitFiles, _ count: Int, _ names: String, _ stream: Stream
  ) throws -> ArraySlice<Int> {
    guard count * tasks <= files.count else {
      throw DatasetError(
        "\(names) of \(tasks) tasks should together be at most \(files.count), the images of `\(files.path)`. "
          + "Found \(count) of each task.")
    }
    var random = SplitMix64(key: seed, stream.rawValue)
    return random.permutation(files.count)[(task - 1) * count..<task * count]
  }

  private func dataset(_ files: DigitFiles, _ places: ArraySlice<Int>) -> InMemoryDataset {
    let pixels = files.height * files.width, names = permutation.map(Int8.init)
    var images: [UInt8] = []
    images.reserveCapacity(places.count * pixels)
    for place in places { images += files.images[place * pixels..<(place + 1) * pixels] }
    return InMemoryDataset(
      inputs: Field(
        image: images, shape: [pixels]),
      targets: [taskName: Field(classes: places.map { names[Int(files.labels[$0])] })])
  }
}
