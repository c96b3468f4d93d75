import ExperimentFixtures
import Testing

@testable import Reports
@testable import Runs
@testable import Statistics

/// Figures of this program next to published ones, with invented runs of the Sepsis tasks.
@Suite struct PublishedTests {
  static let tasks = ["next-activity", "next-time", "remaining-time"]
  static let definitions = [
    MetricDefinition(task: tasks[0], name: "accuracy", direction: .higherIsBetter),
    MetricDefinition(task: tasks[1], name: "mae", unit: "days", direction: .lowerIsBetter),
    MetricDefinition(task: tasks[2], name: "mae", unit: "days", direction: .lowerIsBetter),
  ]

  static func run(_ method: String, _ label: String, _ seed: Int, _ trained: [Int], _ values: [Double])
    -> RunFolder.Finished
  {
    let own = trained.map { definitions[$0] }
    let metrics = Dictionary(uniqueKeysWithValues: zip(own, values).map { ($0.task, [$0.name: $1]) })
    return RunFolder.Finished(
      result: RunResult(
        experiment: "sepsis", cell: "\(method)-\(seed)-\(trained)", method: method, label: label, seed: seed,
        tasks: own.map(\.task), definitions: own,
        selection: .init(split: "validation", criterion: "sum of losses", epoch: 3), metrics: ["test": metrics],
        losses: [:], seconds: 1, steps: 1, parameters: 10), records: [])
  }

  func comparison(_ change: (inout ReportContext) -> Void = { _ in }) throws -> Comparison {
    var runs: [RunFolder.Finished] = []
    for (seed, shift) in [(42, 0.0), (123, 0.01), (2025, 0.02)] {
      for (task, value) in [0.43, 1.9, 23.9].enumerated() {
        runs.append(Self.run(RunResult.singleTask, "single-task", seed, [task], [value + shift]))
      }
      runs.append(Self.run("ew", "EW", seed, [0, 1, 2], [0.51 + shift, 1.9 + shift, 24.4 + shift]))
    }
    var context = ReportContext(experiment: "sepsis", dataset: "Sepsis.csv: 9049 training samples")
    context.dataKind = "event-log"
    context.trunk = "cnn"
    context.dataProtocol = "published"
    change(&context)
    return try Comparison(of: runs, options: .init(bootstrap: SeedBootstrap(samples: 50)), context: context)
  }

  @Test func theTableOfTheSameDataAndNetworkIsFound() throws {
    #expect(try comparison().published.map(\.table.name) == ["sepsis-cnn"])
    #expect(try comparison { $0.trunk = "lstm" }.published.map(\.table.name) == ["sepsis-lstm"])
    #expect(try comparison { $0.trunk = "mlp" }.published.isEmpty)
    #expect(try comparison { $0.dataset = "BPIC12.csv: 5 training samples" }.published.isEmpty)
    #expect(try comparison { $0.sharing = "mtan" }.published.isEmpty)
    #expect(try SmallExperiment().comparison().published.isEmpty)
  }

  @Test func oursStandBesideTheirs() throws {
    let table = try #require(try comparison().published.first).reportTable
    let rows = table.rows.map { $0.map(\.text) }
    #expect(
      rows[0] == ["single-task", "next-activity accuracy ↑", "0.4400 ± 0.0100", "0.4303 ± 0.0167", "+0.0097", "+0.9"])
    let accuracy = try #require(rows.first { $0[1] == "next-activity accuracy ↑" && $0[3].hasPrefix("0.5239") })
    // (0.52 − 0.5239) / √((0.01² + 0.0126²) / 3)
    #expect(accuracy[2...] == ["0.5200 ± 0.0100", "0.5239 ± 0.0126", "−0.0039", "−0.4"])
    #expect(rows.contains { $0[0] == "EW" && $0[1] == "Δm, %" && $0[3] == "−6.4" })
    #expect(rows.contains { $0[1] == "remaining-time mae (days) ↓" && $0[3] == "24.442 ± 0.636" })
    let page = try comparison().html()
    #expect(page.contains("Next to Sepsis, CNN") && page.contains("at fe61aab"))
  }

  @Test func anotherProtocolIsStated() throws {
    let clean = try #require(try comparison { $0.dataProtocol = "clean" }.published.first)
    #expect(clean.sentences.contains { $0.contains("protocol `clean`, not as published") })
    let published = try #require(try comparison().published.first)
    #expect(!published.sentences.contains { $0.contains("not as published") })
  }

  /// Forty attributes of which the mean is published, in percent.
  @Test func theMeanOverAttributesIsCompared() throws {
    let definitions = (0..<4).map {
      MetricDefinition(task: "attribute \($0)", name: "error-rate", direction: .lowerIsBetter)
    }
    let runs = [0, 1].map { seed in
      RunFolder.Finished(
        result: RunResult(
          experiment: "celeba", cell: "uw-so-\(seed)", method: "uw-so", label: "UW-SO", seed: seed,
          tasks: definitions.map(\.task), definitions: definitions,
          selection: .init(split: "validation", criterion: "Δm", epoch: 1),
          metrics: [
            "test": Dictionary(
              uniqueKeysWithValues: definitions.enumerated().map {
                ($1.task, ["error-rate": 0.08 + 0.01 * Double($0) + 0.002 * Double(seed)])
              })
          ], losses: [:], seconds: 1, steps: 1, parameters: 1), records: [])
    }
    var context = ReportContext(experiment: "celeba")
    (context.dataKind, context.trunk) = ("celeba", "resnet18")
    let comparison = try Comparison(of: runs, context: context)
    let rows = try #require(comparison.published.first).reportTable.rows.map { $0.map(\.text) }
    #expect(rows == [["UW-SO", "mean over 4 tasks error-rate (%) ↓", "9.60 ± 0.14", "8.95", "+0.65", "–"]])
  }
}
