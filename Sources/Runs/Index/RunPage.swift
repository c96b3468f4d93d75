import Foundation
import Printing

/// The page of one run with all that is known of it: `equipoise runs show`.
package struct RunPage {
  package let folder: RunFolder
  let state: RunState
  /// The result; nil if there is none yet; see ``problem``.
  let result: RunResult?
  let records: [EpochRecord]
  let settings: RunSettings?
  /// The lines of `config.yaml`, with the values' origins as comments.
  let lines: [String]
  let environment: RunEnvironment?
  let run: IndexedRun
  /// The reason why the folder could not be read.
  let problem: String?

  /// Reads a run's folder; the page names what cannot be read.
  ///
  /// - Parameter settings: reads the run's configuration.
  package init(_ folder: RunFolder, settings: RunSettings.Reader) {
    self.folder = folder
    let names = folder.url.standardizedFileURL.pathComponents.suffix(2)
    run = IndexedRun(
      reading: folder, path: names.joined(separator: "/"), stamp: "", isPruned: false, settings: settings)
    state = run.state
    result = try? folder.result()
    records = (try? folder.records()) ?? []
    var problems: [String] = []
    if case .text(let reason)? = run.fixed["failure"] { problems.append(reason) }
    let text = (try? RunFolder.contents(of: folder.url.appending(path: "config.yaml"))) ?? Data()
    let written = String(decoding: text, as: UTF8.self)
    lines = written.split(separator: "\n").map(String.init)
    self.settings = settings(text)
    do { environment = try RunEnvironment.read(in: folder) } catch {
      environment = nil
      problems.append("\(error)")
    }
    problem = problems.isEmpty ? nil : problems.joined(separator: "\n")
  }

  package var text: String {
    let fixed = run.fixed
    let title = ["label", "seed", "role"].compactMap { name in
      fixed[name].map { name == "seed" ? "seed \($0.short)" : $0.short }
    }
    var parts = [
      TerminalText.escaped((title + [state.rawValue]).joined(separator: " · ")) + "\n"
        + TerminalText.escaped(folder.url.relativeToCurrentFolder)
        + (problem.map { "\n\(TerminalText.lines($0))" } ?? "")
    ]
    parts.append((["configuration"] + lines.map { "  \(TerminalText.escaped($0))" }).joined(separator: "\n"))
    if let environment {
      parts.append(
        "environment\n  Equipoise \(environment.equipoise), LibTorch \(environment.libTorch), \(environment.threads) threads, "
          + "\(environment.summary)\n  \(environment.system), \(environment.date.formatted(.iso8601))")
    }
    parts.append(cost)
    if !figures.isEmpty {
      let rows = figures.map { ["  " + $0.name, RunValue.digits($0.value), $0.unit, $0.arrow] }
      parts.append((["figures"] + TextColumns.lines(rows, right: [false, true, false, false])).joined(separator: "\n"))
    }
    if !records.isEmpty {
      parts.append((["epochs 1 to \(records.last?.epoch ?? 0)"] + RunCurve.lines(records)).joined(separator: "\n"))
    }
    return parts.joined(separator: "\n\n")
  }

  private var cost: String {
    func value(_ name: String) -> String { run.fixed[name]?.short ?? "–" }
    var text = "cost\n  \(value("epochs")) epochs, \(value("steps")) updates, \(value("seconds")) s"
    if let best = run.fixed["best-epoch"] {
      text += "\n  kept: epoch \(best.short), after \(value("best-step")) updates and \(value("best-seconds")) s"
    }
    return text
  }

  /// A figure with its unit and its better direction.
  struct Figure {
    var name: String
    var value: Double
    var unit: String
    var arrow: String
  }

  /// The figures: Δm on the validation split first, then metrics by split and task in the tasks' order, then losses.
  var figures: [Figure] {
    guard let result else { return [] }
    let splits = result.metrics.keys.sorted().reversed()
    var figures: [Figure] = []
    if case .number(let value)? = run.facts[IndexedRun.deltaM("validation")] {
      let isLower = run.better[IndexedRun.deltaM("validation")] == .lower
      figures.append(Figure(name: IndexedRun.deltaM("validation"), value: value, unit: "%", arrow: isLower ? "↓" : "↑"))
    }
    for split in splits {
      for metric in result.definitions {
        guard let value = result.metrics[split]?[metric.task]?[metric.name] else { continue }
        figures.append(
          Figure(
            name: IndexedRun.figure(split, metric.task, metric.name), value: value, unit: metric.unit,
            arrow: metric.direction == .higherIsBetter ? "↑" : "↓"))
      }
    }
    for split in result.losses.keys.sorted().reversed() {
      for task in result.tasks {
        guard let value = result.losses[split]?[task] else { continue }
        figures.append(Figure(name: IndexedRun.figure(split, task, "loss"), value: value, unit: "", arrow: "↓"))
      }
    }
    return figures
  }
}

extension RunPage {
  /// The page for programs: state, configuration with origins, environment, result and epochs.
  package func json() throws -> String {
    struct Setting: Encodable {
      var value: RunValue
      var origin: String?
    }
    struct Page: Encodable {
      var path: String
      var state: RunState
      var problem: String?
      var configuration: [String: Setting]
      var environment: RunEnvironment?
      var result: RunResult?
      var facts: [String: RunValue]
      var epochs: [EpochRecord]
    }
    let settings = settings?.values.map { setting in
      (setting.path, Setting(value: setting.value, origin: origin(setting.line)))
    }
    let facts = run.fixed.merging(run.facts.filter { run.better[$0.key] != nil }) { own, _ in own }
    return try JSONText.encode(
      Page(
        path: folder.url.relativeToCurrentFolder, state: state, problem: problem,
        configuration: Dictionary(settings ?? [], uniquingKeysWith: { first, _ in first }), environment: environment,
        result: result, facts: facts, epochs: records))
  }

  /// The origin that the comment of a line gives.
  private func origin(_ line: Int?) -> String? {
    guard let line, lines.indices.contains(line - 1),
      let comment = lines[line - 1].range(of: "  # ", options: .backwards)
    else { return nil }
    return String(lines[line - 1][comment.upperBound...])
  }
}
