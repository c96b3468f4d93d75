import Components
import Configuration
import Runs
import Tasks

/// One row of a search, a method or a task alone, with the points of its stages.
struct SearchRow: Sendable {
  enum Subject: Sendable {
    case task(String)
    case method(ComparedMethod)
  }

  let subject: Subject
  /// The method's own parameters that are searched.
  let axes: [GridAxis]
  /// The axis of learning rates; nil if the row gives its rate.
  let rates: GridAxis?
  /// The axis of weight decays; nil if the row gives its decay.
  let decays: GridAxis?
  let tasks: Int
  /// The point before any of these is set, with the decay of the grid.
  private let base: MethodPoint

  /// Creates the row of a task alone.
  ///
  /// - Parameter comparison: the values that the tasks' own trainings have for themselves.
  init(task: String, of tasks: Int, _ search: SearchConfiguration, _ comparison: ComparisonConfiguration) {
    self.init(
      .task(task), axes: [],
      MethodPoint(
        balancing: BalancingConfiguration(method: BalancingConfiguration.plainSum),
        training: comparison.alone.training(of: task)), tasks, search)
  }

  init(_ method: ComparedMethod, of tasks: Int, _ search: SearchConfiguration) {
    self.init(
      .method(method), axes: method.searchAxes,
      MethodPoint(balancing: method.balancing, training: method.training), tasks, search)
  }

  private init(
    _ subject: Subject, axes: [GridAxis], _ base: MethodPoint, _ tasks: Int, _ search: SearchConfiguration
  ) {
    func training(_ key: String, _ usual: [Double]) -> GridAxis? {
      if let own = axes.first(where: { $0.name == "training.\(key)" }) { return own }
      guard base.training.number(key) == nil, !usual.isEmpty else { return nil }
      return GridAxis(quantity: .training(key), values: .list(usual.map(SettingValue.number)))
    }
    self.subject = subject
    self.tasks = tasks
    self.axes = axes.filter { $0.parameter != nil }
    rates = training(TrainingOverrides.learningRate, search.learningRates)
    decays = training(TrainingOverrides.weightDecay, search.weightDecays)
    var base = base
    if base.training.number(TrainingOverrides.weightDecay) == nil {
      base.training = base.training.setting(TrainingOverrides.weightDecay, search.weightDecay, .option("search"))
    }
    self.base = base
  }

  var label: String {
    switch subject {
    case .task: RunResult.singleTaskLabel
    case .method(let method): method.label
    }
  }

  /// The task of a single-task row.
  var task: String? { if case .task(let task) = subject { task } else { nil } }

  /// The method's catalogue name.
  var method: String {
    if case .method(let method) = subject { method.balancing.name } else { RunResult.singleTask }
  }

  // MARK: stages

  /// The points of the grid: learning rates with every value of the row's own parameters.
  var grid: [SearchPoint] {
    axes.indices.reduce(withRates) { points, index in
      points.flatMap { point in axes[index].values(tasks: tasks).map { setting(point, index, $0) } }
    }
  }

  private var withRates: [SearchPoint] {
    guard let rates else { return [SearchPoint(point: base)] }
    return rates.values(tasks: tasks).map {
      SearchPoint(point: base.setting(rates, to: $0), learningRate: $0)
    }
  }

  /// The finer grid around a point, at its learning rate.
  func refinement(around best: SearchPoint) -> [SearchPoint] {
    let finer = axes.indices.map { axes[$0].refined(around: best.values[$0], tasks: tasks) }
    guard finer.contains(where: { !$0.isEmpty }) else { return [] }
    var start = best
    start.values = []
    let points = axes.indices.reduce([start]) { points, index in
      points.flatMap { point in ([best.values[index]] + finer[index]).map { setting(point, index, $0) } }
    }
    return points.filter { $0.values != best.values }
  }

  /// The other weight decays at a point.
  func weightDecays(at best: SearchPoint) -> [SearchPoint] {
    guard let decays else { return [] }
    let present = best.point.training.number(TrainingOverrides.weightDecay)
    return decays.values(tasks: tasks).filter { $0.number != present }.map {
      var point = best
      point.point = best.point.setting(decays, to: $0)
      return point
    }
  }

  private func setting(_ point: SearchPoint, _ index: Int, _ value: SettingValue) -> SearchPoint {
    var point = point
    point.point = point.point.setting(axes[index], to: value)
    point.values.append(value)
    return point
  }

  /// The values of the row's own parameters as text.
  func texts(of point: SearchPoint) -> [String: String] {
    Dictionary(uniqueKeysWithValues: zip(axes.map(\.name), point.values.map(\.description)))
  }

  /// The values in one line: "temperature 15, learning rate 0.001".
  func title(of point: SearchPoint) -> String {
    let parts = zip(axes, point.values).map { "\($0.name) \($1)" }
    return (parts + (point.learningRate.map { ["learning rate \($0)"] } ?? [])).joined(separator: ", ")
  }
}
