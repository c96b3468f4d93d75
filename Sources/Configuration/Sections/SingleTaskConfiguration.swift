import Components
import Tasks

/// The values with which each task is trained alone, if they differ from those of the other trainings.
package struct SingleTaskConfiguration: Sendable {
  /// The values for all tasks.
  package var training = TrainingOverrides()
  /// The values of single tasks that differ from these, by task.
  package var tasks: [String: TrainingOverrides] = [:]
  private var origins: [String: ConfigurationOrigin] = [:]

  init() {}

  init(reading section: ConfigurationSection) throws {
    training = try TrainingOverrides(reading: section.section("training"))
    let own = try section.section("tasks")
    for name in own.givenKeys {
      tasks[name] = try TrainingOverrides(reading: own.section(name).section("training"))
      origins[name] = own.given(name)?.origin
    }
  }

  /// The values of one task's trainings.
  package func training(of task: String) -> TrainingOverrides {
    tasks[task].map { training.overridden(by: $0) } ?? training
  }

  /// Checks the tasks' names.
  ///
  /// - Throws: `ConfigurationError` for a name that is no task of the data.
  func check(tasks names: [String]) throws {
    for name in tasks.keys.sorted() where !names.contains(name) {
      throw ConfigurationError(
        "`comparison.single-task.tasks` should name tasks of the data: \(names.quotedList). Found \(Found.quoted(name))."
          + Suggestion.sentence(for: name, among: names), at: origins[name] ?? .default)
    }
  }
}
