/// The unit that a learning-rate schedule counts.
public enum ScheduleUnit: String, Sendable, CaseIterable {
  /// Completed epochs: the rate is the same for all updates of one.
  case epoch
  /// Updates since the start.
  case update
}
