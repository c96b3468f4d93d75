import Balancing
import Components
import Tasks
import Torch

/// A probe that compares the gradients of the tasks, and of samples of one task, every few updates of a training.
///
/// It changes nothing. It differentiates the losses of the step once more on the step's own graph, which it keeps. It
/// leaves every `grad` as it is and draws from a generator of its own. Passes of single samples leave no trace. A training
/// with a probe therefore ends in the same bits as one without.
///
/// ```swift
/// if probe.isDue(update: step) {
///   probe.measure(losses, update: step, shared: shared, samples: batch.count) { task, sample in loss(task, sample) }
/// }
/// ```
///
/// The cost of a measured step is a backward pass for each of at most 8 tasks and one for each sample, and memory for
/// as many gradients; see `DiagnosticsSettings`.
///
/// Deviation from Elich et al. (GCPR 2024): pairs of tasks are compared by the batch's losses, the variant of their
/// appendix A5. Each measured step compares samples of one task, drawn at random, so that the cost does not grow with
/// the number of tasks. If the settings ask for the gradient of each task on each sample, as in the paper's main text, each
/// sample has a pass of its own through the network as it is in evaluation: without dropout, and with the running
/// statistics of normalisation. Pairs of tasks are then compared by the mean loss of these samples in place of the batch's,
/// since a pass of the whole batch for each task takes most of a step.
public final class GradientProbe {
  /// The interval between measurements and the number of samples.
  public let settings: DiagnosticsSettings
  private let generator: Generator
  private var history: DiagnosticsHistory
  /// The number of the update that was measured last. If several batches make one update, the first is measured.
  private var measured: Int?

  /// Creates a probe.
  ///
  /// - Parameters:
  ///   - tasks: the names of the tasks, in the order of the losses.
  ///   - generator: draws the samples and, if there are more than 8, the tasks. It is on the CPU, and nothing else
  ///     draws from it.
  public init(_ settings: DiagnosticsSettings, tasks: [String], generator: Generator) {
    self.settings = settings
    self.generator = generator
    history = DiagnosticsHistory(tasks: tasks)
  }

  /// Whether the update after `update` others is to be measured: the first one and every `settings.every`-th after it,
  /// each once.
  public func isDue(update: Int) -> Bool { update % settings.every == 0 && update != measured }

  /// Measures one step.
  ///
  /// - Parameters:
  ///   - losses: one scalar for each task, with its graph, which is kept.
  ///   - update: the number of updates before this one.
  ///   - present: whether each task has a label in the batch; nil if all have. The figures of the others are missing.
  ///   - shared: the parameters whose gradients are compared.
  ///   - samples: the number of samples in the batch.
  ///   - sampleLoss: the loss of one task on one sample, by their numbers, made from the same outputs as `losses`. A
  ///     sample without a label has a gradient of zero and is left out.
  ///   - passOfSample: the loss of every task on one sample, from a pass of that sample alone. It is used if the settings ask
  ///     for each task on each sample and there are several samples; no other loss then is.
  public func measure(
    _ losses: [Tensor], update: Int, present: [Bool]? = nil, shared: [Tensor], samples: Int,
    sampleLoss: (Int, Int) -> Tensor, passOfSample: ((Int) -> [Tensor])? = nil
  ) {
    measured = update
    let there = history.tasks.indices.filter { present?[$0] ?? true }
    guard !there.isEmpty else { return }
    let tasks = draw(DiagnosticsSettings.mostGradients, of: there)
    if settings.isPerSample, samples > 1, let passOfSample {
      return measureSingles(of: tasks, draw(settings.samples, of: Array(0..<samples)), shared, passOfSample)
    }
    let gradients = Self.taskGradients(tasks.map { losses[$0] }, shared: shared)
    guard gradients.isValid else { return }
    history.append(tasks: GradientDiagnostics(gradients, places: tasks, count: history.tasks.count))
    history.add(backward: tasks.count)
    guard settings.samples > 0, samples > 1 else { return }
    let task = draw(1, of: there)[0]
    let chosen = draw(settings.samples, of: Array(0..<samples))
    let rows = Self.taskGradients(chosen.map { sampleLoss(task, $0) }, shared: shared)
    guard rows.isValid else { return }
    history.append(samples: GradientDiagnostics(rows, places: chosen, count: samples), of: task)
    history.add(backward: chosen.count)
  }

