import Balancing
import Datasets
import Foundation
import Tasks

import Reports
import Runs
import Statistics

/// An invented experiment: numbers of a plausible size drawn from formulas, never measured.
package struct ReportFixture {
  package struct Metric {
    package var task: String, name: String, unit: String, direction: Direction, single: Double

    package init(task: String, name: String, unit: String, direction: Direction, single: Double) {
      (self.task, self.name, self.unit, self.direction, self.single) = (task, name, unit, direction, single)
    }
  }

  package struct Method {
    package var name: String, label: String
    /// Relative improvement of each task, as a fraction.
    package var gains: [Double]
    /// Effective weight of each task at the end; nil for a method without weights.
    package var weights: [Double]?
    package var hyperparameters: [String: String] = [:]
    package var searchRuns = 0

    package init(
      name: String, label: String, gains: [Double], weights: [Double]? = nil,
      hyperparameters: [String: String] = [:], searchRuns: Int = 0
    ) {
      (self.name, self.label) = (name, label)
      self.gains = gains
      self.weights = weights
      self.hyperparameters = hyperparameters
      self.searchRuns = searchRuns
    }
  }

  package var tasks = ["segmentation", "depth", "normals"]
  package var metrics: [Metric] = [
    Metric(task: "segmentation", name: "mIoU", unit: "", direction: .higherIsBetter, single: 0.412),
    Metric(task: "segmentation", name: "accuracy", unit: "", direction: .higherIsBetter, single: 0.781),
    Metric(task: "depth", name: "abs. error", unit: "m", direction: .lowerIsBetter, single: 0.402),
    Metric(task: "depth", name: "rel. error", unit: "", direction: .lowerIsBetter, single: 0.152),
    Metric(task: "normals", name: "mean", unit: "°", direction: .lowerIsBetter, single: 21.4),
    Metric(task: "normals", name: "median", unit: "°", direction: .lowerIsBetter, single: 16.9),
    Metric(task: "normals", name: "within 11.25°", unit: "", direction: .higherIsBetter, single: 0.338),
  ]
  package var methods: [Method] = [
    Method(name: "ew", label: "EW", gains: [0.05, 0.04, -0.055], weights: [1, 1, 1]),
    Method(
      name: "scalarization", label: "Scalarization", gains: [0.045, 0.05, 0.02], weights: [0.3, 0.3, 2.4],
      hyperparameters: ["weights": "0.1, 0.1, 0.8"], searchRuns: 6),
    Method(name: "rlw", label: "RLW", gains: [0.02, 0.01, -0.09], weights: [1, 1, 1]),
    Method(name: "gls", label: "GLS", gains: [0.035, 0.04, -0.01], weights: nil),
    Method(name: "uw", label: "UW", gains: [0.04, 0.05, 0.0], weights: [1.4, 2.9, 3.8]),
    Method(name: "uw-o", label: "UW-O", gains: [0.03, 0.055, 0.015], weights: [0.9, 2.2, 4.4]),
    Method(
      name: "uw-so", label: "UW-SO", gains: [0.05, 0.07, 0.022], weights: [0.12, 0.3, 0.58],
      hyperparameters: ["temperature": "3"], searchRuns: 4),
  ]
  package var seeds = [0, 1, 2]
  package var epochs = 40
  package var selection = "validation"
  /// Whether the multi-task runs compared gradients.
  package var comparesGradients = false

  package var context = ReportContext(
    experiment: "scenes", dataset: "scenes, 1,000 images of 96×128", network: "SegNet 32–256, hard sharing",
    machine: "2 cores, AVX-512, 8 GB", date: "2026-11-21",
    versions: [.init("equipoise", "0.1.0"), .init("LibTorch", "2.13.0")],
    command: "equipoise compare examples/scenes.yaml --seeds 3")

  package init() {}

  /// Every run of the experiment with its epochs.
  package func runs() -> [RunFolder.Finished] {
    var generator = SplitMix64(seed: 11)
    func noise(_ scale: Double) -> Double { (Double(generator.next() >> 11) * 0x1p-53 - 0.5) * 2 * scale }
    var runs: [RunFolder.Finished] = []
    for seed in seeds {
      for task in tasks {
        runs.append(
          run(
            Method(name: RunResult.singleTask, label: "single-task", gains: tasks.map { _ in 0 }), seed, [task],
            seconds: 9.5 + noise(0.4), noise: noise))
      }
    }
    for method in methods {
      for search in 0..<method.searchRuns {
        var result = run(method, 0, tasks, seconds: 14 + noise(1), noise: noise)
        result.result.role = .search
        result.result.cell += "-search\(search)"
        runs.append(result)
      }
      for seed in seeds { runs.append(run(method, seed, tasks, seconds: 14.2 + noise(1), noise: noise)) }
    }
    return runs
  }

  private func run(
    _ method: Method, _ seed: Int, _ trained: [String], seconds: Double, noise: (Double) -> Double
  ) -> RunFolder.Finished {
    let own = metrics.filter { trained.contains($0.task) }
    func figures() -> [String: [String: Double]] {
      var figures: [String: [String: Double]] = [:]
      for metric in own {
        let gain = method.gains[tasks.firstIndex(of: metric.task) ?? 0] + noise(0.02)
        figures[metric.task, default: [:]][metric.name] =
          metric.single * (metric.direction == .higherIsBetter ? 1 + gain : 1 - gain)
      }
      return figures
    }
    let records = (1...epochs).map { epoch -> EpochRecord in
      let progress = 1 - exp(-Double(epoch) / 9)
      var losses: [String: [String: Double]] = ["train": [:], "validation": [:]]
      for task in trained {
        let index = tasks.firstIndex(of: task) ?? 0
        let start = [2.4, 1.3, 0.42][index % 3]
        let end = start * (0.22 - 0.5 * method.gains[index])
        let train = start - (start - end) * progress + noise(0.02 * start)
        losses["train"]?[task] = train
        losses["validation"]?[task] = train + start * 0.04 + start * 0.002 * Double(epoch) + noise(0.03 * start)
      }
      let weights = method.weights.map { final in
        Dictionary(
          uniqueKeysWithValues: zip(tasks, final).map { task, weight in
            let constant = method.name == "ew" || method.name == "scalarization"
            let start = method.name == "uw-so" ? 1.0 / 3 : 1.0
            let jitter = constant ? 0 : noise(method.name == "uw" ? 0.01 : 0.06) * weight
            return (task, constant ? weight : start + (weight - start) * progress + jitter)
          })
      }
      return EpochRecord(
        epoch: epoch, step: 80 * epoch, learningRate: 1e-3, seconds: seconds / Double(epochs), losses: losses,
        weights: weights, diagnostics: comparesGradients && trained.count > 1 ? gradients(method, progress, noise) : nil
      )
    }
    let result = RunResult(
      experiment: context.experiment, cell: "\(method.name)-\(seed)-\(trained[0])", method: method.name,
      label: method.label, seed: seed, tasks: trained,
      definitions: own.map { .init(task: $0.task, name: $0.name, unit: $0.unit, direction: $0.direction) },
      selection: .init(
        split: selection, criterion: trained.count == 1 ? "loss" : "Δm, metric mean",
        epoch: max(1, epochs - 3 - Int(abs(noise(9))))),
      metrics: ["test": figures()], losses: [:], seconds: seconds, steps: 80 * epochs,
      parameters: trained.count == 1 ? 1_402_113 : 1_512_340, hyperparameters: method.hyperparameters)
    return RunFolder.Finished(result: result, records: records)
  }

  /// Pairs that grow apart, the last one most, and the more the better the method does.
  private func gradients(_ method: Method, _ progress: Double, _ noise: (Double) -> Double) -> GradientDiagnostics.Epoch
  {
    var history = DiagnosticsHistory(tasks: tasks)
    for _ in 0..<4 {
      var pairs: [GradientDiagnostics.Pair] = []
      for (first, _) in tasks.enumerated() {
        for second in (first + 1)..<max(tasks.count, first + 1) {
          let cosine = 0.3 - (0.15 * Double(first + second) + method.gains[0]) * progress + noise(0.1)
          pairs.append(
            .init(
              first: first, second: second, cosine: max(-1, min(1, cosine)),
              magnitude: 0.8 - 0.4 * progress + noise(0.05),
              conflictingCoordinates: 0.4))
        }
      }
      history.append(
        tasks: GradientDiagnostics(
          norms: tasks.map { _ in 1 + noise(0.2) }, pairs: pairs, conditionNumber: 20 + 200 * progress + noise(10)))
      history.append(
        samples: GradientDiagnostics(
          norms: [1, 1],
          pairs: [.init(first: 0, second: 1, cosine: noise(0.5), magnitude: 0.5, conflictingCoordinates: 0.5)],
          conditionNumber: 2), of: 0)
    }
    return history.epoch()!
  }

  /// Few redraws: enough for tests of how the report looks.
  package func comparison(
    _ options: ComparisonOptions = ComparisonOptions(bootstrap: SeedBootstrap(samples: 100), familyDraws: 200)
  ) throws -> Comparison {
    try Comparison(of: runs(), options: options, context: context)
  }

  /// Many tasks of one metric each, as attributes of faces are.
  package static func attributes(_ count: Int) -> ReportFixture {
    var fixture = ReportFixture()
    fixture.epochs = 12
    fixture.tasks = (0..<count).map { "attribute \($0)" }
    fixture.metrics = fixture.tasks.enumerated().map { index, task in
      Metric(
        task: task, name: "error-rate", unit: "", direction: .lowerIsBetter, single: 0.05 + 0.004 * Double(index))
    }
    for position in fixture.methods.indices {
      let gains: [Double] = fixture.methods[position].gains
      let weights: [Double]? = fixture.methods[position].weights
      fixture.methods[position].gains = []
      fixture.methods[position].weights = weights.map { _ in [] }
      for task in 0..<count {
        let growth = Double(task) / Double(count)
        fixture.methods[position].gains.append(gains[task % 3] * (1 + growth))
        if let weight = weights?[task % 3] { fixture.methods[position].weights?.append(weight * (1 + 2 * growth)) }
      }
    }
    return fixture
  }
}
