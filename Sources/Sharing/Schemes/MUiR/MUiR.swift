import Backbones
import Components
import Tasks
import Torch

/// Modular universal reparameterisation: a network for each task, whose weights are divided into blocks of one size. Blocks of any
/// layers, of any tasks, are made by shared hypermodules from contexts of their own, and a search finds which location uses which
/// module.
///
///     B_ℓ = Σ_i softmax(s_ℓ)_i H_ψi(ℓ) z_ℓ
///
/// An epoch is a generation: it proposes challengers, trains everything together, and keeps one candidate of each location before it
/// is validated. Weights that the blocks do not divide, embeddings, biases and normalisations stay the tasks' own.
///
/// Parameters are named `hypermodules.modules`, `contexts.<task>.values`, `alignment.<task>.values`, and those of the tasks as
/// `trunks.<task>.…` and `heads.<task>.…`. The generated weights keep their names there, as buffers.
///
/// Source: Meyerson, Miikkulainen, [Modular Universal Reparameterization: Deep Multi-task Learning Across Diverse
/// Domains](https://arxiv.org/abs/1906.00097), NeurIPS 2019.
final class MUiR: Module, MultiTaskNetwork, EpochAware {
  let tasks: [String]
  let hypermodules: Hypermodules
  let alignment: Alignment
  private let network: any MultiTaskNetwork
  private let contexts: ModuleDictionary
  private let contextRows: ParameterRows
  private let generated: GeneratedWeights
  private let blocks: [WeightBlocks]
  private let counts: [Int]
  private let sharing: [String]
  /// The last epochs, which go on from the best one.
  private let final: Int

  /// The contexts of a task's locations, `[locations, c]`.
  final class Contexts: Module {
    @Parameter var values: Tensor

    init(_ blocks: [WeightBlocks], size: Int) {
      let rows = blocks.flatMap { [Double](repeating: Hypermodules.context(fanIn: $0.fanIn), count: $0.count) }
      values = Tensor(rows.flatMap { [Double](repeating: $0, count: size) }, shape: [rows.count, size]).to(.float32)
    }
  }

  /// What the network is made of, besides the tasks' own networks.
  struct Form {
    /// The outputs and inputs of a block; nil for those that suit the weights.
    var block: (outputs: Int, inputs: Int)?
    /// The numbers of a context.
    var context = 4
    /// Whether hypermodules add an offset.
    var bias = false
    /// The factor of the learning rate of the shares.
    var pace = 100.0
    var search = Alignment.Search()
    /// The module of each location, which then stays; nil for a module of its own at the start.
    var alignment: [Int]?
  }

  /// - Parameter network: the tasks' networks, whose parameters are their own.
  /// - Throws: `ShapeError` if the blocks divide no weight; `SettingError` for an alignment or challengers that do not fit.
  init(_ network: any MultiTaskNetwork, _ form: Form, generator: Generator) throws {
    self.network = network
    tasks = network.tasks
    let (divided, size) = try Self.divided(network, form)
    let own = tasks.map { task in (task: task, weights: divided.filter { $0.task == task }) }.filter {
      !$0.weights.isEmpty
    }
    let ordered = own.flatMap(\.weights)
    blocks = ordered.map(\.blocks)
    counts = blocks.map(\.count)
    let count = counts.reduce(0, +)
    let modules = try Self.modules(form, locations: count)
    var search = form.search
    if form.alignment != nil { search.challengers = 0 }
    guard search.challengers < count else {
      throw SettingError(
        "sharing.challengers", "should be fewer than the modules, \(count). Found \(search.challengers).")
    }
    hypermodules = Hypermodules(
      count, block: size, context: form.context, bias: form.bias, generator: generator)
    let contexts = own.map { Contexts($0.weights.map(\.blocks), size: form.context) }
    self.contexts = ModuleDictionary(zip(own.map(\.task), contexts).map { ($0, $1) })
    contextRows = ParameterRows(contexts.map(\.values))
    alignment = Alignment(
      locations: own.map { ($0.task, $0.weights.reduce(0) { $0 + $1.blocks.count }) }, modules: modules, search: search,
      pace: form.pace, generator: generator)
    generated = try GeneratedWeights(ordered.map(\.name), of: network)
    sharing = own.map(\.task)
    final = search.final
    super.init()
    // A new network is at the start of its first epoch.
    epochBegins(0, of: .max)
  }

  private typealias Divided = (task: String, name: String, blocks: WeightBlocks)

  /// The largest side of a block that nobody chose.
  private static let usualSide = 16

