import Components
import Foundation
import Torch

/// The units of each layer that each task uses: fixed random masks.
///
/// A task uses C − ⌊C (1 − ρ) + 10⁻⁹⌋ of the C units of a layer, for the share ρ that it keeps. Names: `<layer>`, `[tasks, units]`
/// of bool, true where the task uses the unit.
///
/// Source: Strezoski, van Noord, Worring, [Many Task Learning With Task Routing](https://arxiv.org/abs/1903.12117), ICCV 2019;
/// full coverage: Pascal et al., [Maximum Roaming Multi-Task Learning](https://arxiv.org/abs/2006.09762), AAAI 2021.
public final class RoutingMasks: Module {
  /// Which units are drawn for a task.
  public enum Coverage: String, CaseIterable, Sendable {
    /// Any, each task for itself; a unit may be used by no task.
    case random
    /// Every unit is used by a task at least: the tasks take them in turn, and draw the rest.
    case full
  }

  /// The masks, `[tasks, units]` for each layer.
  public let layers: [RoutingMask]

  /// Creates masks that are given.
  ///
  /// - Parameter layers: for each layer and task, whether it uses each unit.
  public init(_ layers: [[[Bool]]]) { self.layers = layers.map(RoutingMask.init) }

  /// Draws the masks.
  ///
  /// - Parameters:
  ///   - units: the number of units of each layer, with its name.
  ///   - keep: the share of units that a task uses, above 0 and at most 1.
  /// - Throws: `SettingError` if a layer keeps no unit, or if the tasks together cannot use every unit.
  public init(
    _ units: [(name: String, count: Int)], tasks: Int, keep: Double, coverage: Coverage = .random, generator: Generator
  ) throws(SettingError) {
    var layers: [RoutingMask] = []
    for (name, count) in units {
      let kept = Self.kept(of: count, keep: keep)
      guard kept > 0 else {
        throw SettingError(
          "sharing.keep",
          "should leave a unit of each layer. Found \(keep.brief), which leaves none of the \(count) of `\(name)`.")
      }
      guard coverage == .random || kept * tasks >= count else {
        throw SettingError(
          "sharing.coverage",
          "should be random where the tasks together use fewer units than there are. Found full, with \(tasks) × \(kept) of the "
            + "\(count) units of `\(name)`.")
      }
      let rows = (0..<tasks).map { task in
        Self.row(task, of: tasks, units: count, kept: kept, coverage, generator)
      }
      layers.append(RoutingMask(rows))
    }
    self.layers = layers
  }

  override public var namedChildren: [(name: String, module: Module)]? { layers.enumerated().map { ("\($0)", $1) } }

  /// The number of units that a task uses of a layer.
  public static func kept(of units: Int, keep: Double) -> Int {
    // Without the small number, 10 · (1 − 0.9) is below 1 in binary.
    units - Int((Double(units) * (1 - keep) + 1e-9).rounded(.down))
  }

  private static func row(
    _ task: Int, of tasks: Int, units: Int, kept: Int, _ coverage: Coverage, _ generator: Generator
  ) -> [Bool] {
    let own = coverage == .full ? Array(stride(from: task, to: units, by: tasks)) : []
    let order = Tensor.randperm(units, generator: generator).array(of: Int64.self).map { Int($0) }
    let taken = Set(own)
    let chosen = Set((own + order.filter { !taken.contains($0) }).prefix(max(kept, own.count)))
    return (0..<units).map(chosen.contains)
  }

  /// The number of units of all layers that no task uses.
  public var unusedUnits: Int { layers.reduce(0) { $0 + $1.unusedUnits } }

  /// Whether every task uses every unit.
  var areWhole: Bool { layers.allSatisfy(\.isWhole) }

  /// The numbers of units on average, if each of T tasks draws n of C units for itself: those that two tasks share, n² / C, that
  /// no task uses, C q^T with q = (C − n) / C, and that one task alone uses, T n q^(T − 1).
  public static func expected(
    units: Int, kept: Int, tasks: Int
  ) -> (shared: Double, unused: Double, ofOneTask: Double) {
    let (units, kept, tasks) = (Double(units), Double(kept), Double(tasks)), share = (units - kept) / units
    return (kept * kept / units, units * pow(share, tasks), tasks * kept * pow(share, tasks - 1))
  }
}

/// The units of one layer that each task uses. Name: `used`.
public final class RoutingMask: Module {
  /// `[tasks, units]` of bool.
  @Buffer public var used: Tensor

  init(_ rows: [[Bool]]) {
    used = Tensor(rows.flatMap { $0.map { $0 ? 1 : 0 } } as [Double]).view([rows.count, rows.first?.count ?? 0])
      .greater(0)
  }

  /// The places of the units that a task uses.
  func kept(by task: Int) -> [Int] {
    used.select(0, index: task).to(.float64).array(of: Double.self).enumerated().filter { $1 > 0 }.map(\.offset)
  }

  var unusedUnits: Int { Int(used.to(.int64).sum([0]).equal(0).sum().item()) }

  var isWhole: Bool { used.all().item() != 0 }
}
