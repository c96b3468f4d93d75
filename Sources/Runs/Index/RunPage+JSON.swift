import Foundation
import Printing

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
