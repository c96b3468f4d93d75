import Backbones
import Components
import Tasks
import Torch

/// A shared subspace: a network for each task, all of one form, whose weights θ_j = θ_0 + Q α_j lie in a random subspace that all
/// tasks learn together.
///
/// Each column of Q is a fixed random expansion of l numbers, Q = [P_1 v_1 … P_k v_k], so that l k + n k numbers are trained. The
/// expansions are made from a seed. Heads are part of θ if all have one size; otherwise they are the tasks' own and trained as they are.
///
/// Parameters are named `subspace.vectors`, `[k, l]`, and `coefficients.<task>.values`, `[k]`. The weights keep their names as buffers,
/// `trunks.<task>.…` and `heads.<task>.…`; `subspace.start` is θ_0.
///
/// Source: H. Zakerinia, D. Ghobadi, C. Lampert, [From Low Intrinsic Dimensionality to Non-Vacuous Generalization Bounds in Deep
/// Multi-Task Learning](https://arxiv.org/abs/2501.19067), 2025.
public final class SharedSubspace: Module, MultiTaskNetwork {
  /// The numbers that make the subspace.
  public struct Form: Sendable {
    /// The length l of a vector that a column of Q is made from.
    public var length: Int
    /// The number k of columns of Q.
    public var basis: Int
    public var expansion: ExpansionForm
    /// A factor of the expansions.
    public var scale: Double

    public init(length: Int, basis: Int, expansion: ExpansionForm = .kronecker, scale: Double = 1) {
      (self.length, self.basis, self.expansion, self.scale) = (length, basis, expansion, scale)
    }
  }

  /// What the tasks share.
  private final class Subspace: Module {
    /// `[k, l]`
    @Parameter var vectors: Tensor
    /// `[D]`
    @Buffer var start: Tensor
    /// The seed of the expansions, one number in int64.
    @Buffer var seed: Tensor

    init(_ form: Form, start: Tensor, generator: Generator) {
      vectors = Initialiser.normal(std: 1 / Double(form.length).squareRoot())
        .tensor([form.basis, form.length], generator: generator)
      self.start = start
      seed = Tensor.randint(0, 1 << 62, [1], generator: generator)
    }
  }

  /// The coefficients α of one task, which start as zero.
  private final class Coefficients: Module {
    @Parameter var values: Tensor
    init(_ basis: Int) { values = Tensor.zeros([basis]) }
  }

  public let tasks: [String]
  public let form: Form
  private let network: SeparateNetworks
  private let subspace: Subspace
  private let coefficients: [Coefficients]
  /// The generated weights of each task, and their shapes, which all tasks have.
  private let generated: [GeneratedWeights]
  private let shapes: [[Int]]
  private let places: [String: Int]
  /// The expansions of the seed, made in the first pass.
  private var expansions: (any RandomExpansions)?
  private var madeLike: (dtype: DType, device: Device)?

  /// Creates the network from a trunk and a head for each task, whose start values are those of the first.
  ///
  /// - Throws: `ShapeError` if the tasks' trunks differ in form or have no weight; `SettingError` for a vector that is too long.
  init(
    _ trunks: [any Trunk], heads: [(task: String, head: any UnaryLayer)], form: Form, generator: Generator
  ) throws {
    tasks = heads.map(\.task)
    self.form = form
    let network = SeparateNetworks(trunks, heads: heads)
    self.network = network
    places = Dictionary(heads.enumerated().map { ($1.task, $0) }, uniquingKeysWith: { first, _ in first })
    func forms(_ modules: [Module]) -> [[[Int]]] { modules.map { $0.parameters.map(\.shape) } }
    let headsAreAlike = Set(forms(heads.map(\.head))).count == 1
    let names = tasks.map { task in
      let parts = ["trunks"] + (headsAreAlike ? ["heads"] : [])
      return parts.flatMap { network.parameters(below: "\($0).\(ModuleName.escaping(task))").map(\.name) }
    }
    generated = try names.map { try GeneratedWeights($0, of: network) }
    shapes = generated[0].weights.map(\.tensor.shape)
    let starts = generated[0].weights.map(\.tensor)
    guard !starts.isEmpty, Set(forms(trunks)).count == 1 else {
      throw ShapeError("`subspace` needs a network with weights, of one form for all tasks. Found none.")
    }
    let start = Tensor.cat(starts.map { $0.detach().flatten(from: 0, to: -1) })
    do { try form.expansion.check(from: form.length, to: start.count) } catch let error as StateError {
      throw SettingError("sharing.shared-dimension", "does not fit the network. \(error.description)")
    }
    subspace = Subspace(form, start: start, generator: generator)
    coefficients = tasks.map { _ in Coefficients(form.basis) }
  }

