import Balancing
import Tasks
import Torch

/// Looks at the gradients of the tasks, and of samples of one task, every few updates of a training.
///
/// It changes nothing: it differentiates the losses of the step once more on the step's own graph, which it keeps, leaves
/// every `grad` as it is, makes no forward pass, and draws from a generator of its own. So a training with a probe ends in
/// the same bits as one without.
///
/// ```swift
/// if probe.isDue(update: step) {
///   probe.measure(losses, update: step, shared: shared, samples: batch.count) { task, sample in loss(task, sample) }
/// }
/// ```
///
/// Cost of a measured step: a backward pass for each of at most 8 tasks and one for each sample, and as many gradients in
/// memory; see `DiagnosticsSettings`.
///
/// Deviation from Elich et al. (GCPR 2024): pairs of tasks are of the batch's losses, the variant of their appendix A5;
/// each measured step compares samples of one task, drawn at random, so that the cost does not grow with the tasks.
public final class GradientProbe {
  /// How often, and how many samples.
  public let settings: DiagnosticsSettings
  private let generator: Generator
  private var history: DiagnosticsHistory
  /// The update that was measured last: of the batches that make one update, the first is looked at.
  private var measured: Int?

  /// - Parameters:
  ///   - tasks: the names, in the order of the losses.
  ///   - generator: draws the samples and, beyond 8, the tasks; of nobody else's, on the CPU.
  public init(_ settings: DiagnosticsSettings, tasks: [String], generator: Generator) {
    self.settings = settings
    self.generator = generator
    history = DiagnosticsHistory(tasks: tasks)
  }

  /// Whether the update after `update` others is to be measured: the first one, and then every few, each once.
  public func isDue(update: Int) -> Bool { update % settings.every == 0 && update != measured }

  /// Measures one step.
  ///
  /// - Parameters:
  ///   - losses: one scalar a task, with their graph, which is kept.
  ///   - update: the number of updates before this one.
  ///   - present: which tasks have a label in the batch; nil for all. The others are gaps.
  ///   - shared: the parameters whose gradients are compared.
  ///   - samples: the number of samples in the batch.
  ///   - sampleLoss: the loss of one task on one sample, by their numbers, made from the same outputs as `losses`. A sample
  ///     without a label has a gradient of zero, and is left out.
  public func measure(
    _ losses: [Tensor], update: Int, present: [Bool]? = nil, shared: [Tensor], samples: Int,
    sampleLoss: (Int, Int) -> Tensor
  ) {
    measured = update
    let there = history.tasks.indices.filter { present?[$0] ?? true }
    guard !there.isEmpty else { return }
    let tasks = draw(DiagnosticsSettings.mostGradients, of: there)
    let gradients = Self.taskGradients(tasks.map { losses[$0] }, shared: shared)
    history.append(tasks: GradientDiagnostics(gradients, places: tasks, count: history.tasks.count))
    guard settings.samples > 0, samples > 1 else { return }
    let task = draw(1, of: there)[0]
    let chosen = draw(settings.samples, of: Array(0..<samples))
    let rows = Self.taskGradients(chosen.map { sampleLoss(task, $0) }, shared: shared)
    history.append(samples: GradientDiagnostics(rows, places: chosen, count: samples), of: task)
  }

  /// Some of `items`, in their order; all of them where they are no more.
  private func draw(_ count: Int, of items: [Int]) -> [Int] {
    guard items.count > count else { return items }
    let order = Tensor.randperm(items.count, generator: generator).array(of: Int64.self)
    return order.prefix(count).sorted().map { items[Int($0)] }
  }

  /// The figures of the epoch that ends, and a new beginning; nil where nothing was measured.
  public func finishEpoch() -> GradientDiagnostics.Epoch? {
    defer { history = DiagnosticsHistory(tasks: history.tasks) }
    return history.epoch()
  }

  /// Everything that the epoch's figures still depend on, by name, for a checkpoint.
  public var state: [String: Tensor] { history.state.merging([Self.generatorKey: generator.state]) { $1 } }

  /// - Throws: `SettingError` where the state is of other tasks or incomplete.
  public func load(state: [String: Tensor]) throws(SettingError) {
    guard let drawn = state[Self.generatorKey] else {
      throw SettingError("The state of the diagnostics should hold `\(Self.generatorKey)`.")
    }
    try history.load(state: state.filter { $0.key != Self.generatorKey })
    do { try generator.restore(drawn) } catch { throw SettingError("The state of the diagnostics: \(error)") }
  }

  private static let generatorKey = "generator"

  /// The gradient of each loss with respect to the shared parameters, as rows of `[losses, P]`. The graph is kept, and no
  /// `grad` is touched; a parameter that a loss does not depend on has zeros.
  ///
  /// - Parameters:
  ///   - losses: scalars with their graph.
  ///   - shared: in the order in which their elements stand in a row, each in row-major order.
  public static func taskGradients(_ losses: [Tensor], shared: [Tensor]) -> Tensor {
    Tensor.stack(losses.map { Tensor.gradientRow(of: $0, respectTo: shared) })
  }
}
