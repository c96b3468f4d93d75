import Tasks

/// A division of the tasks into those to train together and those to train alone, which the figures suggest and nobody has
/// tried.
///
/// A task leaves where its own interval lies wholly on the bad side, by more than the margin, in the best row. The others may
/// do better or worse without it: only a comparison tells.
public struct TaskGroups: Sendable, Hashable {
  /// In the order of the tasks.
  public var alone: [String]
  public var together: [String]
  /// Compares methods on ``together``; nil where it is not known how the figures came to be.
  public var command: String?
}

extension Comparison {
  /// nil where no task leaves, or fewer than two stay.
  public var taskGroups: TaskGroups? {
    guard let best else { return nil }
    let improvement = options.convention.improvement
    let alone = zip(tasks, best.taskChanges).compactMap { task, change -> String? in
      guard let interval = change?.interval else { return nil }
      return max(improvement(interval.low), improvement(interval.high)) < -options.margin ? task : nil
    }
    let together = tasks.filter { !alone.contains($0) }
    guard !alone.isEmpty, together.count > 1 else { return nil }
    return TaskGroups(
      alone: alone, together: together, command: context.command.map { $0 + Self.options(together, of: context) })
  }

  /// What makes the command of a comparison one of some of its tasks, in a folder of its own.
  private static func options(_ tasks: [String], of context: ReportContext) -> String {
    let only = "only=[\(tasks.map(YAMLText.quoted).joined(separator: ", "))]"
    return
      " --set \(ShellText.word(only)) --set \(ShellText.word("name=" + YAMLText.quoted(context.experiment + "-together")))"
  }

  /// "NR-ER alone, the other 11 tasks together".
  var taskGroupsText: String? {
    guard let groups = taskGroups else { return nil }
    let named = groups.alone.prefix(Self.mostNamed), left = groups.alone.count - named.count
    let alone = NumberText.list(named + (left > 0 ? ["\(left) more tasks"] : []))
    let others =
      groups.together.count > 2 ? "the other \(groups.together.count) tasks" : NumberText.list(groups.together)
    return "\(alone) \(groups.alone.count > 1 ? "each alone" : "alone"), \(others) together"
  }

  /// The proposal as a sentence that says what it is.
  var taskGroupsSentence: String? {
    taskGroupsText.map { "A division that has not been tried: \($0)." }
  }
}
