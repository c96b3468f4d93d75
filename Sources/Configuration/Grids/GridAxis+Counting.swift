// Points are counted before any of them is made: a grid of a few words can have more than memory holds.
extension GridAxis {
  /// The number of values for this many tasks; `Int.max` if it is larger than every whole number.
  func count(tasks: Int) -> Int {
    switch values {
    case .list(let values): values.count
    case .simplex(let parts): Self.binomial(parts - 1, tasks - 1)
    }
  }

  /// The largest number of values of the finer grid around a best one.
  func finerCount(tasks: Int) -> Int {
    count(tasks: tasks) == 0 ? 0 : Self.finerCount(values, refinement, tasks: tasks)
  }

  static func finerCount(_ values: Values, _ refinement: Double?, tasks: Int) -> Int {
    guard let refinement else { return 0 }
    switch values {
    case .list(let values):
      let sorted = values.compactMap(\.number).sorted()
      let gap = zip(sorted.dropFirst(), sorted).map { $0 - $1 }.max() ?? 0
      return Int(exactly: (2 * gap / refinement).rounded(.up)) ?? .max
    case .simplex(let parts):
      let fine = (1 / refinement).rounded()
      let window = 2 * (fine / Double(parts)).rounded(.up) - 1
      return (1..<max(tasks, 1)).reduce(1) { count, _ in product(count, Int(exactly: window) ?? .max) }
    }
  }

  /// The product; `Int.max` if it is larger than every whole number.
  static func product(_ first: Int, _ second: Int) -> Int {
    let (product, overflows) = first.multipliedReportingOverflow(by: second)
    return overflows ? .max : product
  }

  /// The number `n` choose `k`; `Int.max` if it is larger than every whole number.
  static func binomial(_ n: Int, _ k: Int) -> Int {
    guard k >= 0, k <= n else { return 0 }
    var value = 1
    for i in 0..<min(k, n - k) {
      let next = product(value, n - i)
      guard next < .max else { return .max }
      value = next / (i + 1)
    }
    return value
  }
}

extension ComparedMethod {
  /// Checks the number of points.
  ///
  /// - Parameter isSearched: whether a search adds its own axes and finer grids.
  /// - Throws: `ConfigurationError` for a grid with more points than can be trained.
  package func checkPoints(tasks: Int, isSearched: Bool = false) throws {
    let axes = isSearched ? searchAxes : axes
    try checkPoints("grid", axes.reduce(1) { GridAxis.product($0, $1.count(tasks: tasks)) }, tasks)
    guard isSearched else { return }
    let finer = axes.map { $0.finerCount(tasks: tasks) }
    try checkPoints(
      "finer grid", finer.reduce(1) { GridAxis.product($0, $1 == .max ? $1 : $1 + 1) } - 1, tasks)
  }

  private func checkPoints(_ grid: String, _ count: Int, _ tasks: Int) throws {
    guard count > Bounds.points else { return }
    throw ConfigurationError(
      "`comparison.methods`: the \(grid) of \(label) should have at most \(Bounds.points) points. Found "
        + "\(count >= .max - 1 ? "more than can be counted" : "\(count)") for \(tasks) tasks.")
  }
}
