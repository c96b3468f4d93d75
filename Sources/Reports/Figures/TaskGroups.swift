import Printing
import Tasks

/// A division of the tasks into those to train together and those to train alone. The figures suggest it, and it was
/// not tried.
///
/// A task leaves if its own interval in the best row lies wholly on the bad side, by more than the margin. The others
/// may do better or worse without it: only a comparison tells.
package struct TaskGroups: Sendable, Hashable {
  /// The tasks to train alone, in their order.
  package var alone: [String]
  package var together: [String]
  /// The command that compares methods on ``together``; nil if it is not known how the figures were made.
  package var command: String?
}

extension Comparison {
  /// The division; nil if no task leaves, or fewer than two stay.
  package var taskGroups: TaskGroups? {
    guard let best else { return nil }
    let alone = zip(tasks, best.taskChanges).compactMap { task, change in
      change.map(isHarmful) == true ? task : nil
    }
    let together = tasks.filter { !alone.contains($0) }
    guard !alone.isEmpty, together.count > 1 else { return nil }
    return TaskGroups(
      alone: alone, together: together, command: context.command.map { $0 + Self.options(together, of: context) })
  }

  /// The options that restrict a comparison's command to some of its tasks, in a folder of its own.
  private static func options(_ tasks: [String], of context: ReportContext) -> String {
    let only = "only=[\(tasks.map(YAMLText.quoted).joined(separator: ", "))]"
    return
      " --set \(ShellText.word(only)) --set \(ShellText.word("name=" + YAMLText.quoted(context.experiment + "-together")))"
  }

  /// The division in words: "NR-ER alone, the other 11 tasks together".
  var taskGroupsText: String? {
    guard let groups = taskGroups else { return nil }
    let named = groups.alone.prefix(Self.mostNamed), left = groups.alone.count - named.count
    let alone = NumberText.list(named + (left > 0 ? ["\(left) more tasks"] : []))
    let others =
      groups.together.count > 2 ? "the other \(groups.together.count) tasks" : NumberText.list(groups.together)
    return "\(alone) \(groups.alone.count > 1 ? "each alone" : "alone"), \(others) together"
  }

  /// The division as a sentence that says that it is a proposal.
  var taskGroupsSentence: String? {
    taskGroupsText.map { "A division that has not been tried: \($0)." }
  }
}