  override public var namedChildren: [(name: String, module: Module)]? {
    network.children + [
      ("subspace", subspace), ("coefficients", ModuleDictionary(Array(zip(tasks, coefficients)))),
    ]
  }

  public func callAsFunction(_ x: Tensor) -> TaskTensors { outputs(Inputs(x), tasks: tasks) }

  public func outputs(_ inputs: Inputs, tasks: [String]) -> TaskTensors {
    let wanted = tasks.compactMap { task in places[task].map { (task, $0) } }
    let rows = weights(of: wanted.map(\.1)).unbind()
    return TaskTensors(
      uniqueKeysWithValues: zip(wanted, rows).compactMap { item, row in
        let (task, place) = item
        let parts = zip(row.split(shapes.map { $0.reduce(1, *) }), shapes).map { $0.view($1) }
        return generated[place].replaced(by: parts) { network.outputs(inputs, tasks: [task])[task] }.map { (task, $0) }
      })
  }

  /// The weights θ of some tasks, `[tasks, D]`.
  private func weights(of places: [Int]) -> Tensor {
    SubspaceWeights.weights(
      start: subspace.start, vectors: subspace.vectors,
      coefficients: Tensor.stack(places.map { coefficients[$0].values }),
      expansions: madeExpansions(), scale: form.scale)
  }

  /// The expansions of the seed, in the type and on the device of the vectors.
  private func madeExpansions() -> any RandomExpansions {
    let vectors = subspace.vectors
    if let expansions, let madeLike, madeLike == (vectors.dtype, vectors.device) { return expansions }
    let seed = subspace.seed.array(of: Int64.self).first ?? 0
    // The constructor has checked the sizes.
    let made = try! form.expansion.expansions(
      form.basis, from: form.length, to: subspace.start.count, seed: UInt64(bitPattern: seed)
    ).like(vectors)
    (expansions, madeLike) = (made, (vectors.dtype, vectors.device))
    return made
  }

  public var groups: [SharingGroup] {
    [SharingGroup(tasks, .balanced, parameters(below: "subspace"))]
      + ownGroups(below: "trunks", "heads", "coefficients")
  }

  public var lastSharedParameters: [(name: String, tensor: Tensor)] { parameters(below: "subspace") }
}

// What a message holds.
extension SharedSubspace {
  /// The shared vectors v_1, v_2, … v_k behind one another.
  public var sharedNumbers: [Double] { Self.numbers(subspace.vectors) }

  /// The coefficients α of each task.
  public var taskNumbers: [[Double]] { coefficients.map { Self.numbers($0.values) } }

  /// Replaces the trained numbers.
  ///
  /// - Throws: ``StateError`` if the lists have other sizes, or are all zero: nothing would move them any more, because the gradient
  ///   of each is a product with the other.
  public func load(shared: [Double], tasks numbers: [[Double]]) throws {
    let found = numbers.map(\.count), wanted = tasks.map { _ in form.basis }
    guard shared.count == form.length * form.basis, found == wanted else {
      throw StateError(
        "A subspace should have \(form.length * form.basis) shared numbers and \(form.basis) for each of \(tasks.count) tasks. "
          + "Found \(shared.count) and \(found).")
    }
    guard shared.contains(where: { $0 != 0 }) || numbers.joined().contains(where: { $0 != 0 }) else {
      throw StateError("Vectors or coefficients of a subspace should differ from zero, or no gradient would move them.")
    }
    withoutGradients {
      _ = subspace.vectors.copyInPlace(Tensor(shared, shape: [form.basis, form.length]))
      for (own, values) in zip(coefficients, numbers) { _ = own.values.copyInPlace(Tensor(values)) }
    }
  }

  /// Whether all that is trained is in the subspace: no task has parameters of its own besides its coefficients.
  public var isWhole: Bool { network.parameters.isEmpty }

  /// The names of buffers that training changes and that the trained numbers do not make, such as running statistics.
  public var statistics: [String] {
    let made = Set(generated.flatMap(\.weights).map(\.name))
    return network.namedBuffers().map(\.name).filter { !made.contains($0) }
  }

  private static func numbers(_ tensor: Tensor) -> [Double] {
    tensor.detach().to(.float64).contiguous().array(of: Double.self)
  }
}
