import Components
import Tasks
import Torch

/// Trimmed-Mean: in every coordinate the mean without the largest and the smallest numbers, as a guard against corruption.
public final class TrimmedMean: JacobianAggregator {
  public static let card = MethodCard(
    name: "trimmed-mean", title: "Trimmed-Mean",
    summary: "In every coordinate the mean without the largest and the smallest numbers.",
    citation: Citation(
      "Yin, Chen, Ramchandran, Bartlett",
      "Byzantine-Robust Distributed Learning: Towards Optimal Statistical Rates", "ICML", 2018, "arXiv 1803.01498"),
    formula: "d_p = mean of g_kp over k without the `trim` largest and the `trim` smallest",
    symbols: [("g_kp", "coordinate p of the gradient of task k's loss"), ("d_p", "coordinate p of the direction")],
    settings: [
      Setting(
        "trim", .wholeNumber(.nonNegative), default: 1, "how many are left out at either end; at most (K − 1) / 2",
        source: "none: the least that trims")
    ],
    weightSum: .free, gradients: .jacobian([.shared, .representation], heads: .own), example: "trim: 1",
    deviations: [
      "`trim` counts gradients, where the paper has a share of them.",
      "The direction is no weighted sum of the gradients: no weights are reported.",
    ])

  private let setup: BalancingSetup
  private let trim: Int

  /// A setting that is nil has the default of ``card``; one that is not permitted throws `SettingError`.
  ///
  /// - Parameter tasks: the tasks' names, in the order of the losses, for errors.
  public convenience init(tasks: [String], trim: Int? = nil) throws {
    try self.init(BalancingSetup(.named(tasks), ["trim": trim]))
  }

  public init(_ setup: BalancingSetup) throws {
    self.setup = setup
    trim = try setup.read(Self.card).wholeNumber("trim")
    guard setup.count > 2 * trim else {
      throw SettingError(
        "`trimmed-mean` should have at least 2 `trim` + 1 tasks, \(2 * trim + 1). Found \(setup.count).")
    }
  }

  public func aggregate(_ sample: JacobianSample) throws -> AggregatedGradient {
    let count = sample.tasks.count
    guard count > 2 * trim else {
      let names = sample.tasks.map { setup.tasks[$0].name }.quotedList
      throw BalancingError(
        "`trimmed-mean` should have \(2 * trim + 1) tasks with labels in each batch. Found \(count): \(names).")
    }
    // Passing the largest along takes a comparison a row; sorting every coordinate takes ten times as long.
    var rows = sample.jacobian.unbind(0)
    guard rows.count == count else { throw TorchError("there should be \(count) gradients. Found \(rows.count).") }
    for _ in 0..<trim {
      rows = Self.without(rows, larger: ATen.maximum, smaller: ATen.minimum)
      rows = Self.without(rows, larger: ATen.minimum, smaller: ATen.maximum)
    }
    return AggregatedGradient(rows.dropFirst().reduce(rows[0], +) / Double(rows.count))
  }

  /// The rows without the largest number of each coordinate; with the comparisons exchanged, without the smallest.
  private static func without(
    _ rows: [Tensor], larger: (Tensor, Tensor) -> Tensor, smaller: (Tensor, Tensor) -> Tensor
  ) -> [Tensor] {
    var extreme = rows[0]
    return rows.dropFirst().map { row in
      let rest = smaller(extreme, row)
      extreme = larger(extreme, row)
      return rest
    }
  }
}
