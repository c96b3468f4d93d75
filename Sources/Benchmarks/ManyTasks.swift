import Backbones
import Datasets
import OrderedCollections
import Sharing
import Tasks
import Torch

/// A network with any number of yes-or-no tasks and data for it, in the shape of ToxCast: an MLP 1024-256-128 whose
/// heads are one linear layer each, batches of 64, and labels for about a fifth of the samples of each task.
///
/// `Scripts/tasks_peer.py` has the same network with one head for all tasks.
struct ManyTasks {
  static let inputs = 1024
  static let hidden = [256, 128]
  static let batchSize = 64
  /// The samples of the split that is evaluated, 27 batches: a fifth of ToxCast's 8,600 compounds, in whole batches.
  static let samples = 1728
  /// The share of the samples that have a label of a task.
  static let labelledShare = 0.2

  let tasks: [LearningTask]
  let network: HardSharing
  private let seed: UInt64

  /// Creates the network.
  ///
  /// - Parameters:
  ///   - count: the number of tasks, K.
  ///   - seed: the seed of the parameters; the data have others that follow from it.
  init(_ count: Int, seed: UInt64 = 0) throws {
    let generator = Generator(seed: seed)
    let trunk = MLP(Self.inputs, hidden: Self.hidden, generator: generator)
    let usual = try Heads.all.choose("usual")
    tasks = (0..<count).map { .binary("task\($0)") }
    network = HardSharing(
      trunk: trunk,
      heads: try tasks.map {
        ($0.name, try usual.head(on: trunk.features, outputs: $0.outputs, isDense: false, generator: generator))
      })
    self.seed = seed
  }

  /// The batch of the steps, as a loader makes it from a table.
  func batch() throws -> Batch {
    try DataLoader(data(samples: Self.batchSize, seed: seed + 1), batchSize: Self.batchSize, shuffle: false)
      .batches(epoch: 0).next()!
  }

  /// A split of its own for evaluations.
  ///
  /// - Parameter samples: its size.
  func split(samples: Int = ManyTasks.samples) throws -> DataLoader {
    try DataLoader(data(samples: samples, seed: seed + 2), batchSize: Self.batchSize, shuffle: false)
  }

  /// Samples as a table holds them: a field for each target, NaN where a label is missing.
  private func data(samples: Int, seed: UInt64) -> InMemoryDataset {
    let generator = Generator(seed: seed)
    let inputs = Tensor.randn([samples, Self.inputs], generator: generator).array(of: Float.self)
    var targets: OrderedDictionary<String, Field> = [:]
    for task in tasks {
      let draws = Tensor.rand([samples], generator: generator).array(of: Double.self)
      targets[task.name] = Field(draws.map(Self.label), absence: .nan)
    }
    return InMemoryDataset(inputs: Field(inputs, shape: [Self.inputs]), targets: targets)
  }

  /// The label that a uniform number gives: yes and no in equal shares where there is one, otherwise NaN.
  private static func label(_ draw: Double) -> Float {
    draw < labelledShare / 2 ? 1 : draw < labelledShare ? 0 : .nan
  }
}

/// Batches that are made already, so that an evaluation of them reads nothing.
struct ReadyBatches: Dataset {
  private let batches: [Batch]
  private let size: Int
  let count: Int

  /// Makes the batches of a loader in their order.
  init(_ loader: DataLoader) throws {
    let source = loader.batches(epoch: 0)
    var batches: [Batch] = []
    while let batch = try source.next() { batches.append(batch) }
    self.batches = batches
    size = loader.batchSize
    count = loader.dataset.count
  }

  /// The batch that begins with the first of these samples.
  func batch(_ indices: [Int]) -> Batch { batches[indices[0] / size] }

  /// A loader of these batches, in their order and on the calling thread.
  func loader() throws -> DataLoader { try DataLoader(self, batchSize: size, shuffle: false, prefetch: 0) }

  /// All batches, in their order.
  var all: [Batch] { batches }
}