  /// Compares the gradients of each task on each sample, and those of the tasks' mean losses over these samples.
  private func measureSingles(
    of tasks: [Int], _ samples: [Int], _ shared: [Tensor], _ passOfSample: (Int) -> [Tensor]
  ) {
    let rows = Tensor.cat(
      samples.map { sample in
        let losses = passOfSample(sample)
        return Self.taskGradients(tasks.map { losses[$0] }, shared: shared)
      })
    guard rows.isValid else { return }
    let singles = GradientDiagnostics(rows)
    history.append(singles: singles, of: tasks)
    // A sample without a label of a task has a gradient of zero.
    let labelled = tasks.indices.map { task in
      samples.indices.count { (singles.norms[$0 * tasks.count + task] ?? 0) > 0 }
    }
    let known = tasks.indices.filter { labelled[$0] > 0 }
    let sums = rows.reshape([samples.count, tasks.count, -1]).sum([0])
    let means = sums / Tensor(labelled.map { Double(max($0, 1)) }, shape: [tasks.count, 1]).to(sums.device, sums.dtype)
    if !known.isEmpty {
      let chosen = known.count == tasks.count ? means : Tensor.stack(known.map { means[$0] })
      history.append(
        tasks: GradientDiagnostics(chosen, places: known.map { tasks[$0] }, count: history.tasks.count))
    }
    history.add(forward: samples.count, backward: samples.count * tasks.count)
  }

  /// Some of `items`, in their order; all of them where they are no more.
  private func draw(_ count: Int, of items: [Int]) -> [Int] {
    guard items.count > count else { return items }
    let order = Tensor.randperm(items.count, generator: generator)
    // Any will do until the failure is thrown.
    guard order.isValid else { return Array(items.prefix(count)) }
    return order.array(of: Int64.self).prefix(count).sorted().map { items[Int($0)] }
  }

  /// Returns the figures of the epoch that ends, and begins the next one; nil if nothing was measured.
  public func finishEpoch() -> GradientDiagnostics.Epoch? {
    defer { history = DiagnosticsHistory(tasks: history.tasks) }
    return history.epoch()
  }

  /// The values on which the rest of the epoch's figures depend, by name, for a checkpoint.
  public var state: [String: Tensor] { history.state.merging([Self.generatorKey: generator.state]) { $1 } }

  /// Restores a state.
  ///
  /// - Throws: `SettingError` if the state is of other tasks or incomplete.
  public func load(state: [String: Tensor]) throws(SettingError) {
    guard let drawn = state[Self.generatorKey] else {
      throw SettingError("The state of the diagnostics should hold `\(Self.generatorKey)`.")
    }
    try history.load(state: state.filter { $0.key != Self.generatorKey })
    do { try generator.restore(drawn) } catch { throw SettingError("The state of the diagnostics: \(error)") }
  }

  private static let generatorKey = "generator"

  /// The gradient of each loss with respect to the shared parameters, as rows of `[losses, P]`. The graph is kept, and
  /// every `grad` stays as it is. A parameter on which a loss does not depend has zeros.
  ///
  /// - Parameters:
  ///   - losses: scalars with their graph.
  ///   - shared: the parameters, in the order in which their elements stand in a row; each in row-major order.
  public static func taskGradients(_ losses: [Tensor], shared: [Tensor]) -> Tensor {
    Tensor.stack(losses.map { Tensor.gradientRow(of: $0, respectTo: shared) })
  }
}