  /// The weights that the blocks divide, in the order of the tasks, and the numbers of a block.
  private static func divided(_ network: any MultiTaskNetwork, _ form: Form) throws -> (weights: [Divided], size: Int) {
    let left = Set(network.modules().filter { $0 is Embedding }.flatMap(\.parameters).map(ObjectIdentifier.init))
    let matrices = network.groups.filter { $0.role == .own }.flatMap { group in
      group.parameters.filter { $0.tensor.rank >= 2 && !left.contains(ObjectIdentifier($0.tensor)) }
        .map { (task: group.tasks[0], name: $0.name, shape: $0.tensor.shape) }
    }
    guard let largest = matrices.max(by: { $0.shape.reduce(1, *) < $1.shape.reduce(1, *) }) else {
      throw ShapeError("`muir` needs networks with linear layers, convolutions or recurrent layers. Found none.")
    }
    func numbers(of shapes: [[Int]]) -> Int { shapes.reduce(0) { $0 + $1.reduce(1, *) } }
    func divided(_ block: (outputs: Int, inputs: Int)) -> [Divided] {
      matrices.compactMap { matrix in
        WeightBlocks(matrix.shape, outputs: block.outputs, inputs: block.inputs).map { (matrix.task, matrix.name, $0) }
      }
    }
    var side = usualSide
    while form.block == nil,
      2 * numbers(of: divided((side, side)).map(\.blocks.shape)) < numbers(of: matrices.map(\.shape))
    {
      side /= 2
    }
    let block = form.block ?? (side, side), weights = divided(block)
    guard weights.isEmpty else { return (weights, block.outputs * block.inputs) }
    func divisor(_ size: Int, near wanted: Int) -> Int {
      (1...size).filter { size % $0 == 0 }.min { abs($0 - wanted) < abs($1 - wanted) }!
    }
    let fitting = [divisor(largest.shape[0], near: block.outputs), divisor(largest.shape[1], near: block.inputs)]
    throw ShapeError(
      "`muir` needs a weight that blocks of \(block.outputs) outputs and \(block.inputs) inputs divide. The largest, "
        + "`\(largest.name)`, is \(largest.shape), which `block: \(fitting)` would divide. Found none.")
  }

  private static func modules(_ form: Form, locations: Int) throws -> [Int] {
    guard let alignment = form.alignment else { return Array(0..<locations) }
    guard alignment.count == locations, alignment.allSatisfy((0..<locations).contains) else {
      throw SettingError(
        "sharing.alignment",
        "should have a module from 0 to \(locations - 1) for each of the \(locations) locations. Found \(alignment.count) numbers"
          + (alignment.max().map { ", the largest \($0)." } ?? "."))
    }
    return alignment
  }

  override var namedChildren: [(name: String, module: Module)]? {
    network.children + [("hypermodules", hypermodules), ("contexts", contexts), ("alignment", alignment)]
  }

  /// The blocks of all locations, `[locations, m · n]`.
  private func madeBlocks() -> Tensor {
    let isMixing = isTraining && alignment.isMixing
    let candidates = isMixing ? alignment.candidates : alignment.candidates.narrow(1, start: 0, length: 1)
    return hypermodules.blocks(contextRows.all, candidates, shares: isMixing ? alignment.shares : nil)
  }

  /// Runs a pass with the generated weights.
  ///
  /// - Parameter isWhole: whether the pass computes all tasks.
  private func generating(isWhole: Bool, _ pass: () -> TaskTensors) -> TaskTensors {
    let made = madeBlocks()
    // Weights of one block each that lie side by side are the blocks.
    if isWhole, counts.allSatisfy({ $0 == 1 }), generated.areStacked {
      return generated.replaced(byStack: made.view([blocks.count] + blocks[0].shape), pass)
    }
    let parts = counts.count == 1 ? [made] : made.split(counts)
    return generated.replaced(by: zip(blocks, parts).map { $0.weight(of: $1) }, pass)
  }

  func callAsFunction(_ x: Tensor) -> TaskTensors { generating(isWhole: true) { network(x) } }

  func outputs(_ inputs: Inputs, tasks: [String]) -> TaskTensors {
    generating(isWhole: tasks == self.tasks) { network.outputs(inputs, tasks: tasks) }
  }

  func epochBegins(_ epoch: Int, of epochs: Int) {
    alignment.begin(epoch, of: epochs, redraw: hypermodules.redraw, modules: hypermodules.modules.size(0))
  }

  func epochEnds() { alignment.end() }

  var begunAnew: [Tensor] { alignment.begunAnew }

  func continuesFromBest(_ epoch: Int, of epochs: Int) -> Bool { final > 0 && epoch == epochs - final }

  var groups: [SharingGroup] {
    [SharingGroup(sharing, .balanced, parameters(below: "hypermodules"))]
      + ownGroups(below: "trunks", "heads", "contexts", "alignment")
  }

  var lastSharedParameters: [(name: String, tensor: Tensor)] { parameters(below: "hypermodules") }

  var remarks: [String] {
    let broken = alignment.brokenEpochs
    return network.remarks
      + (broken == 0 ? [] : ["in \(broken) epochs the shares of modules were no numbers, and all modules stayed"])
  }
}
