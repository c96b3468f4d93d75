import Components

/// The task that the others should help.
enum PrimaryTask {
  static let setting = Setting(
    "primary", .wholeNumber(.nonNegative), default: 0, "the place of the primary task in the list of tasks, from 0",
    source: "the paper, whose primary task is the first")
}

extension Settings {
  /// The place of the primary task.
  ///
  /// - Throws: `SettingError`: "`primary` should be below the number of tasks, 3. Found 3."
  func primary(of setup: BalancingSetup) throws(SettingError) -> Int {
    let primary = wholeNumber(PrimaryTask.setting.name)
    guard primary < setup.count else {
      throw SettingError("`primary` should be below the number of tasks, \(setup.count). Found \(primary).")
    }
    return primary
  }
}
