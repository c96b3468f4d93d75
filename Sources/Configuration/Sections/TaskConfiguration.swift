import Components
import Tasks

/// The loss and metrics of one task that differ from the data's own.
package struct TaskConfiguration: Sendable {
  /// The section's dotted path, for errors: `tasks.depth` or `data.targets.0`.
  let path: String
  /// The loss; nil for the data's own.
  package var loss: Chosen<LossCard>?
  /// A constant factor of the loss, applied before the losses are balanced.
  package var weight = 1.0
  /// The names of the metrics, the first of which stands for the task where one must; nil for the data's own.
  package var metrics: [String]?

  var isEmpty: Bool { loss == nil && weight == 1 && metrics == nil }

  init(reading section: ConfigurationSection, catalogue: ExperimentCatalogue) throws {
    path = section.path
    loss = try section.optionalSection("loss", shorthand: "kind").map { try $0.component(of: catalogue.losses) }
    weight = try section.double("weight", default: weight, in: .positive)
    metrics = try section.optionalStrings(
      "metrics", among: catalogue.metrics.names, called: catalogue.metrics.kind, isSet: true)
    if metrics?.isEmpty == true {
      throw ConfigurationError(
        "`\(section.path(of: "metrics"))` should name at least one metric. Found none.",
        at: section.given("metrics")?.origin ?? .default)
    }
  }

  /// The section whose keys are the tasks' names.
  static func reading(
    _ section: ConfigurationSection, tasks: [String], catalogue: ExperimentCatalogue
  ) throws -> [String: TaskConfiguration] {
    var result: [String: TaskConfiguration] = [:]
    for name in section.givenKeys {
      guard tasks.isEmpty || tasks.contains(name) else {
        let hint = quotingHint(name, tasks) ?? Suggestion.sentence(for: name, among: tasks)
        throw ConfigurationError(
          "`\(name)` is not a task of the data." + (hint.isEmpty ? " Its tasks are \(tasks.quotedList)." : hint),
          at: section.given(name)?.origin ?? .default)
      }
      result[name] = try TaskConfiguration(reading: section.section(name), catalogue: catalogue)
    }
    return result
  }
}

extension TaskConfiguration {
  /// A hint on how to write a name with a dot, since `--set` reads the part before the dot as a key.
  private static func quotingHint(_ name: String, _ tasks: [String]) -> String? {
    tasks.first { $0.hasPrefix(name + ".") }.map { " Write a name with a dot as `--set 'tasks.\"\($0)\".…'`." }
  }
}
