import Backbones
import Tasks
import Torch

/// Segmentation of a tumour and survival in one network: the segmentation backbone is shared, and what predicts the risk reads its
/// encoder and, together with the volumes, the mask that it predicts.
///
/// ```
/// volumes ─→ trunk ─→ mask ──────────────→ logit of the tumour
///    │         └─ encoder's levels ─→ side ──┐
///    └── volumes + probability ─→ cascade ───┴─→ head (+ clinical numbers) ─→ risk
/// ```
///
/// With z the two channels of the mask's convolution, the logit is z₀ − z₁, so that its sigmoid is the softmax of channel 0. The
/// probability is not detached: the survival loss moves the whole backbone. Side features, cascade and head are the survival task's
/// own. No single tensor stands between the shared part and the outputs, so it has no shared representation.
///
/// Outputs: `[batch, 1, depth, height, width]` for the mask, `[batch, 1]` for the risk. The network of one of the tasks alone is
/// the part that it needs: backbone and mask, or everything without a loss of the mask. Parameters are named `trunk.…`, `mask.…`,
/// `side.…`, `cascade.…`, `head.…`. With the published sizes and one clinical number there are 3,709,672.
///
/// Source: M. Meng, B. Gu, L. Bi, S. Song, D. Feng, J. Kim, [DeepMTS: Deep Multi-Task Learning for Survival Prediction in Patients
/// with Advanced Nasopharyngeal Carcinoma Using Pretreatment PET/CT](https://arxiv.org/abs/2109.07711), JBHI 2022, and its code.
public final class DeepMTS: Module, MultiTaskNetwork, Penalised, BatchBound {
  public static let leastBatch = 2
  public static let reason = "DeepMTS, whose survival loss compares the samples of a batch"

  /// The names of the tensors that the network reads.
  public struct Reading: Sendable {
    /// The tensor of the volumes, `[batch, channels, depth, height, width]`.
    public var volumes: String
    /// The tensor of the clinical numbers, `[batch, count]`; nil for none.
    public var clinical: (name: String, count: Int)?

    public init(volumes: String = Inputs.usualName, clinical: (name: String, count: Int)? = nil) {
      self.volumes = volumes
      self.clinical = clinical
    }
  }

  public let tasks: [String]
  /// The segmentation backbone.
  public let trunk: ResidualUNet
  private let reading: Reading
  private let maskTask: String?
  private let survivalTask: String?
  private let mask: Conv3d
  private let side: SideFeatures?
  private let cascade: CascadedNetwork?
  private let head: RiskHead?
  private let decay: Double

  /// Creates the network.
  ///
  /// - Parameters:
  ///   - trunk: the segmentation backbone.
  ///   - tasks: the tasks in the order of the outputs: that of the mask, that with survival times, or both.
  ///   - mask: the task of the mask; nil if it is not trained.
  ///   - survival: the survival task with its number of outputs; nil if it is not trained.
  ///   - reading: the names of the tensors that it reads.
  ///   - sizes: the sizes of what predicts the risk.
  ///   - generator: draws the start values, and the dropout masks later.
  public init(
    _ trunk: ResidualUNet, tasks: [String], mask: String?, survival: (task: String, outputs: Int)?,
    reading: Reading = Reading(), sizes: Sizes = Sizes(), generator: Generator
  ) {
    let given = [mask, survival?.task].compactMap { $0 }
    require(
      !given.isEmpty && Set(given).count == given.count && tasks.count == given.count && Set(tasks) == Set(given),
      "`tasks` should hold the tasks of the mask and of survival once each. Found \(tasks).")
    self.tasks = tasks
    self.trunk = trunk
    self.reading = reading
    maskTask = mask
    survivalTask = survival?.task
    decay = sizes.decay
    self.mask = Conv3d(trunk.widths[0], 2, kernel: 1, generator: generator)
    guard let survival else {
      (side, cascade, head) = (nil, nil, nil)
      return
    }
    let side = SideFeatures(trunk.widths, channels: sizes.side(of: trunk.widths), generator: generator)
    let cascade = CascadedNetwork(trunk.inputChannels + 1, sizes, generator: generator)
    self.side = side
    self.cascade = cascade
    head = RiskHead(
      side: side.count, cascade: cascade.count, clinical: reading.clinical?.count ?? 0, outputs: survival.outputs,
      sizes, generator: generator)
  }

  override public var namedChildren: [(name: String, module: Module)]? {
    let all: [(String, Module?)] = [
      ("trunk", trunk), ("mask", mask), ("side", side), ("cascade", cascade), ("head", head),
    ]
    return all.compactMap { name, module in module.map { (name, $0) } }
  }

  /// The modules that have start values of their own, besides the trunk.
  var ownModules: [Module] { [mask, side, cascade, head].compactMap { $0 } }

  public func callAsFunction(_ x: Tensor) -> TaskTensors { outputs(Inputs(x), tasks: tasks) }

  public func outputs(_ inputs: Inputs, tasks: [String]) -> TaskTensors {
    let found = found(in: inputs), levels = found.map { trunk.encoded($0.volumes) } ?? []
    guard let found, !levels.isEmpty else {
      return TaskTensors(uniqueKeysWithValues: tasks.map { ($0, Tensor.failed) })
    }
    let channels = mask(trunk.decoded(levels))
    let logit = channels.narrow(1, start: 0, length: 1) - channels.narrow(1, start: 1, length: 1)
    var outputs: [String: Tensor] = [:]
    if let maskTask { outputs[maskTask] = logit }
    if let survivalTask, tasks.contains(survivalTask), let side, let cascade, let head {
      let seen = Tensor.cat([found.volumes, logit.sigmoid()], 1)
      outputs[survivalTask] = head(side(levels), cascade(seen), found.clinical)
    }
    return TaskTensors(uniqueKeysWithValues: tasks.compactMap { task in outputs[task].map { (task, $0) } })
  }

  /// The tensors that the network reads; nil, with a failed operation, for inputs of other names.
  private func found(in inputs: Inputs) -> (volumes: Tensor, clinical: Tensor?)? {
    let clinical = reading.clinical.flatMap { inputs[$0.name] }
    guard let volumes = inputs[reading.volumes], (reading.clinical == nil) == (clinical == nil) else {
      let names = [reading.volumes] + (reading.clinical.map { [$0.name] } ?? [])
      failOperation("the inputs of DeepMTS should be \(names). Found \(inputs.tensors.map(\.name)).")
      return nil
    }
    return (volumes, clinical)
  }

  /// Both tasks move the backbone with the mask's convolution. Side features, cascade and head are the survival task's own.
  public var groups: [SharingGroup] {
    [SharingGroup(tasks, .balanced, parameters(below: "trunk", "mask"))]
      + (survivalTask.map { [SharingGroup([$0], .own, parameters(below: "side", "cascade", "head"))] } ?? [])
  }

  /// The mask's convolution, through which the survival loss reaches the decoder.
  public var lastSharedParameters: [(name: String, tensor: Tensor)] { parameters(below: "mask") }

  /// The sum of the squared weights of the head's three layers.
  public var penalties: [Penalty] {
    guard decay > 0, let head else { return [] }
    return [Penalty("head-weights", head.squaredWeights, weight: decay)]
  }
}
