import Statistics

extension Comparison {
  /// The largest number of tasks with a panel or line each.
  static let mostTasksDrawn = 12

  /// The tasks that have a plot of their own: all, or if there are many those on which the methods differ most, in the
  /// order of the tasks.
  var shownTasks: [String] {
    chosen(Self.mostTasksDrawn) { index in
      let changes = multiTask.compactMap { $0.change(of: index)?.percent }
      return (changes.max() ?? 0) - (changes.min() ?? 0)
    }
  }

  /// The tasks whose weights are drawn: all, or if there are many those that some method's last epoch weighs the most,
  /// relative to the mean of that method's weights.
  var heaviestTasks: [String] {
    chosen(Self.mostTasksDrawn - 4) { index in
      multiTask.map { method in
        let last = method.curves.filter { $0.quantity == .weight }.compactMap { curve in
          curve.points.last(where: { $0.mean != nil })?.mean.map { (curve.task, $0) }
        }
        guard let mean = Statistics.mean(last.map(\.1)), mean > 0 else { return 0 }
        return (last.first { $0.0 == tasks[index] }?.1 ?? 0) / mean
      }.max() ?? 0
    }
  }

  /// The text that a plot of some tasks adds to its caption: " Of 40 tasks, the 12 …".
  func leftTasks(_ shown: [String], _ which: String) -> String {
    shown.count < tasks.count ? " Of \(tasks.count) tasks, the \(shown.count) \(which)." : ""
  }

  private func chosen(_ most: Int, _ importance: (Int) -> Double) -> [String] {
    guard tasks.count > Self.mostTasksDrawn else { return tasks }
    let order = tasks.indices.map { ($0, importance($0)) }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
    return order.prefix(most).map(\.0).sorted().map { tasks[$0] }
  }
}

extension Curve {
  /// The median over tasks at each epoch, with the lowest and the highest task as its range.
  static func median(of curves: [Curve], named name: String) -> Curve {
    var means: [Int: [Double]] = [:]
    for curve in curves {
      for point in curve.points { means[point.epoch, default: []] += [point.mean].compactMap { $0 } }
    }
    return Curve(
      quantity: curves.first?.quantity ?? .weight, task: name,
      points: means.keys.sorted().map { epoch in
        let values = means[epoch] ?? []
        return Point(epoch: epoch, mean: Statistics.median(values), low: values.min(), high: values.max())
      })
  }
}
