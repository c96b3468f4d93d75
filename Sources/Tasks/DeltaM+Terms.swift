extension DeltaM {
  /// The relative change of every metric: what each convention averages.
  ///
  /// A published table that gives its metrics gives its terms, so a Δm of one convention can be turned into the others:
  ///
  /// ```swift
  /// let terms = try DeltaM.Terms(of: published, against: baseline)
  /// try terms.deltaM(.metricMean)   // as in the paper
  /// try terms.deltaM(.taskMean)     // to compare with a paper of the other convention
  /// ```
  ///
  /// A term is `(M − B) / |B|` with the sign turned where lower is better, in percent: positive is always better. The
  /// magnitude in the denominator only matters for a metric that can be negative (R²), where the plain quotient would
  /// call an improvement a loss.
  public struct Terms: Sendable, Hashable {
    /// One metric of one task.
    public struct Term: Sendable, Hashable {
      public var metric: String
      /// Relative improvement over the baseline, in percent; positive is better.
      public var improvement: Double

      public init(_ metric: String, improvement: Double) {
        self.metric = metric
        self.improvement = improvement
      }
    }

    /// The terms of one task, in the order of its metrics.
    public struct TaskTerms: Sendable, Hashable {
      public var task: String
      public var terms: [Term]

      public init(_ task: String, _ terms: [Term]) {
        self.task = task
        self.terms = terms
      }

      /// Mean improvement over the task's metrics, in percent; positive is better.
      public var improvement: Double { terms.reduce(0) { $0 + $1.improvement } / Double(terms.count) }
    }

    public var tasks: [TaskTerms]

    public init(_ tasks: [TaskTerms]) { self.tasks = tasks }

    /// The terms of a model against a baseline.
    ///
    /// - Throws: ``DeltaMError`` if a task or metric is on one side only, directions differ, a value is not finite, or
    ///   a baseline value is zero.
    public init(of tasks: [TaskMetrics], against baseline: Baseline) throws {
      guard !tasks.isEmpty else { throw DeltaMError.empty(task: nil) }
      let names = tasks.map(\.task)
      for task in baseline.tasks where !names.contains(task.task) {
        throw DeltaMError.missingTask(task: task.task, in: .model, found: names)
      }
      self.tasks = try tasks.map { task in
        guard let base = baseline.tasks.first(where: { $0.task == task.task }) else {
          throw DeltaMError.missingTask(task: task.task, in: .baseline, found: baseline.tasks.map(\.task))
        }
        return TaskTerms(task.task, try Self.terms(of: task, against: base))
      }
    }

    /// The improvement of each metric of a task, in percent of the baseline's value.
    private static func terms(of task: TaskMetrics, against base: TaskMetrics) throws -> [Term] {
      guard !task.metrics.isEmpty else { throw DeltaMError.empty(task: task.task) }
      let names = task.metrics.map(\.name)
      for metric in base.metrics where !names.contains(metric.name) {
        throw DeltaMError.missingMetric(task: task.task, metric: metric.name, in: .model, found: names)
      }
      return try task.metrics.map { metric in
        guard let reference = base.metrics.first(where: { $0.name == metric.name }) else {
          throw DeltaMError.missingMetric(
            task: task.task, metric: metric.name, in: .baseline, found: base.metrics.map(\.name))
        }
        guard reference.direction == metric.direction else {
          throw DeltaMError.directions(task: task.task, metric: metric.name)
        }
        guard reference.value.isFinite, reference.value != 0 else {
          throw DeltaMError.baselineValue(task: task.task, metric: metric.name, value: reference.value)
        }
        guard metric.value.isFinite else {
          throw DeltaMError.modelValue(task: task.task, metric: metric.name, value: metric.value)
        }
        let change = 100 * (metric.value - reference.value) / abs(reference.value)
        return Term(metric.name, improvement: metric.direction == .higherIsBetter ? change : -change)
      }
    }

    /// Δm in a convention. Terms do not tell which metrics ``Convention/ratioMean`` leaves out: all are averaged.
    ///
    /// - Parameter mainMetrics: as in ``DeltaM/init(of:against:_:mainMetrics:)``.
    /// - Throws: `DeltaMError.missingMetric` if a named main metric is not one of its task, `.missingTask` if its task
    ///   is not one of the model, `.empty` if there is nothing to average.
    public func deltaM(_ convention: Convention, mainMetrics: [String: String] = [:]) throws -> DeltaM {
      guard !tasks.isEmpty else { throw DeltaMError.empty(task: nil) }
      for task in tasks where task.terms.isEmpty { throw DeltaMError.empty(task: task.task) }
      let averaged: [Double]
      switch convention {
      case .ratioMean, .metricMean: averaged = tasks.flatMap { $0.terms.map(\.improvement) }
      case .taskMean: averaged = tasks.map(\.improvement)
      case .oneMetricPerTask: averaged = try mainTerms(mainMetrics).map(\.improvement)
      }
      let mean = averaged.reduce(0, +) / Double(averaged.count)
      return DeltaM(percent: convention.improvement(mean), convention: convention)
    }

    /// The term of each task's main metric: the named one, otherwise the first.
    private func mainTerms(_ mainMetrics: [String: String]) throws -> [Term] {
      for name in mainMetrics.keys.sorted() where !tasks.contains(where: { $0.task == name }) {
        throw DeltaMError.missingTask(task: name, in: .model, found: tasks.map(\.task))
      }
      return try tasks.map { task in
        guard let name = mainMetrics[task.task] else { return task.terms[0] }
        guard let term = task.terms.first(where: { $0.metric == name }) else {
          throw DeltaMError.missingMetric(
            task: task.task, metric: name, in: .model, found: task.terms.map(\.metric))
        }
        return term
      }
    }
  }
}
