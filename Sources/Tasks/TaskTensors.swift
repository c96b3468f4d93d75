import Torch

/// A tensor for each of some tasks, in order: the outputs of a network, or the targets of a batch.
///
/// ```swift
/// let outputs: TaskTensors = ["left": left, "right": right]
/// let many = TaskTensors(["p53", "NR-AR"], together: Tensor.zeros([64, 2, 1]))   // many["p53"] is [64, 1]
/// ```
///
/// Tensors of one shape may lie together in a block, so that many tasks cost no more than one wide one. A task's tensor is
/// then a view, which is made when it is asked for.
public struct TaskTensors: Sendable {
  /// Tensors of several tasks in one.
  public struct Block: Sendable {
    let order: Order
    /// The tensors, `[batch, tasks, …]`.
    public internal(set) var tensor: Tensor

    public init(_ order: Order, _ tensor: Tensor) {
      self.order = order
      self.tensor = tensor
    }

    /// The tasks, in the order of the second dimension.
    public var tasks: [String] { order.tasks }
  }

  /// The order of the tasks of a block, which its maker keeps for all batches.
  public final class Order: Sendable {
    public let tasks: [String]
    let places: [String: Int]

    /// Creates an order of tasks, each named once.
    public init(_ tasks: [String]) {
      self.tasks = tasks
      places = Dictionary(uniqueKeysWithValues: zip(tasks, tasks.indices))
    }
  }

  /// The tasks in their order.
  public private(set) var keys: [String]
  private var single: [String: Tensor]
  /// The tensors that lie together.
  public private(set) var blocks: [Block]

  /// Creates tensors of which some may lie together.
  ///
  /// - Parameters:
  ///   - keys: the tasks in their order, each once.
  ///   - single: the tensors of the tasks that are in no block.
  ///   - blocks: the tensors of all other tasks.
  public init(_ keys: [String], single: [String: Tensor] = [:], blocks: [Block] = []) {
    self.keys = keys
    self.single = single
    self.blocks = blocks
  }

  /// Creates tensors that all lie together, `[batch, tasks, …]`.
  public init(_ tasks: [String], together tensor: Tensor) {
    self.init(tasks, blocks: [Block(Order(tasks), tensor)])
  }

  /// Creates tensors of these tasks, each named once.
  public init(uniqueKeysWithValues pairs: some Sequence<(String, Tensor)>) {
    self.init([])
    for (task, tensor) in pairs { self[task] = tensor }
  }

  /// Creates the tensors of several batches in one.
  ///
  /// - Parameters:
  ///   - parts: at least one, with the same tasks.
  ///   - join: makes one tensor of those of all parts.
  public init(joining parts: [TaskTensors], _ join: ([Tensor]) -> Tensor) {
    let first = parts[0], orders = first.blocks.map(\.order.tasks)
    guard parts.allSatisfy({ $0.blocks.map(\.order.tasks) == orders }) else {
      self.init(
        uniqueKeysWithValues: first.keys.map { task in (task, join(parts.compactMap { $0[task] })) })
      return
    }
    self = first
    for task in first.single.keys { single[task] = join(parts.compactMap { $0.single[task] }) }
    for index in blocks.indices { blocks[index].tensor = join(parts.map { $0.blocks[index].tensor }) }
  }

  public var count: Int { keys.count }
  public var isEmpty: Bool { keys.isEmpty }
  /// The tensors in the tasks' order.
  public var values: [Tensor] { keys.compactMap { self[$0] } }

  /// A task's tensor, `[batch, …]`; nil for a task that has none. A new task is added at the end.
  public subscript(task: String) -> Tensor? {
    get {
      if let tensor = single[task] { return tensor }
      return place(of: task).map { $0.block.tensor.select(1, index: $0.index) }
    }
    set {
      if !blocks.isEmpty { takeApart { $0.order.places[task] != nil } }
      let isNew = single[task] == nil
      single[task] = newValue
      if newValue == nil { keys.removeAll { $0 == task } } else if isNew { keys.append(task) }
    }
  }

  /// The tensors of single tasks and of blocks, in no order.
  public var tensors: [Tensor] { Array(single.values) + blocks.map(\.tensor) }

  /// The block in which a task's tensor lies, and its place there; nil for a task with a tensor of its own.
  public func place(of task: String) -> (block: Block, index: Int)? {
    for block in blocks { if let index = block.order.places[task] { return (block, index) } }
    return nil
  }

  /// The tensors of some tasks as one, `[batch, tasks, …]`; nil if they are not in one block.
  public func together(_ tasks: [String]) -> Tensor? {
    for block in blocks {
      if block.tasks == tasks { return block.tensor }
      let places = tasks.compactMap { block.order.places[$0] }
      guard places.count == tasks.count else { continue }
      return block.tensor.indexSelect(1, Tensor(places.map(Int64.init)).to(block.tensor.device))
    }
    return nil
  }

  /// The same tasks with each tensor, or block of tensors, changed by `change`, which keeps the first two dimensions of a
  /// block apart.
  public func map(_ change: (Tensor) throws -> Tensor) rethrows -> TaskTensors {
    var changed = self
    changed.single = try single.mapValues(change)
    for index in blocks.indices { changed.blocks[index].tensor = try change(blocks[index].tensor) }
    return changed
  }

  /// The tensors of some of the tasks, in the order in which they are asked for.
  public func only(_ tasks: [String]) -> TaskTensors {
    if tasks == keys { return self }
    return TaskTensors(uniqueKeysWithValues: tasks.compactMap { task in self[task].map { (task, $0) } })
  }

  /// Replaces some blocks by single tensors.
  private mutating func takeApart(_ isChosen: (Block) -> Bool) {
    for block in blocks where isChosen(block) {
      for (task, tensor) in zip(block.tasks, block.tensor.unbind(1)) { single[task] = tensor }
    }
    blocks.removeAll(where: isChosen)
  }
}

extension TaskTensors: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral elements: (String, Tensor)...) { self.init(uniqueKeysWithValues: elements) }
}

extension TaskTensors: Sequence {
  public func makeIterator() -> some IteratorProtocol<(key: String, value: Tensor)> {
    let apart =
      blocks.isEmpty
      ? self
      : {
        var all = self; all.takeApart { _ in true }; return all
      }()
    return apart.keys.lazy.compactMap { task in apart.single[task].map { (key: task, value: $0) } }.makeIterator()
  }
}
