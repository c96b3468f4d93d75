import Components
import Tasks

/// How much each task's gradient counts before a method looks at conflicts.
struct GradientPreference {
  static let setting = Setting(
    "preference", .numbers(.nonNegative),
    "how much each task counts, one number for each; 1/K each where nothing is given")

  /// Nil for 1/K each.
  private let given: [Double]?

  /// - Throws: `SettingError` unless there is one number for each task.
  init(_ settings: Settings, _ setup: BalancingSetup) throws(SettingError) {
    given = try settings.numbers(Self.setting.name, oneForEach: "task", count: setup.count)
  }

  /// The numbers of the present tasks: those given, else one over their number.
  func of(_ tasks: [Int]) -> [Double] {
    tasks.map { given?[$0] ?? 1 / Double(tasks.count) }
  }
}
