import Components
import Foundation
import Tasks

extension GridAxis {
  /// The finer values around the best one, up to its neighbours in the grid, without neighbours and best; none if the
  /// grid is not refined.
  ///
  /// At the first and the last value the finer grid reaches as far beyond them as on the inner side, if the parameter
  /// permits it: the best of the temperatures 5, 10, 15 … may be 1.
  package func refined(around best: SettingValue, tasks: Int) -> [SettingValue] {
    guard let refinement else { return [] }
    switch (values, best) {
    case (.list(let values), .number(let best)): return line(values.compactMap(\.number), around: best, refinement)
    case (.simplex(let parts), .numbers(let best)):
      let fine = Int((1 / refinement).rounded())
      let window = best.map { weight -> ClosedRange<Int> in
        let permitted = (1...fine).filter { abs(Double($0) / Double(fine) - weight) < 1 / Double(parts) - 1e-9 }
        return (permitted.first ?? 1)...(permitted.last ?? 1)
      }
      return Self.simplex(parts: fine, tasks: tasks, within: window).filter { point in
        zip(point, best).contains { abs($0 - $1) > 1e-9 }
      }.map(SettingValue.numbers)
    default: return []
    }
  }

  private func line(_ values: [Double], around best: Double, _ step: Double) -> [SettingValue] {
    let sorted = values.sorted()
    guard sorted.count > 1, let index = sorted.firstIndex(of: best) else { return [] }
    let left: Double = index > 0 ? best - sorted[index - 1] : sorted[1] - best
    let right: Double = index + 1 < sorted.count ? sorted[index + 1] - best : left
    let reach = Int((max(left, right) / step).rounded(.up))
    let (least, most): (Double, Double) = (1e-9 - left, right - 1e-9)
    let offsets = (-reach...reach).map { Double($0) * step }.filter { $0 != 0 && $0 > least && $0 < most }
    return offsets.map { Self.plain(best + $0) }.filter(permits).map(SettingValue.number)
  }

  private func permits(_ value: Double) -> Bool {
    switch quantity {
    case .training(let key): value > 0 || (value == 0 && key == TrainingOverrides.weightDecay)
    case .parameter(let setting), .losses(let setting):
      switch setting.kind {
      case .number(let range): range.contains(value)
      case .wholeNumber(let range): range.contains(value) && value == value.rounded()
      default: false
      }
    }
  }

  /// The number without the last digits that adding up steps leaves behind.
  static func plain(_ value: Double) -> Double { Double(String(format: "%.12g", value)) ?? value }

  /// Whether two values are neighbours in the grid: consecutive numbers, or weights of which one step moves from one
  /// task to another.
  package func areNeighbours(_ one: SettingValue, _ other: SettingValue) -> Bool {
    switch (values, one, other) {
    case (.list(let values), .number(let one), .number(let other)):
      let sorted = values.compactMap(\.number).sorted()
      guard let first = sorted.firstIndex(of: one), let second = sorted.firstIndex(of: other) else { return false }
      return abs(first - second) == 1
    case (.simplex(let parts), .numbers(let one), .numbers(let other)):
      let distance = zip(one, other).reduce(0) { $0 + abs($1.0 - $1.1) }
      return abs(distance * Double(parts) - 2) < 1e-6
    default: return false
    }
  }
}
